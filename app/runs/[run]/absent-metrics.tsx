import type { Curve } from "@/lib/contracts/curves";
import { absentMetric } from "@/lib/chart/absent-metric";
import { reasonSentence } from "@/lib/chart/reason-sentence";

/** What this reward model cannot give, said once with its reason. */
export function AbsentMetrics({ curve }: { curve: Curve }) {
  const reasons = (["winProbability", "meanScore"] as const).flatMap((metric) => absentMetric(curve, metric) ?? []);
  return reasons.map((reason) => (
    <p key={reason} className="mx-4 mt-2 flex max-w-[110ch] items-start gap-2 text-12 text-muted">
      <svg width="16" height="12" viewBox="0 0 16 12" fill="none" stroke="var(--unknown)" strokeWidth="1.5" className="mt-0.5 shrink-0" aria-hidden><path d="M0 6h16" strokeDasharray="2 3" /></svg>
      {reasonSentence(reason)}
    </p>
  ));
}
