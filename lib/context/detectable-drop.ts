import type { DetectableDrop } from "@/lib/contracts";
import type { StoredRun } from "@/lib/db/runs";
import { planOf } from "@/lib/detect/detector-plan";
import type { Findings } from "@/lib/detect/findings";
import { smallestDetectableDrop } from "@/lib/detect/smallest-detectable-drop";

/** Smallest drop that a run would find: as measured, or before there is data from its plan; null where nothing can be tested. */
export function detectableDrop(run: StoredRun, findings: Findings | null): DetectableDrop | null {
  const found = findings?.detectable ?? smallestDetectableDrop({ plan: planOf(run), nUnits: run.promptSet.nClusters, sdPair: null, nLooks: 0 });
  if (!found) return null;
  const { fast, sustained, sdPair, sdSource, nUnits } = found;
  return { fast, sustained, sdPair, sdSource, nUnits };
}
