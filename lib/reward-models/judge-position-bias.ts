import { fail, pass, warn, type Finding } from "./finding";
import type { Preference } from "./reward-model";

const BIAS_TO_WARN = 0.05;
/** Beyond this, answers that all come out undecided once averaged say nothing but the order. */
const BIAS_THAT_DECIDES = 0.25;
const UNDECIDED = 0.02;

/** Position bias is the mean probability given to the text shown first, minus one half. */
export function judgePositionBias(preferences: readonly Preference[]): Finding {
  const bias = preferences.reduce((sum, { probabilityAB, probabilityBA }) => sum + (probabilityAB - probabilityBA) / 2, 0) / preferences.length;
  const detail = `position bias ${bias >= 0 ? "+" : ""}${bias.toFixed(3)} (mean probability given to the text shown first, minus 0.5)`;
  const undecided = preferences.every(({ probability }) => Math.abs(probability - 0.5) < UNDECIDED);
  if (Math.abs(bias) > BIAS_THAT_DECIDES && undecided) return fail(`${detail}: the order alone decides, not the texts: see that the template and its labels are those the model was trained with or answers with`);
  return Math.abs(bias) > BIAS_TO_WARN ? warn(`${detail}; both orders are asked and their average is used`) : pass(`both orders agree once averaged; ${detail}`);
}
