import type { z } from "zod";
import type { Context } from "@/lib/context";
import { createReferenceSet as contract, type ReferenceSet } from "@/lib/contracts";
import { packCompletions, upsertCompletionSet } from "@/lib/db/completion-sets";
import { newId } from "@/lib/db/new-id";
import { promptPositions } from "@/lib/db/prompt-sets";
import { findReferenceSet, insertReferenceSet } from "@/lib/db/reference-sets";
import { isUniqueViolation } from "@/lib/db/unique-violation";
import { DomainError, type FieldError } from "@/lib/errors";
import { priorities } from "@/lib/queue/jobs";
import { promptSetOrThrow } from "@/lib/context/find-or-throw";
import { placeCompletions } from "@/lib/formats/place-completions";
import { requestJob } from "@/lib/context/request-job";

type Body = z.infer<NonNullable<typeof contract.body>>;

/**
 * Adds one completion for every prompt of a set, under a name.
 * @throws DomainError invalid-request naming missing, unknown and doubled keys; reference-set-conflict
 */
export async function createReferenceSet(
  ctx: Context,
  input: { promptSet: string; body: Body },
): Promise<{ referenceSet: ReferenceSet; created: boolean }> {
  const promptSet = await promptSetOrThrow(ctx.db, input.promptSet);
  const positions = await promptPositions(ctx.db, promptSet.id);
  const placed = placeCompletions(input.body.completions, positions, promptSet.name);
  refuseMissingKeys(positions, new Set(placed.map(({ key }) => key)), promptSet.name);
  const { hash, chunks } = await packCompletions(placed);
  const { name } = input.body;

  const existing = await findByName(ctx, promptSet.id, name, hash);
  if (existing) return { referenceSet: existing, created: false };
  try {
    const { row, delivery } = await ctx.db.$transaction(async (tx) => {
      const completionSetId = await upsertCompletionSet(tx, {
        id: newId(), promptSetId: promptSet.id, hash, nCompletions: placed.length, nWithPrompt: placed.length, chunks,
      });
      const row = await insertReferenceSet(tx, { id: newId(), promptSetId: promptSet.id, name, completionSetId });
      return { row, delivery: await requestJob(tx, "ingest-completions", { completionSetId }, priorities.reference) };
    }, { timeout: 60_000 });
    await ctx.enqueue([delivery]);
    return { referenceSet: presentReferenceSet(row), created: true };
  } catch (error) {
    const winner = isUniqueViolation(error) ? await findByName(ctx, promptSet.id, name, hash) : null;
    if (!winner) throw error;
    return { referenceSet: winner, created: false };
  }
}

export function presentReferenceSet(row: {
  id: string; name: string; promptSetId: string; createdAt: Date; completionSet: { hash: string; nCompletions: number };
}): ReferenceSet {
  return {
    id: row.id, name: row.name, promptSet: row.promptSetId, hash: row.completionSet.hash,
    nCompletions: row.completionSet.nCompletions, createdAt: row.createdAt.toISOString(),
  };
}

async function findByName(ctx: Context, promptSetId: string, name: string, hash: string): Promise<ReferenceSet | null> {
  const existing = await findReferenceSet(ctx.db, promptSetId, name);
  if (!existing || existing.name !== name) return null;
  if (existing.completionSet.hash === hash) return presentReferenceSet(existing);
  throw new DomainError(
    "reference-set-conflict",
    `The name ${JSON.stringify(name)} belongs to a reference set with other completions. Reference sets do not change: choose another name.`,
    { errors: [{ path: "/name", message: "choose a name that is not taken" }] },
  );
}

function refuseMissingKeys(positions: ReadonlyMap<string, number>, given: ReadonlySet<string>, setName: string): void {
  const missing = [...positions.keys()].filter((key) => !given.has(key));
  if (missing.length === 0) return;
  const errors: FieldError[] = missing.slice(0, 20).map((key) => ({
    path: "/completions", message: `the prompt ${JSON.stringify(key)} has no completion; add one`,
  }));
  throw new DomainError("invalid-request", `${missing.length} of ${positions.size} prompts of ${setName} have no completion.`, { errors });
}
