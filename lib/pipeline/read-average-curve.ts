import type { Context } from "@/lib/context";
import { promptsOf } from "@/lib/context/prompts-of";
import { selectCurve, type CurveSelection } from "@/lib/context/select-curve";
import type { Curve, CurvePoint } from "@/lib/contracts";
import { specOf } from "@/lib/db/reward-models";
import type { SummaryOfCheckpoint } from "@/lib/db/summaries";
import { hashAverage } from "@/lib/formats/content-hash";
import { curveRows } from "@/lib/pipeline/curve-rows";
import { loadSides } from "@/lib/pipeline/load-sides";
import { presentCurve } from "@/lib/pipeline/present-curve";
import { unknownFor } from "@/lib/pipeline/unknown-for";
import { intervalMethods } from "@/lib/stats/interval-methods";

/**
 * The curve against all reference sets of a run: every prompt is averaged over them, and stays the unit of the intervals. Computed from
 * the stored scores. It has no looks and no tests of its own: the detector tests each reference set's curve.
 * @throws DomainError not-found (run), invalid-request (reward model, branch)
 */
export async function readAverageCurve(ctx: Context, { referenceSet: _all, ...selection }: CurveSelection): Promise<Curve> {
  const curve = await selectCurve(ctx, selection);
  const { run, rewardModel } = curve;
  const references = run.referenceSets.map(({ referenceSet }) => referenceSet);
  const head = {
    referenceSet: null, averagedOver: references.map(({ id, name }) => ({ id, name })),
    methods: intervalMethods(run.promptSet.nClusters < run.promptSet.nPrompts, references.length),
  };
  const rowsOf = new Map<string, SummaryOfCheckpoint[]>();
  for (const referenceSet of references) {
    for (const row of await curveRows(ctx, { ...curve, referenceSet })) rowsOf.set(row.checkpointId, [...(rowsOf.get(row.checkpointId) ?? []), row]);
  }
  if (!rewardModel || rowsOf.size === 0) return presentCurve(ctx, curve, { points: [], ...head });

  const shown = [...rowsOf.values()].sort(([a], [b]) => Number((a?.checkpoint.step ?? 0n) - (b?.checkpoint.step ?? 0n)));
  const setIds = shown.flatMap(([row]) => row?.checkpoint.completionSetId ?? []);
  const sides = await loadSides(ctx, { run, rewardModel }, { completionSetIds: setIds, referenceSets: references });
  const { clusters } = await promptsOf(ctx, run.promptSetId);
  const referenceLengths = references.map(({ completionSetId }) => sides.lengthsOf(completionSetId));
  const summaries = await ctx.statistics.compute("averageCurve", setIds.map((id) => ({
    sides: references.map((reference) => sides.pairsOf(id, reference)), clusters, lengths: sides.lengthsOf(id), referenceLengths,
  })));
  const unknown = unknownFor(specOf(rewardModel));
  const points = shown.flatMap((rows, i): CurvePoint[] => {
    const [row] = rows, summary = summaries[i];
    if (!row || !summary) return [];
    return [{
      ...placeOf(row), ...summary, ...unknown, identity: hashAverage(rows.map(({ identity }) => identity)),
      provisional: summary.nPending > 0, look: null, adjustedP: null, lengthControlledWinRate: null,
    }];
  });
  return presentCurve(ctx, curve, { points, ...head });
}

/** What is the checkpoint's own, whatever it is compared with. */
function placeOf({ checkpointId, checkpoint, attributes }: SummaryOfCheckpoint) {
  return {
    step: Number(checkpoint.step), branch: checkpoint.branch, checkpointId, registeredAt: checkpoint.createdAt.toISOString(),
    ...(attributes !== null && { attributes: attributes as CurvePoint["attributes"] }),
  };
}
