import type { Context } from "@/lib/context";
import { runOrThrow } from "@/lib/context/find-or-throw";
import { openNeeds } from "@/lib/context/open-needs";
import { requestJob } from "@/lib/context/request-job";
import { insertAnnotation } from "@/lib/db/annotations";
import type { ScoringNeed } from "@/lib/db/checkpoints";
import { specOf } from "@/lib/db/reward-models";
import { noteRunChange } from "@/lib/db/run-events";
import { lockRun, type StoredRun } from "@/lib/db/runs";
import { vectorSubject } from "@/lib/db/score-vectors";
import { subjectsInState } from "@/lib/db/stage-tasks";
import { DomainError } from "@/lib/errors";
import { priorities } from "@/lib/queue/jobs";

/**
 * Brings a run's history to what its reward models are now: scores what has no score, what an earlier identity of a model
 * scored, and what failed. A score of the present identity stays, since the same text would get it again. Looks keep
 * their numbers; a note on the run says that it was done. Asking again while it is being done asks for nothing more.
 * @returns nVectors: sets of completions that are now waiting to be scored, for each reward model
 * @throws DomainError not-found (run), invalid-request (rewardModel, referenceSet), reward-model-failed
 */
export async function rescore(
  ctx: Context,
  input: { run: string; rewardModel?: string | undefined; referenceSet?: string | undefined },
): Promise<{ nVectors: number }> {
  const run = await runOrThrow(ctx.db, input.run);
  const wanted = selectorOf(run, input);
  const { deliveries, nVectors } = await ctx.db.$transaction(async (tx) => {
    await lockRun(tx, run.id);
    const needs = (await openNeeds(tx, run, { retryFailed: true })).filter(wanted);
    const waiting = await subjectsInState(tx, "score-completions", needs.map(vectorSubject), ["pending", "running"]);
    const fresh = needs.filter((need) => !waiting.has(vectorSubject(need)));
    const deliveries = [];
    for (const { isReference: _order, ...key } of fresh) deliveries.push(await requestJob(tx, "score-completions", key, priorities.backfill));
    if (fresh.length > 0) {
      await insertAnnotation(tx, { runId: run.id, branch: "main", step: null, text: sentence(run, fresh), author: "tidemark", createdAt: ctx.now() });
      await noteRunChange(tx, [run.id], "curve", true);
    }
    return { deliveries, nVectors: needs.length };
  }, { timeout: 60_000, maxWait: 30_000 });
  await ctx.enqueue(deliveries);
  return { nVectors };
}

/** Which needs are meant: those of one reward model, of one curve, or all that a model can answer. */
function selectorOf(run: StoredRun, asked: { rewardModel?: string | undefined; referenceSet?: string | undefined }): (need: ScoringNeed) => boolean {
  const models = run.rewardModels.map(({ rewardModel }) => rewardModel);
  const references = run.referenceSets.map(({ referenceSet }) => referenceSet);
  const model = asked.rewardModel === undefined ? null : pick(models, asked.rewardModel, "rewardModel");
  const reference = asked.referenceSet === undefined ? null : pick(references, asked.referenceSet, "referenceSet");
  if (model && isImported(model)) {
    const message = `${model.name} was imported and cannot be asked again; POST /api/v1/runs/:run/preferences adds what is missing`;
    throw new DomainError("invalid-request", `rewardModel: ${message}.`, { errors: [{ path: "/rewardModel", message }] });
  }
  const asking = models.filter((candidate) => !isImported(candidate));
  const able = (model ? [model] : asking).filter(({ status }) => status !== "failed");
  if (able.length === 0 && asking.length > 0) {
    const names = (model ? [model] : asking).map(({ name }) => name).join(", ");
    throw new DomainError("reward-model-failed", `${names} failed the check, so nothing can be scored; GET /api/v1/reward-models says why. Mend it and register it again.`);
  }
  const ableIds = new Set(able.map(({ id }) => id));
  const ofReference = ({ isReference, against, completionSetId }: ScoringNeed) =>
    !reference || (isReference ? completionSetId : against || reference.completionSetId) === reference.completionSetId;
  return (need) => ableIds.has(need.rewardModelId) && ofReference(need);
}

const isImported = (rewardModel: { spec: unknown }): boolean => specOf(rewardModel).backend.type === "imported";

function pick<T extends { id: string; name: string }>(all: readonly T[], asked: string, field: string): T {
  const found = all.find(({ id, name }) => id === asked || name === asked);
  if (found) return found;
  const message = `this run has no ${field} ${JSON.stringify(asked)}; it has ${all.map(({ name }) => name).join(", ") || "none"}`;
  throw new DomainError("invalid-request", `${field}: ${message}.`, { errors: [{ path: `/${field}`, message }] });
}

function sentence(run: StoredRun, needs: readonly ScoringNeed[]): string {
  const byModel = run.rewardModels.flatMap(({ rewardModel: { id, name, identity } }) => {
    const n = needs.filter(({ rewardModelId }) => rewardModelId === id).length;
    return n === 0 ? [] : [`${n} ${n === 1 ? "set" : "sets"} of completions by ${name}${identity === null ? "" : ` (identity ${identity.slice(0, 12)})`}`];
  });
  return `Rescoring was asked for: ${byModel.join(", ")}.`;
}
