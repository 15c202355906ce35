import { setImmediate as giveWay } from "node:timers/promises";
import type { Context } from "@/lib/context";
import { promptsOf, type PromptsOf } from "@/lib/context/prompts-of";
import { selectCurve, type CurveSelection, type SelectedCurve } from "@/lib/context/select-curve";
import type { OverOptimisation } from "@/lib/contracts";
import { findDecision, type Decision } from "@/lib/db/decisions";
import { currentEpisode, type StoredEpisode } from "@/lib/db/episodes";
import { metricsInOrder } from "@/lib/db/metrics";
import { overOptimisation } from "@/lib/detect/over-optimisation";
import { overOptimisationPoints } from "@/lib/detect/over-optimisation-points";
import { decidingMetric } from "@/lib/context/deciding-metric";
import { loadLooks, type LookValues } from "@/lib/pipeline/load-looks";
import { gaoFit } from "@/lib/stats/gao-fit";

/** Name under which the training loop logs the divergence from the policy it began with, in nats. */
const klName = "kl";

interface Side { curve: SelectedCurve; looks: LookValues[]; values: Map<string, Float64Array>; decision: Decision | null; episode: StoredEpisode | null }

/**
 * The training reward model beside the held-out one, look by look. The flag is the held-out detector's alarm on whose
 * contrast the training score rose; everything else is shown without a guarantee.
 * @throws DomainError not-found (run), invalid-request (selection)
 */
export async function readOverOptimisation(ctx: Context, selection: CurveSelection): Promise<OverOptimisation> {
  const curve = await selectCurve(ctx, selection);
  const ofRole = (role: string) => curve.run.rewardModels.find((entry) => entry.role === role)?.rewardModel;
  const [training, heldOut] = [ofRole("training"), ofRole("held-out")];
  const named = (model: typeof training) => (model ? { id: model.id, name: model.name } : null);
  const head = { training: named(training), heldOut: named(heldOut) };
  const absent = absentReason(curve, { training, heldOut });
  if (absent) return { ...head, flag: null, points: [], fit: null, fitReason: null, reason: absent };

  const prompts = await promptsOf(ctx, curve.run.promptSetId);
  const [ours, theirs] = [await openSide(ctx, { ...curve, rewardModel: training }), await openSide(ctx, { ...curve, rewardModel: heldOut })];
  const { runId, lineage } = { runId: curve.run.id, lineage: curve.lineage };
  const logged = await metricsInOrder(ctx.db, { runId, lineage, name: klName, limit: 500_000 });
  const kl = new Map(logged.map(({ step, value }) => [step, value]));
  const points = await pointsOf(ours, theirs, kl);
  return { ...head, flag: flagOf(ours, theirs, prompts), points, ...fitOf(theirs.looks, kl), reason: points.length === 0 ? "no-scores" : null };
}

function absentReason({ referenceSet }: SelectedCurve, { training, heldOut }: { training: unknown; heldOut: unknown }): string | null {
  if (!training && !heldOut) return "no-training-and-no-held-out-model";
  if (!training) return "no-training-model";
  if (!heldOut) return "no-held-out-model";
  return referenceSet ? null : "no-reference-set";
}

async function openSide(ctx: Context, curve: SelectedCurve): Promise<Side> {
  const { run, branch, rewardModel, referenceSet } = curve;
  const key = { runId: run.id, branch, rewardModelId: rewardModel?.id ?? "", referenceSetId: referenceSet?.id ?? "" };
  const looks = (await loadLooks(ctx, curve)).filter(({ provisional }) => !provisional);
  const metric = rewardModel ? decidingMetric(rewardModel) : "winRate";
  return {
    curve, looks, values: new Map(looks.map((look) => [look.checkpointId, look[metric]])),
    decision: await findDecision(ctx.db, key), episode: await currentEpisode(ctx.db, key),
  };
}

async function pointsOf(ours: Side, theirs: Side, kl: ReadonlyMap<number, number>): Promise<OverOptimisation["points"]> {
  const ownLooks = new Map(ours.looks.map((look) => [look.checkpointId, look]));
  const looks = [...new Map([...theirs.looks, ...ours.looks].map((look) => [look.checkpointId, look])).values()].sort((a, b) => a.step - b.step);
  const points: OverOptimisation["points"] = [];
  for (const { step, checkpointId, lengths, referenceLengths } of looks) {
    const look = { step, lengths, training: ours.values.get(checkpointId) ?? null, heldOut: theirs.values.get(checkpointId) ?? null };
    const ownLook = ownLooks.get(checkpointId);
    points.push(...overOptimisationPoints([look], referenceLengths).map((point) => ({
      ...point, checkpointId,
      winRate: ownLook ? meanOf(ownLook.winRate) : null,
      lengthControlledWinRate: ours.decision?.lengthControl.points[checkpointId] ?? null,
      kl: kl.get(step) ?? null,
    })));
    await giveWay();
  }
  return points;
}

/** Null until the held-out detector has decided in its current episode. */
function flagOf(ours: Side, theirs: Side, { tags, clusters }: PromptsOf): OverOptimisation["flag"] {
  const { decision, episode } = theirs;
  if (!decision || !episode || decision.findings.episodeId !== episode.id) return null;
  const contrast = decision.findings.overOptimisation?.contrast ?? decision.findings.regression?.contrast ?? null;
  const tag = contrast?.family.startsWith("tag:") ? contrast.family.slice("tag:".length) : null;
  const indices = Int32Array.from(clusters.keys()).filter((i) => tag === null || tags[i]?.includes(tag));
  const only = (values: ArrayLike<number>) => Float64Array.from(indices, (i) => values[i] ?? NaN);
  const training = new Map(ours.looks.map((look) => [look.step, only(ours.values.get(look.checkpointId) ?? [])]));
  const { flagged, sentence, trainingRise } = overOptimisation({ heldOut: contrast, training, clusters: only(clusters) });
  return { flagged, sentence, contrast, trainingRise, errorLevel: episode.alpha };
}

/** The held-out score against the divergence, where the training loop logs it; the first look stands for the policy it began with. */
function fitOf(looks: readonly LookValues[], kl: ReadonlyMap<number, number>): Pick<OverOptimisation, "fit" | "fitReason"> {
  const [first] = looks;
  if (!first || kl.size === 0) return { fit: null, fitReason: "no-kl-logged" };
  const placed = looks.filter(({ step, identity }) => kl.has(step) && identity === first.identity);
  const fit = gaoFit({
    kl: placed.map(({ step }) => kl.get(step) ?? NaN),
    gold: placed.map(({ scores }) => meanOf(Float64Array.from(scores, (score, i) => score - (first.scores[i] ?? NaN))) ?? NaN),
    form: "rl",
  });
  if (fit.kind === "unknown") return { fit: null, fitReason: fit.reason };
  const { kind: _kind, ...fitted } = fit;
  return { fit: fitted, fitReason: null };
}

function meanOf(values: Float64Array): number | null {
  const known = values.filter(Number.isFinite);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
}
