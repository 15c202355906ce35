import type { Context } from "@/lib/context";
import { promptsOf } from "@/lib/context/prompts-of";
import { selectWithReferences, type CurveSelection } from "@/lib/context/select-curve";
import type { Curve, CurvePoint } from "@/lib/contracts";
import { specOf } from "@/lib/db/reward-models";
import type { SummaryOfCheckpoint } from "@/lib/db/summaries";
import { hashAverage } from "@/lib/formats/content-hash";
import { curveRows } from "@/lib/pipeline/curve-rows";
import { loadSides } from "@/lib/pipeline/load-sides";
import { placesOfTag } from "@/lib/pipeline/places-of-tag";
import { presentCurve } from "@/lib/pipeline/present-curve";
import { unknownFor } from "@/lib/pipeline/unknown-for";
import { intervalMethods } from "@/lib/stats/interval-methods";
import type { AgainstAllInput } from "@/lib/stats/summarise-against-all";

/**
 * A curve that is no stored one, computed from the stored scores: against all reference sets of a run (`*`: every prompt is averaged
 * over them, and stays the unit of the intervals), or over the prompts of one tag, or both. It has no looks and no tests of its own:
 * the detector tests each reference set's curve over all prompts, and tags as families of tests.
 * @throws DomainError not-found (run), invalid-request (reward model, branch, reference set, tag)
 */
export async function readComputedCurve(ctx: Context, { tag, ...selection }: CurveSelection & { tag?: string | undefined }): Promise<Curve> {
  const { curve, averaged, references } = await selectWithReferences(ctx, selection);
  const { run, rewardModel } = curve;
  const { clusters, tags } = await promptsOf(ctx, run.promptSetId);
  const places = tag === undefined ? null : placesOfTag(tags, tag);
  const head = {
    ...(averaged ? { referenceSet: null, averagedOver: references.map(({ id, name }) => ({ id, name })) } : { referenceSet: curve.referenceSet ? { id: curve.referenceSet.id, name: curve.referenceSet.name } : null }),
    ...(tag !== undefined && { tag }),
    methods: intervalMethods(run.promptSet.nClusters < run.promptSet.nPrompts, references.length),
  };
  const rowsOf = new Map<string, SummaryOfCheckpoint[]>();
  for (const referenceSet of references) {
    for (const row of await curveRows(ctx, { ...curve, referenceSet })) rowsOf.set(row.checkpointId, [...(rowsOf.get(row.checkpointId) ?? []), row]);
  }
  if (!rewardModel || rowsOf.size === 0) return presentCurve(ctx, curve, { points: [], episodes: [], ...head });

  const shown = [...rowsOf.values()].sort(([a], [b]) => Number((a?.checkpoint.step ?? 0n) - (b?.checkpoint.step ?? 0n)));
  const setIds = shown.flatMap(([row]) => row?.checkpoint.completionSetId ?? []);
  const sides = await loadSides(ctx, { run, rewardModel }, { completionSetIds: setIds, referenceSets: references });
  const referenceLengths = references.map(({ completionSetId }) => sides.lengthsOf(completionSetId));
  const summaries = await ctx.statistics.compute("summariseAgainstAll", setIds.map((id) => restrictTo(places, {
    sides: references.map((reference) => sides.pairsOf(id, reference)), clusters, lengths: sides.lengthsOf(id), referenceLengths,
  })));
  const unknown = unknownFor(specOf(rewardModel));
  const points = shown.flatMap((rows, i): CurvePoint[] => {
    const [row] = rows, summary = summaries[i];
    if (!row || !summary) return [];
    return [{
      ...placeOf(row), ...(places === null && attributesOf(row)), ...summary, ...unknown, identity: hashAverage(rows.map(({ identity }) => identity)),
      provisional: summary.nPending > 0, look: null, adjustedP: null, episode: null, lengthControlledWinRate: null,
    }];
  });
  return presentCurve(ctx, curve, { points, episodes: [], ...head });
}

/** The prompts at some places alone. @param places ascending; null for all */
function restrictTo(places: readonly number[] | null, { sides, clusters, lengths, referenceLengths }: AgainstAllInput): AgainstAllInput {
  if (places === null) return { sides, clusters, lengths, referenceLengths };
  const floats = (values: Float32Array) => Float32Array.from(places, (i) => values[i]!);
  const bytes = (values: Uint8Array) => Uint8Array.from(places, (i) => values[i]!);
  return {
    sides: sides.map(({ score, statuses, referenceScore, referenceStatuses, temperature }) => ({
      score: floats(score), statuses: bytes(statuses), referenceScore: floats(referenceScore), referenceStatuses: bytes(referenceStatuses), temperature,
    })),
    clusters: Int32Array.from(places, (i) => clusters[i]!), lengths: lengths && floats(lengths), referenceLengths: referenceLengths.map((one) => one && floats(one)),
  };
}

/** What is the checkpoint's own, whatever it is compared with. */
function placeOf({ checkpointId, checkpoint }: SummaryOfCheckpoint) {
  return { step: Number(checkpoint.step), branch: checkpoint.branch, checkpointId, registeredAt: checkpoint.createdAt.toISOString() };
}

/** Means over all prompts. */
const attributesOf = ({ attributes }: SummaryOfCheckpoint) => (attributes === null ? {} : { attributes: attributes as CurvePoint["attributes"] });
