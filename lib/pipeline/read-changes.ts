import type { Context } from "@/lib/context";
import { checkpointsOnCurve } from "@/lib/context/checkpoints-on-curve";
import { decidingMetric } from "@/lib/context/deciding-metric";
import { promptsOf } from "@/lib/context/prompts-of";
import { selectWithReferences, type CurveSelection } from "@/lib/context/select-curve";
import type { Changes, CurvePoint } from "@/lib/contracts";
import { loadSides } from "@/lib/pipeline/load-sides";
import { placesOfTag } from "@/lib/pipeline/places-of-tag";
import { readCurve } from "@/lib/pipeline/read-curve";
import { pairedIntervalMethod } from "@/lib/stats/interval-methods";

/**
 * Change of the metric that decides from each point of a curve to the next in step order, computed from the stored scores of both.
 * Points that do not compare (a break, a point incomplete or still being scored) have a reason in place of a number.
 * @throws DomainError not-found (run), invalid-request (selection, tag)
 */
export async function readChanges(ctx: Context, { tag, ...selection }: CurveSelection & { tag?: string | undefined }): Promise<Changes> {
  const { curve, references } = await selectWithReferences(ctx, selection);
  const { run, rewardModel } = curve;
  const metric = rewardModel ? decidingMetric(rewardModel) : "winProbability";
  const method = pairedIntervalMethod(run.promptSet.nClusters < run.promptSet.nPrompts);
  const { points } = await readCurve(ctx, { ...selection, tag });
  if (!rewardModel || points.length === 0) return { metric, method, points: [] };

  const { clusters, tags } = await promptsOf(ctx, run.promptSetId);
  const setOf = new Map((await checkpointsOnCurve(ctx, curve)).rows.map(({ id, completionSetId }) => [id, completionSetId]));
  const setIds = points.map(({ checkpointId }) => setOf.get(checkpointId) ?? "");
  const sides = await loadSides(ctx, { run, rewardModel }, { completionSetIds: setIds, referenceSets: references });
  const obstacles = points.map((point, i) => obstacleOf(points[i - 1], point));
  const changes = await ctx.statistics.compute("pairedChanges", {
    points: setIds.map((id, i) => ({ sides: references.map((reference) => sides.pairsOf(id, reference)), compares: obstacles[i] === null })),
    clusters, metric, places: tag === undefined ? null : placesOfTag(tags, tag),
  });
  return {
    metric, method,
    points: points.map(({ step, checkpointId }, i) => {
      const { compared, nPrompts, nUnits } = changes[i] ?? { compared: unknown(obstacles[i] ?? "not-computed", method), nPrompts: 0, nUnits: 0 };
      return { step, checkpointId, previousStep: points[i - 1]?.step ?? null, change: compared, nPrompts, nUnits };
    }),
  };
}

type Comparable = Pick<CurvePoint, "identity" | "provisional" | "incomplete">;

/** Why a point does not compare with the one before; null where it does. */
function obstacleOf(before: Comparable | undefined, point: Comparable): string | null {
  if (!before) return "first-point";
  if (before.identity !== point.identity) return "comparability-break";
  if (point.provisional) return "still-provisional";
  if (point.incomplete) return "too-incomplete";
  if (before.provisional) return "previous-provisional";
  return before.incomplete ? "previous-incomplete" : null;
}

const unknown = (reason: string, method: string): Changes["points"][number]["change"] => ({ a: null, b: null, difference: null, low: null, high: null, p: null, method, reason });
