import type { Context } from "@/lib/context";
import { checkpointOrThrow } from "@/lib/context/checkpoint-or-throw";
import { runOrThrow } from "@/lib/context/find-or-throw";
import { openNeeds } from "@/lib/context/open-needs";
import { requestJob } from "@/lib/context/request-job";
import type { Run } from "@/lib/contracts";
import { checkpointsInOrder } from "@/lib/db/checkpoints";
import type { Tx } from "@/lib/db/client";
import { findCompletionSet } from "@/lib/db/completion-sets";
import { newId } from "@/lib/db/new-id";
import { findReferenceSet, insertReferenceSet, promptSetOfReferenceSet } from "@/lib/db/reference-sets";
import { noteRunChange } from "@/lib/db/run-events";
import { addReferenceSetToRun, lockRun, type StoredRun } from "@/lib/db/runs";
import { isUniqueViolation } from "@/lib/db/unique-violation";
import { DomainError } from "@/lib/errors";
import type { Delivery } from "@/lib/queue/enqueue";
import { priorities } from "@/lib/queue/jobs";
import { presentRun } from "@/lib/services/read-run";

type Asked = { referenceSet: string } | { checkpoint: number; branch: string; name?: string | undefined };

const mostReferenceSets = 50;
const longestName = 100;

/**
 * Compares a run with one more reference set, or with one of its own checkpoints, whose completions then become a reference
 * set. All its history is drawn against it; only what has no score yet is scored. A run that has it already stays as it is.
 * @throws DomainError not-found (run, checkpoint), invalid-request, prompt-set-mismatch, reference-set-conflict
 */
export async function addRunReferenceSet(ctx: Context, input: { run: string } & Asked): Promise<{ run: Run; added: boolean }> {
  const { id: runId } = await runOrThrow(ctx.db, input.run);
  const add = () => ctx.db.$transaction(async (tx) => {
    await lockRun(tx, runId);
    const run = await runOrThrow(tx, runId);
    const referenceSetId = "referenceSet" in input ? await idOfReferenceSet(tx, run, input.referenceSet) : await checkpointAsReferences(tx, run, input);
    if (run.referenceSets.some(({ referenceSet }) => referenceSet.id === referenceSetId)) return null;
    if (run.referenceSets.length >= mostReferenceSets) throw invalid("/referenceSet", `a run has at most ${mostReferenceSets} reference sets; start another run`);
    await addReferenceSetToRun(tx, run, referenceSetId);
    await noteRunChange(tx, [runId], "curve", true);
    return redraw(tx, await runOrThrow(tx, runId));
  }, { timeout: 60_000, maxWait: 30_000 });
  // Two runs may give their checkpoints one name at once: the second then finds it taken.
  const deliveries = await add().catch((error: unknown) => (isUniqueViolation(error) ? add() : Promise.reject(error)));
  if (deliveries) await ctx.enqueue(deliveries);
  return { run: await presentRun(ctx, await runOrThrow(ctx.db, runId)), added: deliveries !== null };
}

async function idOfReferenceSet(tx: Tx, run: StoredRun, ref: string): Promise<string> {
  const found = await findReferenceSet(tx, run.promptSetId, ref);
  if (found) return found.id;
  const foreign = await promptSetOfReferenceSet(tx, ref);
  if (foreign === null) throw invalid("/referenceSet", `the prompt set ${run.promptSet.name} has no reference set ${JSON.stringify(ref)}`);
  throw new DomainError("prompt-set-mismatch", `This reference set belongs to the prompt set ${foreign}, the run to ${run.promptSet.name}. Add references for ${run.promptSet.name} with POST /api/v1/prompt-sets/${run.promptSet.name}/reference-sets.`, {
    errors: [{ path: "/referenceSet", message: "has references for other prompts" }],
  });
}

/** The texts are not copied: the reference set points at what the checkpoint wrote. */
async function checkpointAsReferences(tx: Tx, run: StoredRun, at: { checkpoint: number; branch: string; name?: string | undefined }): Promise<string> {
  const { completionSetId } = await checkpointOrThrow(tx, { runId: run.id, step: at.checkpoint, branch: at.branch });
  const nMissing = run.promptSet.nPrompts - ((await findCompletionSet(tx, completionSetId))?.nWithPrompt ?? 0);
  if (nMissing > 0) throw invalid("/checkpoint", `step ${at.checkpoint} has no completion for ${nMissing} of ${run.promptSet.nPrompts} prompts; references need one for every prompt`);
  const name = at.name ?? nameOf(run, at);
  const existing = await findReferenceSet(tx, run.promptSetId, name);
  if (!existing) return (await insertReferenceSet(tx, { id: newId(), promptSetId: run.promptSetId, name, completionSetId })).id;
  if (existing.name === name && existing.completionSetId === completionSetId) return existing.id;
  throw new DomainError("reference-set-conflict", `The name ${JSON.stringify(name)} belongs to a reference set with other completions. Give this one another name.`, {
    errors: [{ path: "/name", message: "choose a name that is not taken" }],
  });
}

function nameOf(run: StoredRun, { checkpoint, branch }: { checkpoint: number; branch: string }): string {
  const end = `${branch === "main" ? "" : `-${branch}`}-step-${checkpoint}`;
  return `${run.name.slice(0, Math.max(1, longestName - end.length))}${end}`.slice(0, longestName);
}

/** Asks for what the new references need, and for the points of every checkpoint in the order in which they came. */
async function redraw(tx: Tx, run: StoredRun): Promise<Delivery[]> {
  const deliveries: Delivery[] = [];
  for (const { isReference, ...key } of await openNeeds(tx, run, { retryFailed: false })) {
    deliveries.push(await requestJob(tx, "score-completions", key, isReference ? priorities.reference : priorities.live));
  }
  const checkpoints = await checkpointsInOrder(tx, { runId: run.id });
  checkpoints.sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime());
  for (const { id: checkpointId } of checkpoints) {
    for (const { rewardModel } of run.rewardModels) deliveries.push(await requestJob(tx, "aggregate-win-rate", { checkpointId, rewardModelId: rewardModel.id }));
  }
  return deliveries;
}

function invalid(path: string, message: string): DomainError {
  return new DomainError("invalid-request", `${path.slice(1)}: ${message}.`, { errors: [{ path, message }] });
}
