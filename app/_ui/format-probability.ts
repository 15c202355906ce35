import { formatPercent } from "@/lib/chart/format";

/** `62.4 %` of one pair; a probability that is not quite 0 or 1 is not shown as if it were. @param probability in [0, 1] */
export function formatProbability(probability: number): string {
  if (probability < 0.0005) return `< ${formatPercent(0.001)}`;
  if (probability > 0.9995) return `> ${formatPercent(0.999)}`;
  return formatPercent(probability);
}
