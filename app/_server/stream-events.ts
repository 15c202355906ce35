import type { Context } from "@/lib/context";
import { runRevision } from "@/lib/db/run-revisions";
import type { Env } from "@/lib/env";
import { authorize } from "./authorize";
import { getEventHub } from "./context";
import { openEventStream } from "./event-stream";

/**
 * Answers a request for events of one run, or of all (`runId` null). What a reader that comes back has missed is told as
 * `curve` (read again), or as `reset` where that cannot be known.
 * @param lastEventId for a reader that cannot send the header
 */
export function streamEvents(
  ctx: Context,
  input: { runId: string | null; lastEventId: string | undefined; request: Request; env: Env },
): Response {
  const { runId, request } = input;
  const seen = request.headers.get("last-event-id") ?? input.lastEventId;
  return openEventStream({
    hub: getEventHub(),
    runId,
    signal: request.signal,
    first: async () => {
      if (seen === undefined) return null;
      const revision = runId === null ? null : await runRevision(ctx.db, runId);
      if (revision === null) return { kind: "reset", runId, revision: 0 };
      if (seen === String(revision)) return null;
      const isOlder = /^\d{1,15}$/.test(seen) && Number(seen) < revision;
      return { kind: isOlder ? "curve" : "reset", runId, revision };
    },
    isStillAllowed: async () => {
      try {
        await authorize(request, "read", ctx, input.env);
        return true;
      } catch (error) {
        return !(error instanceof Error && "code" in error && (error.code === "unauthorized" || error.code === "forbidden"));
      }
    },
  });
}
