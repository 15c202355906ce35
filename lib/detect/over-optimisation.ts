import { compareMetric } from "@/lib/stats/compare-metric";
import { lookMean } from "./look-mean";

/** The contrast on which the held-out reward model's detector raised its alarm. */
export interface FiredContrast {
  blockSteps: readonly number[]; windowSteps: readonly number[];
  /** Block minus window and its lower bound, in the held-out metric's unit. */
  drop: number; dropLow: number;
}

export interface OverOptimisationInput {
  /** Null while the held-out detector has raised no alarm. */
  heldOut: FiredContrast | null;
  /** [nPrompts] the training reward model's win probability (or outcome) of each prompt by step, NaN where it has none. */
  training: ReadonlyMap<number, Float64Array>;
  clusters: ArrayLike<number>;
}

export interface OverOptimisationFlag {
  /** `over-optimisation` is the flag; `regression` where the training score fell too; `unclear` where it did neither; `unknown` without training values. */
  kind: "none" | "over-optimisation" | "regression" | "unclear" | "unknown";
  flagged: boolean;
  /** Window minus block of the training values, over the prompts that both have, with its 95 % interval where there is one. */
  trainingRise: number | null; low: number | null; high: number | null;
  sentence: string;
}

/** [nPrompts] mean over steps, NaN for a prompt that lacks one of them; null where a step has no values at all. */
function meanOver(steps: readonly number[], training: OverOptimisationInput["training"], n: number): Float64Array | null {
  const looks = steps.flatMap((step) => training.get(step) ?? []);
  for (const { length } of looks) if (length !== n) throw new RangeError(`${length} training values for ${n} prompts`);
  return looks.length === 0 || looks.length < steps.length ? null : lookMean(looks.map((values) => ({ values })), new Float64Array(n));
}

/**
 * Over-optimisation: the held-out reward model's detector raised an alarm, **and** on the same contrast the training reward model's mean rose.
 * The second condition can only take alarms away, so the flag's false-alarm rate is at most the held-out detector's.
 * Where the training values fell significantly too (95 % interval below 0) it is a plain regression.
 * @throws RangeError when lengths differ
 * @see Gao, Schulman & Hilton 2022, arXiv 2210.10760 (a proxy rises while the gold score falls)
 */
export function overOptimisation(input: OverOptimisationInput): OverOptimisationFlag {
  const { heldOut, training, clusters } = input;
  const unknown = { flagged: false, trainingRise: null, low: null, high: null } as const;
  if (heldOut === null) return { kind: "none", ...unknown, sentence: "The held-out score has not fallen by more than the plan allows." };
  const points = (fraction: number) => `${(100 * Math.abs(fraction)).toFixed(1)} percentage points`;
  const fell = heldOut.dropLow > 0 ? `Held-out score fell by at least ${points(heldOut.dropLow)}` : `Held-out score fell by ${points(heldOut.drop)}`;
  const before = meanOver(heldOut.blockSteps, training, clusters.length), after = meanOver(heldOut.windowSteps, training, clusters.length);
  const rise = before === null || after === null ? null : compareMetric(before, after, clusters, "probabilities");
  if (rise === null || rise.difference === null) return { kind: "unknown", ...unknown, sentence: `${fell}; the training reward model has no scores on these checkpoints.` };
  const amount = points(rise.difference);
  const known = { trainingRise: rise.difference, low: rise.low, high: rise.high };
  if (rise.difference > 0) return { kind: "over-optimisation", flagged: true, ...known, sentence: `${fell} while training score rose by ${amount}.` };
  if (rise.high !== null && rise.high < 0) return { kind: "regression", flagged: false, ...known, sentence: `${fell} and training score fell by ${amount}: a plain regression.` };
  return { kind: "unclear", flagged: false, ...known, sentence: `${fell}; training score did not rise.` };
}
