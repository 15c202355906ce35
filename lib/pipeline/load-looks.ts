import { setImmediate as giveWay } from "node:timers/promises";
import type { Context } from "@/lib/context";
import type { SelectedCurve } from "@/lib/context/select-curve";
import type { SummaryOfCheckpoint } from "@/lib/db/summaries";
import { curveRows } from "@/lib/pipeline/curve-rows";
import { loadSides } from "@/lib/pipeline/load-sides";
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
  const sides = await loadSides(ctx, { run, rewardModel }, { completionSetIds: rows.map(({ checkpoint }) => checkpoint.completionSetId), referenceSets: [referenceSet] });
  const referenceLengths = sides.lengthsOf(referenceSet.completionSetId);
  const looks: LookValues[] = [];
  for (const row of rows) {
    const { completionSetId } = row.checkpoint;
    const pairs = sides.pairsOf(completionSetId, referenceSet);
    const { outcomes, wins, probabilities } = pairOutcomes(pairs);
    looks.push({
      ...placeOf(row), scores: pairs.score, winProbability: probabilities, winRate: wins, outcomes,
      lengths: sides.lengthsOf(completionSetId), referenceLengths,
    });
    // Hundreds of long vectors must not keep others waiting.
    await giveWay();
  }
  return looks;
}

function placeOf({ checkpointId, checkpoint, look, provisional, incomplete, identity }: SummaryOfCheckpoint) {
  return { checkpointId, step: Number(checkpoint.step), branch: checkpoint.branch, completionSetId: checkpoint.completionSetId, look, provisional, incomplete, identity };
}
