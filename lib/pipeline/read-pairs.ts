import type { Context } from "@/lib/context";
import type { SelectedCurve } from "@/lib/context/select-curve";
import type { Outcome, Pair } from "@/lib/contracts";
import type { StoredCheckpoint } from "@/lib/db/checkpoints";
import { comparedCompletions, type StoredCompletion } from "@/lib/db/completion-sets";
import { promptsInOrder, type StoredPrompt } from "@/lib/db/prompt-sets";
import { findScoreVector } from "@/lib/db/score-vectors";
import { cutOf, floatsFromBytes, itemStatus, statusMask } from "@/lib/db/vector-bytes";
import { sigmoid } from "@/lib/stats/sigmoid";
import { winIndicator } from "@/lib/stats/win-indicator";

/** One side of a pair: a completion and what the reward model said of it. */
interface SideItem { completion: StoredCompletion | undefined; status: number; score: number | null; error: string | undefined }

/** Every pair of a checkpoint in the prompt set's order, compared with the curve's references by its reward model. */
export async function readPairs(ctx: Context, curve: SelectedCurve, checkpoint: StoredCheckpoint): Promise<Pair[]> {
  const { run, rewardModel, referenceSet } = curve;
  const prompts = await promptsInOrder(ctx.db, run.promptSetId);
  const own = await openSide(ctx, checkpoint.completionSetId, rewardModel?.id);
  const reference = referenceSet ? await openSide(ctx, referenceSet.completionSetId, rewardModel?.id) : null;
  const temperature = (rewardModel?.spec as { temperature?: number } | undefined)?.temperature ?? 1;
  return prompts.map((prompt) => toPair(prompt, own(prompt.position), reference?.(prompt.position) ?? absent, temperature));
}

const absent: SideItem = { completion: undefined, status: itemStatus.missing, score: null, error: undefined };

async function openSide(ctx: Context, completionSetId: string, rewardModelId: string | undefined): Promise<(position: number) => SideItem> {
  const completions = await comparedCompletions(ctx.db, completionSetId);
  const vector = rewardModelId === undefined ? null : await findScoreVector(ctx.db, { completionSetId, rewardModelId });
  const scores = vector && floatsFromBytes(vector.scores);
  const errors = (vector?.errors ?? {}) as Record<string, string>;
  return (position) => {
    const completion = completions.get(position);
    const status = vector?.statuses[position] ?? (completion ? itemStatus.pending : itemStatus.missing);
    const score = (status & statusMask) === itemStatus.ok ? (scores?.[position] ?? null) : null;
    return { completion, status, score, error: errors[position] };
  };
}

function toPair(prompt: StoredPrompt, own: SideItem, reference: SideItem, temperature: number): Pair {
  const margin = own.score === null || reference.score === null ? null : own.score - reference.score;
  const error = own.error ?? (reference.error && `reference-${reference.error}`);
  return {
    key: prompt.key, tags: prompt.tags,
    ...(prompt.plain ? { prompt: prompt.messages[0]?.content ?? "" } : { messages: prompt.messages }),
    reference: reference.completion?.completion ?? null, completion: own.completion?.completion ?? null,
    referenceScore: reference.score, score: own.score, margin,
    probability: margin === null ? null : sigmoid(margin / temperature),
    outcome: outcomeOf(own, reference),
    ...(error !== undefined && { error }),
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
