import type { Curve } from "@/lib/contracts/curves";
import { absentMetric } from "@/lib/chart/absent-metric";
import type { Focus } from "./selection";

const all: { value: Focus; text: string }[] = [
  { value: "both", text: "Both" }, { value: "winProbability", text: "Win probability" }, { value: "winRate", text: "Win rate" }, { value: "meanScore", text: "Mean score" },
];

/** What can be looked at: not what the reward model cannot give, and not two metrics where there is only one, or where other curves lie over it. */
export function focusOptions(curve: Curve, overlaid = false): { value: Focus; text: string }[] {
  const [probability, score] = [absentMetric(curve, "winProbability"), absentMetric(curve, "meanScore")];
  return all.filter(({ value }) => {
    if (value === "both") return probability === null && !overlaid;
    if (value === "winProbability") return probability === null;
    return value !== "meanScore" || score === null;
  });
}

/** What is looked at: what was asked for, or the first that there is. */
export function focusOf(asked: Focus, curve: Curve, overlaid = false): Focus {
  const options = focusOptions(curve, overlaid);
  return options.some(({ value }) => value === asked) ? asked : options[0]!.value;
}
