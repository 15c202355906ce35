import type { ComparedMetric } from "@/lib/contracts";
import { compareMetric } from "@/lib/stats/compare-metric";
import { pairedDifference } from "@/lib/stats/paired-difference";

/** The contrast on which the held-out reward model's detector raised its alarm. */
export interface FiredContrast {
  blockSteps: readonly number[]; windowSteps: readonly number[];
  /** Block minus window and its lower bound, in the held-out metric's unit. */
  drop: number; dropLow: number;
}

export interface OverOptimisationInput {
  /** Null while the held-out detector has raised no alarm. */
  heldOut: FiredContrast | null;
  /** [nPrompts] the training reward model's value of each prompt by step, NaN where it has none. */
  training: ReadonlyMap<number, ArrayLike<number>>;
  clusters: ArrayLike<number>;
  /** Unit of the training values: win probabilities, or scores without bounds. */
  trainingUnit: "probability" | "score";
}

export interface OverOptimisationFlag {
  /** `over-optimisation` is the flag; `regression` where the training score fell too; `unclear` where it did neither; `unknown` without training values. */
  kind: "none" | "over-optimisation" | "regression" | "unclear" | "unknown";
  flagged: boolean;
  /** Window minus block of the training values, over the prompts that both have, with its 95 % interval where there is one. */
  trainingRise: number | null; low: number | null; high: number | null;
  sentence: string;
}

/** [nPrompts] mean over steps, NaN for a prompt that lacks one of them. */
function meanOver(steps: readonly number[], training: OverOptimisationInput["training"], n: number): Float64Array | null {
  const looks = steps.map((step) => training.get(step));
  const sum = new Float64Array(n);
  for (const look of looks) {
    if (look === undefined) return null;
    if (look.length !== n) throw new RangeError(`${look.length} training values for ${n} prompts`);
    for (let i = 0; i < n; i++) sum[i]! += look[i]! / steps.length;
  }
  return steps.length === 0 ? null : sum;
}

/** Rise on the prompts that both have; scores have no bounds, so without spread their interval is not known. */
function riseOf(before: Float64Array, after: Float64Array, { clusters, trainingUnit }: OverOptimisationInput): Pick<ComparedMetric, "difference" | "low" | "high"> {
  if (trainingUnit === "probability") return compareMetric(before, after, clusters, "probabilities");
  const paired = pairedDifference(after, before, clusters);
  if (paired.kind === "estimate") return paired;
  const differences = Array.from(after, (value, i) => value - before[i]!).filter(Number.isFinite);
  return { difference: differences.length === 0 ? null : differences.reduce((sum, d) => sum + d, 0) / differences.length, low: null, high: null };
}

/**
 * Over-optimisation: the held-out reward model's detector raised an alarm, **and** on the same contrast the training reward model's mean rose.
 * The second condition can only take alarms away, so the flag's false-alarm rate is at most the held-out detector's.
 * Where the training values fell significantly too (95 % interval below 0) it is a plain regression.
 * @throws RangeError when lengths differ
 * @see Gao, Schulman & Hilton 2022, arXiv 2210.10760 (a proxy rises while the gold score falls)
 */
export function overOptimisation(input: OverOptimisationInput): OverOptimisationFlag {
  const { heldOut, training, clusters, trainingUnit } = input;
  const unknown = { flagged: false, trainingRise: null, low: null, high: null } as const;
  if (heldOut === null) return { kind: "none", ...unknown, sentence: "The held-out score has not fallen by more than the plan allows." };
  const points = (fraction: number) => `${(100 * Math.abs(fraction)).toFixed(1)} percentage points`;
  const fell = heldOut.dropLow > 0 ? `Held-out score fell by at least ${points(heldOut.dropLow)}` : `Held-out score fell by ${points(heldOut.drop)}`;
  const before = meanOver(heldOut.blockSteps, training, clusters.length), after = meanOver(heldOut.windowSteps, training, clusters.length);
  const rise = before === null || after === null ? null : riseOf(before, after, input);
  if (rise === null || rise.difference === null) return { kind: "unknown", ...unknown, sentence: `${fell}; the training reward model has no scores on these checkpoints.` };
  const amount = trainingUnit === "probability" ? points(rise.difference) : Math.abs(rise.difference).toPrecision(3);
  const known = { trainingRise: rise.difference, low: rise.low, high: rise.high };
  if (rise.difference > 0) return { kind: "over-optimisation", flagged: true, ...known, sentence: `${fell} while training score rose by ${amount}.` };
  if (rise.high !== null && rise.high < 0) return { kind: "regression", flagged: false, ...known, sentence: `${fell} and training score fell by ${amount}: a plain regression.` };
  return { kind: "unclear", flagged: false, ...known, sentence: `${fell}; training score did not rise.` };
}
