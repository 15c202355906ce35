import type { Curve } from "@/lib/contracts";
import type { CurveGap } from "./curve-model";

const words = { received: "waiting to be scored", scoring: "being scored", failed: "failed" } as const;

/** Checkpoints that are registered and have no point, with the reason in words. */
export function waitingCheckpoints(curve: Curve): CurveGap[] {
  const drawn = new Set(curve.points.map(({ checkpointId }) => checkpointId));
  return curve.waiting.filter(({ checkpointId }) => !drawn.has(checkpointId)).map(({ step, checkpointId, status, error }) => ({
    step, checkpointId, failed: status === "failed", reason: error === null ? words[status] : `${words[status]}: ${error}`,
  }));
}
