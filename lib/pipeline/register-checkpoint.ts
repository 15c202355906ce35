import type { z } from "zod";
import type { Context } from "@/lib/context";
import { promptsOfRunOrThrow } from "@/lib/context/find-or-throw";
import { presentCheckpoint, presentNewCheckpoint } from "@/lib/context/present-checkpoint";
import { deliveryOf, requestJob } from "@/lib/context/request-job";
import type { Checkpoint, registerCheckpoint as contract } from "@/lib/contracts";
import { changesNotes, findCheckpoint, insertCheckpoint, insertCheckpointWithTexts, updateCheckpointNotes, type StoredCheckpoint } from "@/lib/db/checkpoints";
import type { Tx } from "@/lib/db/client";
import { packCompletions, upsertCompletionSet, type NewCompletionSet } from "@/lib/db/completion-sets";
import { newId } from "@/lib/db/new-id";
import { noteRunChange } from "@/lib/db/run-events";
import { DomainError } from "@/lib/errors";
import { placeCompletions } from "@/lib/formats/place-completions";
import type { Delivery } from "@/lib/queue/enqueue";
import { branchForConflict, ensureBranch } from "@/lib/pipeline/choose-branch";

type Body = z.infer<NonNullable<typeof contract.body>>;

/**
 * Keeps a checkpoint with what it wrote and asks for it to be scored. The same content again finds the same checkpoint;
 * other content for a step is refused, or becomes a branch.
 * @throws DomainError not-found, invalid-request, completion-too-large, checkpoint-conflict; nothing is kept then
 */
export async function registerCheckpoint(
  ctx: Context,
  input: { run: string; onConflict: "reject" | "branch"; body: Body },
): Promise<{ checkpoint: Checkpoint; created: boolean }> {
  const { body } = input;
  const { runId, promptSetId, promptSetName, positions, nRewardModels } = await promptsOfRunOrThrow(ctx.db, input.run);
  const placed = placeCompletions(body.completions, positions, promptSetName);
  const packed = await packCompletions(placed);
  const nCompletions = placed.length;
  const nWithPrompt = placed.filter(({ position }, i) => position !== placed[i - 1]?.position).length;
  const set = { id: newId(), promptSetId, ...packed, nCompletions, nWithPrompt };
  const fresh = await keepNew(ctx, runId, body, set);
  const kept = fresh ?? (await findSame(ctx, runId, body, set)) ?? (await ctx.db.$transaction(async (tx) => {
    const completionSetId = await upsertCompletionSet(tx, set);
    return keep(tx, { runId, body, completionSetId, onConflict: input.onConflict });
  }, { timeout: 120_000, maxWait: 30_000 }));
  // Nobody needs to wait for the delivery: it does not throw, and the sweeper delivers what is lost.
  if (kept.delivery) void ctx.enqueue([kept.delivery]);
  const checkpoint = fresh
    ? presentNewCheckpoint(kept.row, { nCompletions, nWithPrompt, nRewardModels, nPrompts: positions.size })
    : await presentCheckpoint(ctx, kept.row, positions.size);
  return { checkpoint, created: kept.delivery !== null };
}

interface Kept { row: StoredCheckpoint; /** Null where the checkpoint is known. */ delivery: Delivery | null }

/** What nearly every registration is: new texts for a free place. */
async function keepNew(ctx: Context, runId: string, { branch, step, path, metadata }: Body, set: NewCompletionSet): Promise<Kept | null> {
  const delivery = deliveryOf("ingest-completions", { completionSetId: set.id });
  const row = await insertCheckpointWithTexts(ctx.db, { set, checkpoint: { id: newId(), runId, branch, step, completionSetId: set.id, path, metadata }, task: delivery });
  return row && { row, delivery };
}

/** What a registration is that was sent once more. */
async function findSame(ctx: Context, runId: string, body: Body, { hash }: NewCompletionSet): Promise<Kept | null> {
  const existing = await findCheckpoint(ctx.db, { runId, step: body.step, branch: body.branch, hash });
  return existing && !changesNotes(existing, body) ? { row: existing, delivery: null } : null;
}

/**
 * Takes a place for the checkpoint without holding the run: of two registrations for one place, the second waits for the
 * first in its insert, and looks again. The run itself is written last, so that registrations wait for each other's commit alone.
 */
async function keep(tx: Tx, at: { runId: string; body: Body; completionSetId: string; onConflict: "reject" | "branch" }): Promise<Kept> {
  const { runId, body, completionSetId } = at;
  const { step, path, metadata } = body;
  for (let branch = body.branch; ; ) {
    const row = await insertCheckpoint(tx, { id: newId(), runId, branch, step, completionSetId, path, metadata });
    if (row) {
      const delivery = await requestJob(tx, "ingest-completions", { completionSetId });
      await noteRunChange(tx, [runId], "progress", true);
      return { row, delivery };
    }
    const existing = await findCheckpoint(tx, { runId, step, branch });
    if (existing?.completionSetId === completionSetId) return { row: await notes(tx, runId, existing, body), delivery: null };
    if (existing) {
      if (at.onConflict === "reject") throw conflict(step, branch, existing.id);
      const chosen = await branchForConflict(tx, { runId, base: body.branch, step, completionSetId });
      if (chosen.existing) return { row: await notes(tx, runId, chosen.existing, body), delivery: null };
      branch = chosen.branch;
    }
    await ensureBranch(tx, { runId, branch, step });
  }
}

/** Content that is known already: only what may change is changed. */
async function notes(tx: Tx, runId: string, existing: StoredCheckpoint, body: Body): Promise<StoredCheckpoint> {
  if (!changesNotes(existing, body)) return existing;
  // The run before its checkpoints, as where scoring ends: whoever holds one never waits for the other.
  await noteRunChange(tx, [runId], "progress");
  return updateCheckpointNotes(tx, existing.id, body);
}

function conflict(step: number, branch: string, checkpointId: string): DomainError {
  return new DomainError(
    "checkpoint-conflict",
    `Step ${step} on branch ${branch} already has other completions. Send it with ?onConflict=branch to keep both, or under another branch.`,
    { errors: [{ path: "/step", message: "this step has other completions" }], step, branch, checkpointId },
  );
}
