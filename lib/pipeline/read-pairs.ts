import type { Context } from "@/lib/context";
import type { SelectedCurve } from "@/lib/context/select-curve";
import { hasProbability, type Outcome, type Pair, type RewardModelSpec } from "@/lib/contracts";
import type { StoredCheckpoint } from "@/lib/db/checkpoints";
import { comparedCompletionAt, comparedCompletions, type StoredCompletion } from "@/lib/db/completion-sets";
import { promptWithKey, promptsInOrder, type StoredPrompt } from "@/lib/db/prompt-sets";
import { specOf } from "@/lib/db/reward-models";
import { findScoreVectors, vectorSubject, type ScoreVector, type VectorKey } from "@/lib/db/score-vectors";
import { cutOf, floatsFromBytes, itemStatus, statusMask } from "@/lib/db/vector-bytes";
import { sigmoid } from "@/lib/stats/sigmoid";
import { winIndicator } from "@/lib/stats/win-indicator";

/** One side of a pair: a completion and what the reward model said of it. */
interface SideItem {
  completion: StoredCompletion | undefined; status: number; score: number | null; error: string | undefined;
  /** Attributes, or P(better) shown first and second. */
  details: number[] | null;
}

/**
 * Every pair of each checkpoint in the prompt set's order, compared with the curve's references by its reward model. All scores are those
 * of one moment and of one revision of the model: a side that another revision has scored does not compare, and counts as not scored yet.
 * @param key only the pair of this prompt: then no other text is read
 */
export async function readPairs(ctx: Context, curve: SelectedCurve, checkpoints: readonly StoredCheckpoint[], key?: string): Promise<Pair[][]> {
  const { run, rewardModel, referenceSet } = curve;
  const spec = rewardModel && specOf(rewardModel);
  const pairwise = spec?.kind === "pairwise";
  const keyOf = (completionSetId: string, against = ""): VectorKey => ({ completionSetId, rewardModelId: rewardModel?.id ?? "", against });
  const ownKeys = checkpoints.map(({ completionSetId }) => keyOf(completionSetId, pairwise ? referenceSet?.completionSetId : ""));
  const referenceKey = referenceSet && !pairwise ? keyOf(referenceSet.completionSetId) : undefined;
  const vectors = await findScoreVectors(ctx.db, rewardModel ? [...(referenceKey ? [referenceKey] : []), ...ownKeys] : []);
  const vectorOf = (key: VectorKey | undefined) => key && vectors.get(vectorSubject(key));
  const revision = (vectorOf(referenceKey) ?? vectorOf(ownKeys[0]))?.identity;

  const only = key === undefined ? undefined : await promptWithKey(ctx.db, run.promptSetId, key);
  const prompts = only === undefined ? await promptsInOrder(ctx.db, run.promptSetId) : only ? [only] : [];
  const textsOf = async (completionSetId: string | undefined): Promise<ReadonlyMap<number, StoredCompletion>> => {
    if (completionSetId === undefined || prompts.length === 0) return new Map();
    if (!only) return comparedCompletions(ctx.db, completionSetId);
    const found = await comparedCompletionAt(ctx.db, completionSetId, only.position);
    return new Map(found ? [[only.position, found]] : []);
  };
  const reference = openSide(await textsOf(referenceSet?.completionSetId), vectorOf(referenceKey));
  const answers: Pair[][] = [];
  for (const [i, { completionSetId }] of checkpoints.entries()) {
    const vector = vectorOf(ownKeys[i]);
    const own = openSide(await textsOf(completionSetId), vector?.identity === revision ? vector : undefined);
    answers.push(prompts.map((prompt) => {
      const sides = { own: own(prompt.position), reference: reference(prompt.position) };
      return spec?.kind === "pairwise" ? pairwisePair(prompt, sides, spec) : scoredPair(prompt, sides, spec, rewardModel?.attributes ?? []);
    }));
  }
  return answers;
}

function openSide(completions: ReadonlyMap<number, StoredCompletion>, vector: ScoreVector | undefined): (position: number) => SideItem {
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
