import type { Contrast } from "./contrast";
import { scanLook, type LookResult, type ScanInput, type ScanMemo } from "./scan-look";

export interface RunScan {
  /** One result a look, in order of arrival, each with the smallest adjusted p up to it. */
  looks: (LookResult & { runningAdjustedP: number })[];
  /** Smallest adjusted p of all looks; 1 when nothing was tested. */
  adjustedP: number;
  firstAlarm: { k: number; contrast: Contrast } | null;
}

/**
 * Replays an episode look by look in order of arrival: the same results as one `scanLook` after each arrival.
 * It goes on after an alarm; what happens then is for the caller to decide.
 */
export function scanRun({ looks, plan, clusters, allContrasts = false }: ScanInput & { allContrasts?: boolean }): RunScan {
  let adjustedP = 1;
  let firstAlarm: RunScan["firstAlarm"] = null;
  const memo: ScanMemo = { moments: new Map(), critical: new Map() };
  const results = looks.map(({ arrival }) => arrival).sort((a, b) => a - b).map((at) => {
    const result = scanLook({ looks, at, plan, clusters, allContrasts, memo });
    adjustedP = Math.min(adjustedP, result.adjustedP);
    if (result.fired !== null) firstAlarm ??= { k: at, contrast: result.fired };
    return { ...result, runningAdjustedP: adjustedP };
  });
  return { looks: results, adjustedP, firstAlarm };
}
