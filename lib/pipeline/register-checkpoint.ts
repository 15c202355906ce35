import type { z } from "zod";
import type { Context } from "@/lib/context";
import { runOrThrow } from "@/lib/context/find-or-throw";
import { presentCheckpoint } from "@/lib/context/present-checkpoint";
import { requestJob } from "@/lib/context/request-job";
import type { Checkpoint, registerCheckpoint as contract } from "@/lib/contracts";
import { completionHashOf, findCheckpoint, insertCheckpoint, updateCheckpointNotes, type StoredCheckpoint } from "@/lib/db/checkpoints";
import type { Tx } from "@/lib/db/client";
import { packCompletions, upsertCompletionSet, type PackedChunk } from "@/lib/db/completion-sets";
import { newId } from "@/lib/db/new-id";
import { promptPositions } from "@/lib/db/prompt-sets";
import { noteRunChange } from "@/lib/db/run-events";
import { lockRun } from "@/lib/db/runs";
import { DomainError } from "@/lib/errors";
import { hashCompletions } from "@/lib/formats/content-hash";
import { placeCompletions } from "@/lib/formats/place-completions";
import type { Delivery } from "@/lib/queue/enqueue";
import { branchForConflict, ensureBranch } from "@/lib/pipeline/choose-branch";

type Body = z.infer<NonNullable<typeof contract.body>>;

interface Content { hash: string; chunks: readonly PackedChunk[]; nCompletions: number; nWithPrompt: number; promptSetId: string }

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
  const run = await runOrThrow(ctx.db, input.run);
  const placed = placeCompletions(body.completions, await promptPositions(ctx.db, run.promptSetId), run.promptSet.name);
  const content: Content = {
    hash: hashCompletions(placed), chunks: await packCompletions(placed), promptSetId: run.promptSetId,
    nCompletions: placed.length, nWithPrompt: new Set(placed.map(({ position }) => position)).size,
  };

  const kept = await ctx.db.$transaction(async (tx) => {
    // One registration of a run at a time: of two for the same step, the second finds the first.
    await lockRun(tx, run.id);
    return keep(tx, { runId: run.id, body, content, onConflict: input.onConflict });
  }, { timeout: 120_000, maxWait: 30_000 });
  if (kept.delivery) await ctx.enqueue([kept.delivery]);
  return { checkpoint: await presentCheckpoint(ctx, kept.row, run.promptSet.nPrompts), created: kept.delivery !== null };
}

async function keep(
  tx: Tx,
  at: { runId: string; body: Body; content: Content; onConflict: "reject" | "branch" },
): Promise<{ row: StoredCheckpoint; delivery: Delivery | null }> {
  const { runId, body, content } = at;
  let branch = body.branch;
  const existing = await findCheckpoint(tx, { runId, step: body.step, branch });
  const same = existing && (await completionHashOf(tx, existing.id)) === content.hash ? existing : null;
  if (existing && !same) {
    if (at.onConflict === "reject") throw conflict(body.step, branch, existing.id);
    const chosen = await branchForConflict(tx, { runId, base: branch, step: body.step, hash: content.hash });
    if (chosen.existing) return { row: await notes(tx, runId, chosen.existing, body), delivery: null };
    branch = chosen.branch;
  }
  if (same) return { row: await notes(tx, runId, same, body), delivery: null };

  await ensureBranch(tx, { runId, branch, step: body.step });
  const completionSetId = await upsertCompletionSet(tx, { id: newId(), ...content });
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
