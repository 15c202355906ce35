import type { DecidingMetric } from "@/lib/contracts";
import { lengthControlledWinRate, type LengthControlled } from "@/lib/stats/length-controlled-win-rate";
import { bestCheckpoint, type BestCheckpointResult } from "./best-checkpoint";
import type { Family } from "./categories";
import type { DetectorPlan } from "./detector-plan";
import { findRegression, type Alarm } from "./find-regression";
import type { FoundRegression } from "./findings";
import { jitter } from "./jitter";
import type { Look } from "./look";
import { pairSpread } from "./pair-spread";
import { smallestDetectableDrop, type SmallestDetectableDrop } from "./smallest-detectable-drop";

export interface CurveInput {
  /** The episode's looks on one branch. */
  looks: readonly Look[];
  /** Alarms on this branch in order of arrival. */
  alarms: readonly Alarm[];
  families: readonly Family[];
  plan: DetectorPlan;
  /** What the values are. */
  metric: DecidingMetric;
  clusters: Int32Array;
  nClusters: number;
  /** Steps and values of every complete look that compares with the last one, of earlier episodes too. */
  comparable: { steps: readonly number[]; values: readonly Float64Array[]; lengths: readonly (Float32Array | null)[] };
  /** [nPrompts] characters of the references; null where not known. */
  referenceLengths: Float32Array | null;
  /** Length coefficients that no longer move; null while they are fitted anew at each look. */
  frozenPhi: { tanh: number; linear: number } | null;
  seed: number;
}

export interface CurveAssessment {
  regression: FoundRegression | null;
  best: BestCheckpointResult;
  detectable: SmallestDetectableDrop | null;
  jitter: { sd: number; deltaTooSmall: boolean } | null;
  /** In the order of `comparable`; null where lengths are not known. */
  lengthControlled: LengthControlled | null;
}

/** Everything that is said of a curve of one branch as a whole; the tests of single looks are stored before. */
export function assessCurve({ looks, alarms, families, plan, metric, clusters, nClusters, comparable, referenceLengths, frozenPhi, seed }: CurveInput): CurveAssessment {
  const spread = pairSpread(looks, clusters);
  return {
    regression: findRegression({ alarms, looks, clusters, promptsOf: (family) => families.find(({ name }) => name === family)?.promptIndices ?? null }),
    best: bestCheckpoint({ steps: comparable.steps, values: comparable.values, clusters, seed }),
    detectable: smallestDetectableDrop({ plan, nUnits: spread?.nUnits ?? nClusters, sdPair: spread && spread.sdPair > 0 ? spread.sdPair : null, nLooks: looks.length, metric }),
    jitter: jitter(looks, clusters, plan.delta),
    lengthControlled: referenceLengths && lengthControlledWinRate({
      outcomes: comparable.values, lengths: comparable.lengths.map((own) => own ?? new Float32Array(referenceLengths.length).fill(NaN)), referenceLengths,
      ...(frozenPhi && { frozen: frozenPhi }),
    }),
  };
}
