"use client";

import { useSearchParams } from "next/navigation";
import { CopyButton } from "../../_ui/copy-button";

/** Copies the address, which holds everything that was chosen on the page. */
export function ShareButton() {
  // The address changes without a new page: read again when its search part does.
  useSearchParams();
  return <CopyButton text={typeof window === "undefined" ? "" : window.location.href} what="a link to this view" words="Share" />;
}
