import type { Context } from "@/lib/context";
import type { SelectedCurve } from "@/lib/context/select-curve";
import { lengthsOf } from "@/lib/db/completion-sets";
import { specOf } from "@/lib/db/reward-models";
import { vectorsOf } from "@/lib/db/score-vectors";
import { floatsFromBytes, itemStatus } from "@/lib/db/vector-bytes";
import type { SummaryOfCheckpoint } from "@/lib/db/summaries";
import { curveRows } from "@/lib/pipeline/read-curve";
import { pairOutcomes } from "@/lib/stats/pair-outcomes";

/** One point of a curve, prompt by prompt. Every vector is [nPrompts] in the frozen prompt order. */
export interface LookValues {
  checkpointId: string; step: number; branch: string;
  /** Order of arrival; null while provisional. */
  look: number | null;
  provisional: boolean; incomplete: boolean;
  /** Hash of what produced the point. */
  identity: string;
  completionSetId: string;
  /** In [0, 1]; NaN where there is none. Of a model without probabilities too: use deciding-metric to know. */
  winProbability: Float64Array;
  /** 1, 0.5, 0; NaN where there is none. */
  winRate: Float64Array;
  /** Reward units; NaN where there is none; log-odds of a pairwise model. */
  scores: Float32Array;
  margins: Float64Array;
  /** Index into outcomeNames and outcomeLetters of lib/stats/pair-outcomes. */
  outcomes: Uint8Array;
  /** Characters; NaN where there is no completion; null where not known. */
  lengths: Float32Array | null;
  referenceLengths: Float32Array | null;
}

/** The points of a curve in step order with the values of every prompt, all of them or those of some checkpoints. */
export async function loadLooks(ctx: Context, curve: SelectedCurve, only?: { checkpointIds?: readonly string[] }): Promise<LookValues[]> {
  const { rewardModel, referenceSet, run } = curve;
  if (!rewardModel || !referenceSet) return [];
  const rows = (await curveRows(ctx, curve)).filter(({ checkpointId }) => only?.checkpointIds?.includes(checkpointId) ?? true);
  if (rows.length === 0) return [];
  const nPrompts = run.promptSet.nPrompts;
  const spec = specOf(rewardModel);
  const pairwise = spec.kind === "pairwise";
  const against = pairwise ? referenceSet.completionSetId : "";
  const setIds = rows.map(({ checkpoint }) => checkpoint.completionSetId);
  const vectors = await vectorsOf(ctx.db, { completionSetIds: setIds, rewardModelId: rewardModel.id, against });
  const lengths = await lengthsOf(ctx.db, [...setIds, referenceSet.completionSetId]);
  const referenceLengths = lengths.get(referenceSet.completionSetId) ?? null;
  const reference = pairwise
    ? parity(referenceLengths, nPrompts)
    : sideOf((await vectorsOf(ctx.db, { completionSetIds: [referenceSet.completionSetId], rewardModelId: rewardModel.id, against: "" })).get(referenceSet.completionSetId), nPrompts);
  return rows.map((row) => {
    const own = comparableSide(sideOf(vectors.get(row.checkpoint.completionSetId), nPrompts), reference);
    const { outcomes, wins, probabilities, margins } = pairOutcomes({
      score: own.scores, statuses: own.statuses, referenceScore: reference.scores, referenceStatuses: reference.statuses, temperature: spec.temperature ?? 1,
    });
    return {
      ...placeOf(row), scores: own.scores, winProbability: probabilities, winRate: wins, margins, outcomes,
      lengths: lengths.get(row.checkpoint.completionSetId) ?? null, referenceLengths,
    };
  });
}

function placeOf({ checkpointId, checkpoint, look, provisional, incomplete, identity }: SummaryOfCheckpoint) {
  return { checkpointId, step: Number(checkpoint.step), branch: checkpoint.branch, completionSetId: checkpoint.completionSetId, look, provisional, incomplete, identity };
}

export interface Side {
  scores: Float32Array; statuses: Uint8Array;
  /** The reward model's identity when the scores were made; null without scores of its own. */
  identity: string | null;
}

/** One side's scores; all pending where scoring has not begun. */
export function sideOf(vector: { scores: Uint8Array; statuses: Uint8Array; identity: string } | undefined, nPrompts: number): Side {
  return {
    scores: vector ? floatsFromBytes(vector.scores) : new Float32Array(nPrompts).fill(Number.NaN),
    statuses: vector ? vector.statuses : new Uint8Array(nPrompts).fill(itemStatus.pending),
    identity: vector?.identity ?? null,
  };
}

/** The checkpoint's side, all pending where another revision of the model scored the references: while history is scored again, the two do not compare. */
export function comparableSide<S extends Side>(own: S, reference: Side): S {
  if (own.identity === null || reference.identity === null || own.identity === reference.identity) return own;
  return { ...own, ...sideOf(undefined, own.statuses.length) };
}

/** The references' side of a pairwise model, whose scores are log-odds against them: zero wherever there is a reference. */
export function parity(lengths: Float32Array | null, nPrompts: number): Side {
  const statuses = Uint8Array.from({ length: nPrompts }, (_, i) => (lengths && Number.isNaN(lengths[i]) ? itemStatus.missing : itemStatus.ok));
  return { scores: new Float32Array(nPrompts), statuses, identity: null };
}
