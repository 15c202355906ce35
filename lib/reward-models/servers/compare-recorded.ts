import type { GoldenScore, ItemScore, ScoreItem } from "../reward-model";

/** Scores recorded texts again. @returns the largest difference, and why one can no longer be scored (null if all can) */
export async function compareRecorded(recorded: readonly GoldenScore[], score: (items: readonly ScoreItem[]) => Promise<ItemScore[]>): Promise<{ worst: number; failed: string | null }> {
  const items = recorded.map(({ prompt, completion, reference }): ScoreItem => ({ messages: [{ role: "user", content: prompt }], completion, ...(reference === undefined ? {} : { reference }) }));
  let worst = 0;
  for (const [i, result] of (await score(items)).entries()) {
    if (result.status === "failed") return { worst, failed: result.message };
    worst = Math.max(worst, Math.abs(result.score - recorded[i]!.score));
  }
  return { worst, failed: null };
}
