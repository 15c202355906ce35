import type { ReactNode } from "react";
import { readRun } from "@/lib/services/read-run";
import { getContext } from "../../_server/context";
import { requireSession } from "../../_server/require-session";
import { orNotFound } from "../../_ui/or-not-found";

/** Above the skeletons, so that a run that does not exist answers 404 and a reader without a session is redirected by status. */
export default async function RunLayout({ params, children }: { params: Promise<{ run: string }>; children: ReactNode }) {
  const run = decodeURIComponent((await params).run);
  await requireSession(`/runs/${encodeURIComponent(run)}`);
  await orNotFound(readRun(getContext(), { run }));
  return children;
}
