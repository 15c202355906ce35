import type { z } from "zod";
import type { Context } from "@/lib/context";
import { promptsOfRunOrThrow } from "@/lib/context/find-or-throw";
import { presentCheckpoint } from "@/lib/context/present-checkpoint";
import { requestJob } from "@/lib/context/request-job";
import type { Checkpoint, registerCheckpoint as contract } from "@/lib/contracts";
import { findCheckpoint, insertCheckpoint, updateCheckpointNotes, type StoredCheckpoint } from "@/lib/db/checkpoints";
import type { Tx } from "@/lib/db/client";
import { packCompletions, upsertCompletionSet } from "@/lib/db/completion-sets";
import { newId } from "@/lib/db/new-id";
import { noteRunChange } from "@/lib/db/run-events";
import { lockRun } from "@/lib/db/runs";
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
  const { runId, promptSetId, promptSetName, positions } = await promptsOfRunOrThrow(ctx.db, input.run);
  const placed = placeCompletions(body.completions, positions, promptSetName);
  const packed = await packCompletions(placed);
  const nWithPrompt = placed.filter(({ position }, i) => position !== placed[i - 1]?.position).length;

  const kept = await ctx.db.$transaction(async (tx) => {
    // The texts go before the lock, so that registrations of a run wait for each other only while they take their places.
    const completionSetId = await upsertCompletionSet(tx, { id: newId(), promptSetId, ...packed, nCompletions: placed.length, nWithPrompt });
    // One registration of a run at a time: of two for the same step, the second finds the first.
    await lockRun(tx, runId);
    return keep(tx, { runId, body, completionSetId, onConflict: input.onConflict });
  }, { timeout: 120_000, maxWait: 30_000 });
  // Nobody needs to wait for the delivery: it does not throw, and the sweeper delivers what is lost.
  if (kept.delivery) void ctx.enqueue([kept.delivery]);
  return { checkpoint: await presentCheckpoint(ctx, kept.row, positions.size), created: kept.delivery !== null };
}

async function keep(
  tx: Tx,
  at: { runId: string; body: Body; completionSetId: string; onConflict: "reject" | "branch" },
): Promise<{ row: StoredCheckpoint; delivery: Delivery | null }> {
  const { runId, body, completionSetId } = at;
  let branch = body.branch;
  const existing = await findCheckpoint(tx, { runId, step: body.step, branch });
  const same = existing?.completionSetId === completionSetId ? existing : null;
  if (existing && !same) {
    if (at.onConflict === "reject") throw conflict(body.step, branch, existing.id);
    const chosen = await branchForConflict(tx, { runId, base: branch, step: body.step, completionSetId });
    if (chosen.existing) return { row: await notes(tx, runId, chosen.existing, body), delivery: null };
    branch = chosen.branch;
  }
  if (same) return { row: await notes(tx, runId, same, body), delivery: null };

  await ensureBranch(tx, { runId, branch, step: body.step });
  const row = await insertCheckpoint(tx, { id: newId(), runId, branch, step: body.step, completionSetId, path: body.path, metadata: body.metadata });
  await noteRunChange(tx, [runId], "progress", true);
  return { row, delivery: await requestJob(tx, "ingest-completions", { completionSetId }) };
}

/** Content that is known already: only what may change is changed. */
async function notes(tx: Tx, runId: string, existing: StoredCheckpoint, body: Body): Promise<StoredCheckpoint> {
  const changed = await updateCheckpointNotes(tx, existing, { path: body.path, metadata: body.metadata });
  if (changed) await noteRunChange(tx, [runId], "progress");
  return changed ?? existing;
}

function conflict(step: number, branch: string, checkpointId: string): DomainError {
  return new DomainError(
    "checkpoint-conflict",
    `Step ${step} on branch ${branch} already has other completions. Send it with ?onConflict=branch to keep both, or under another branch.`,
    { errors: [{ path: "/step", message: "this step has other completions" }], step, branch, checkpointId },
  );
}
