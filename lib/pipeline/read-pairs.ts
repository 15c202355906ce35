import type { Context } from "@/lib/context";
import type { SelectedCurve } from "@/lib/context/select-curve";
import { hasProbability, type Outcome, type Pair, type RewardModelSpec } from "@/lib/contracts";
import type { StoredCheckpoint } from "@/lib/db/checkpoints";
import { comparedCompletions, type StoredCompletion } from "@/lib/db/completion-sets";
import { promptsInOrder, type StoredPrompt } from "@/lib/db/prompt-sets";
import { specOf } from "@/lib/db/reward-models";
import { findScoreVector } from "@/lib/db/score-vectors";
import { cutOf, floatsFromBytes, itemStatus, statusMask } from "@/lib/db/vector-bytes";
import { sigmoid } from "@/lib/stats/sigmoid";
import { winIndicator } from "@/lib/stats/win-indicator";

/** One side of a pair: a completion and what the reward model said of it. */
interface SideItem {
  completion: StoredCompletion | undefined; status: number; score: number | null; error: string | undefined;
  /** Attributes, or P(better) shown first and second. */
  details: number[] | null;
}

/** Every pair of a checkpoint in the prompt set's order, compared with the curve's references by its reward model. */
export async function readPairs(ctx: Context, curve: SelectedCurve, checkpoint: StoredCheckpoint): Promise<Pair[]> {
  const { run, rewardModel, referenceSet } = curve;
  const spec = rewardModel && specOf(rewardModel);
  const against = spec?.kind === "pairwise" ? (referenceSet?.completionSetId ?? "") : "";
  const prompts = await promptsInOrder(ctx.db, run.promptSetId);
  const own = await openSide(ctx, { completionSetId: checkpoint.completionSetId, rewardModelId: rewardModel?.id, against });
  const reference = referenceSet ? await openSide(ctx, { completionSetId: referenceSet.completionSetId, rewardModelId: rewardModel?.id, against: "" }) : null;
  return prompts.map((prompt) => {
    const sides = { own: own(prompt.position), reference: reference?.(prompt.position) ?? absent };
    return spec?.kind === "pairwise" ? pairwisePair(prompt, sides, spec) : scoredPair(prompt, sides, spec, rewardModel?.attributes ?? []);
  });
}

const absent: SideItem = { completion: undefined, status: itemStatus.missing, score: null, error: undefined, details: null };

async function openSide(
  ctx: Context,
  key: { completionSetId: string; rewardModelId: string | undefined; against: string },
): Promise<(position: number) => SideItem> {
  const completions = await comparedCompletions(ctx.db, key.completionSetId);
  const { rewardModelId } = key;
  const vector = rewardModelId === undefined ? null : await findScoreVector(ctx.db, { ...key, rewardModelId });
  const scores = vector && floatsFromBytes(vector.scores);
  const details = vector?.details ? floatsFromBytes(vector.details) : null;
  const k = details && vector ? details.length / vector.statuses.length : 0;
  const errors = (vector?.errors ?? {}) as Record<string, string>;
  return (position) => {
    const completion = completions.get(position);
    const status = vector?.statuses[position] ?? (completion ? itemStatus.pending : itemStatus.missing);
    const ok = (status & statusMask) === itemStatus.ok;
    return {
      completion, status, error: errors[position],
      score: ok ? (scores?.[position] ?? null) : null,
      details: ok && details ? Array.from(details.subarray(position * k, (position + 1) * k)) : null,
    };
  };
}

interface Sides { own: SideItem; reference: SideItem }

function scoredPair(prompt: StoredPrompt, { own, reference }: Sides, spec: RewardModelSpec | undefined, names: readonly string[]): Pair {
  const margin = own.score === null || reference.score === null ? null : own.score - reference.score;
  const error = own.error ?? (reference.error && `reference-${reference.error}`);
  return {
    ...textsOf(prompt, { own, reference }),
    referenceScore: reference.score, score: own.score, margin,
    probability: margin === null || !spec || !hasProbability(spec) ? null : sigmoid(margin / (spec.temperature ?? 1)),
    ...(own.details && names.length > 0 && { attributes: names.map((name, i) => ({ name, value: own.details?.[i] ?? 0, reference: reference.details?.[i] ?? null })) }),
    outcome: outcomeOf(own, reference),
    ...(error !== undefined && { error }),
  };
}

/** The model read both texts at once: its margin is the log-odds of the completion being better. */
function pairwisePair(prompt: StoredPrompt, { own, reference }: Sides, spec: RewardModelSpec): Pair {
  const [probabilityAB, probabilityBA] = own.details ?? [];
  const parity: SideItem = { ...reference, status: reference.completion ? itemStatus.ok : itemStatus.missing, score: reference.completion ? 0 : null };
  return {
    ...textsOf(prompt, { own, reference }),
    referenceScore: null, score: null, margin: own.score,
    probability: own.score === null ? null : sigmoid(own.score / (spec.temperature ?? 1)),
    ...(probabilityAB !== undefined && probabilityBA !== undefined && { probabilityAB, probabilityBA }),
    outcome: outcomeOf(own, parity),
    ...(own.error !== undefined && { error: own.error }),
  };
}

function textsOf(prompt: StoredPrompt, { own, reference }: Sides) {
  return {
    key: prompt.key, tags: prompt.tags,
    ...(prompt.plain ? { prompt: prompt.messages[0]?.content ?? "" } : { messages: prompt.messages }),
    reference: reference.completion?.completion ?? null, completion: own.completion?.completion ?? null,
    cut: cutOf(own.status), referenceCut: cutOf(reference.status), finishReason: own.completion?.finishReason ?? null,
  };
}

/** In the order in which points count: pending, reference without a score, then the checkpoint's own side. */
function outcomeOf(own: SideItem, reference: SideItem): Outcome | null {
  const [kind, referenceKind] = [own.status & statusMask, reference.status & statusMask];
  if (kind === itemStatus.pending || referenceKind === itemStatus.pending) return null;
  if (reference.score === null) return "failed";
  if (kind === itemStatus.missing) return "missing";
  if (own.score === null) return "failed";
  const outcome = winIndicator(own.score, reference.score);
  return outcome === 1 ? "win" : outcome === 0 ? "loss" : outcome === null ? "failed" : "tie";
}
