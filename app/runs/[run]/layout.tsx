import type { ReactNode } from "react";
import { requireSession } from "../../_server/require-session";
import { runOfRequest } from "../../_server/run-of-request";
import { orNotFound } from "../../_ui/or-not-found";

/** Above the skeletons, so that a run that does not exist answers 404 and a reader without a session is redirected by status. */
export default async function RunLayout({ params, children }: { params: Promise<{ run: string }>; children: ReactNode }) {
  const run = decodeURIComponent((await params).run);
  await requireSession(`/runs/${encodeURIComponent(run)}`);
  await orNotFound(runOfRequest(run));
  return children;
}
