import type { Contrast, DecidingMetric, DetectableDrop, RegressionKind } from "@/lib/contracts";
import { formatCount, formatLevel, formatStep } from "./format";

export interface SentenceInput {
  code: string;
  metric: DecidingMetric;
  /** Run-wide false-alarm rate of an episode. */
  errorLevel: number;
  nLooks: number; nCheckpoints: number; nPending: number; nFailed: number; nUnits: number; minUnits: number; blockSize: number;
  adjustedP: number | null;
  detectable: DetectableDrop | null;
  regression: RegressionWords | null;
}

export interface RegressionWords {
  kind: RegressionKind;
  step: number;
  contrast: Contrast;
  /** Over-optimisation: how much the training reward model's mean rose. */
  trainingRise?: number;
}

const metricWords: Record<DecidingMetric, string> = { winProbability: "Win probability", winRate: "Win rate" };

/** `4.2 pp`: a size, without a sign. */
const points = (difference: number): string => `${(Math.abs(difference) * 100).toFixed(1)}\u00A0pp`;

/** `step 400`, `steps 400-700`. @param steps in rising order */
function stepsWords(steps: readonly number[]): string {
  const [first = 0, last = first] = [steps[0], steps.at(-1)];
  return first === last ? `step ${formatStep(first)}` : `steps ${formatStep(first)}-${formatStep(last)}`;
}

const familyWords = (family: string): string => (family === "all" ? "" : ` on prompts tagged ${family.replace(/^tag:/, "")}`);

/** How sure: `Over the whole run a false alarm has a probability of at most 5 %.` */
export function errorSentence(errorLevel: number): string {
  return `Over the whole run a false alarm has a probability of at most ${formatLevel(errorLevel)}.`;
}

/** What happened: where a drop began, how large it is and at least is, and against which checkpoints. */
export function regressionSentence({ kind, step, contrast, trainingRise }: RegressionWords, metric: DecidingMetric): string {
  const { blockSteps, drop, dropLow, family } = contrast;
  const size = `${points(drop)} (at least ${points(Math.max(0, dropLow))})${familyWords(family)}, against ${stepsWords(blockSteps)}`;
  if (kind === "over-optimisation") {
    return `Over-optimised since step ${formatStep(step)}: the held-out score fell by ${size}, while the training score rose by ${points(trainingRise ?? 0)}.`;
  }
  const fell = `${metricWords[metric]} fell by ${size}.`;
  if (kind === "sustained") return `Regressed since step ${formatStep(step)}. ${fell}`;
  if (kind === "unconfirmed") return `A drop at step ${formatStep(step)}, not confirmed yet. ${fell} Three more checkpoints decide whether it lasts.`;
  if (kind === "unresolved") return `A drop at step ${formatStep(step)} that has neither lasted nor recovered clearly. ${fell}`;
  return `A dip at step ${formatStep(step)} that recovered. ${fell} The checkpoints after it are better again.`;
}

function detectableWords({ detectable }: SentenceInput): string {
  if (!detectable) return "";
  return ` A drop of ${points(detectable.fast)} would be found with probability one half in the next look, one of ${points(detectable.sustained)} once it has lasted.`;
}

const words: Record<string, (input: SentenceInput) => string> = {
  "no-curve": () => "Not enough evidence: this run has no such reward model and reference set to compare with.",
  "no-checkpoints": () => "Not enough evidence: no checkpoint has been registered yet.",
  pending: ({ nPending, nCheckpoints }) => `Pending: ${formatCount(nPending)} of ${formatCount(nCheckpoints)} checkpoints are still being scored.`,
  "all-failed": ({ nFailed }) => nFailed > 0
    ? `Not enough evidence: ${formatCount(nFailed)} ${nFailed === 1 ? "checkpoint" : "checkpoints"} could not be scored, and no other has a score. The reward model's page says why.`
    : "Not enough evidence: no prompt has a score on both sides. The pairs of a checkpoint say why each failed.",
  "too-few-prompts": ({ nUnits, minUnits }) => `Not enough evidence: ${formatCount(nUnits)} independent prompts. Fewer than ${minUnits} are not tested; the curves and their intervals are all there is to judge by.`,
  "one-checkpoint": () => "Not enough evidence: one checkpoint has been scored, and there is nothing to compare it with.",
  "all-tied": () => "Not enough evidence: every prompt is a tie at every step. The checkpoints' completions score as the references do; are they the same texts?",
  "incomplete-look": () => "Not enough evidence: more than 2 % of the latest checkpoint's prompts failed or are missing, so alarms are held. What is missing is rarely missing at random; score it again or register the rest.",
  "too-few-looks": (input) => `Not enough evidence: ${formatCount(input.nLooks)} looks. The first test needs ${input.blockSize + 1} complete ones.${detectableWords(input)}`,
  "no-drop": (input) => `Healthy: no drop below an earlier block in ${formatCount(input.nLooks)} looks.${detectableWords(input)}`,
};

/** The verdict in words: what happened, how sure, what is not known. */
export function verdictSentence(input: SentenceInput): string {
  const { code, regression, metric, errorLevel } = input;
  if (code === "dip-recovered" && regression) return `Healthy. ${regressionSentence(regression, metric)}`;
  const own = words[code];
  if (own) return own(input);
  return regression ? `${regressionSentence(regression, metric)} ${errorSentence(errorLevel)}` : "Not enough evidence.";
}
