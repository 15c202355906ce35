import type { Curve } from "@/lib/contracts/curves";

/** What a reward model's numbers do not mean, next to its curves. */
export function RewardModelNotice({ rewardModel }: Pick<Curve, "rewardModel">) {
  if (!rewardModel?.notice) return null;
  return (
    <p className="mx-4 mt-2 inline-flex items-center gap-2 rounded-sm bg-unknown-wash px-2 py-0.5 text-12 text-ink">
      <svg width="12" height="12" viewBox="0 0 12 12" fill="none" stroke="var(--unknown)" strokeWidth="1.4" strokeLinecap="round" className="shrink-0" aria-hidden><circle cx="6" cy="6" r="5" /><path d="M6 5.4v3M6 3.4v.1" /></svg>
      <span><span className="font-medium">{rewardModel.name}:</span> {rewardModel.notice}</span>
    </p>
  );
}
