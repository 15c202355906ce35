import type { Context } from "@/lib/context";
import { branchOrThrow } from "@/lib/context/branch-or-throw";
import { runOrThrow } from "@/lib/context/find-or-throw";
import type { Annotation } from "@/lib/contracts";
import { insertAnnotation, type StoredAnnotation } from "@/lib/db/annotations";
import { nameOfKey } from "@/lib/db/keys";
import { noteRunChange } from "@/lib/db/run-events";

/**
 * Writes a note on a run, or at a step of it (whether or not a checkpoint is registered there).
 * @param keyId the key it is written with; its name is shown as the author
 * @throws DomainError not-found (run), invalid-request (branch)
 */
export async function addAnnotation(
  ctx: Context,
  input: { run: string; step: number | null; branch: string; text: string; keyId: string },
): Promise<Annotation> {
  const run = await runOrThrow(ctx.db, input.run);
  branchOrThrow(run, input.branch, "/branch");
  const author = (await nameOfKey(ctx.db, input.keyId)) ?? input.keyId;
  const { step, branch, text } = input;
  const row = await ctx.db.$transaction(async (tx) => {
    const row = await insertAnnotation(tx, { runId: run.id, step, branch, text, author, createdAt: ctx.now() });
    await noteRunChange(tx, [run.id], "curve");
    return row;
  });
  return presentAnnotation(row);
}

export function presentAnnotation(row: StoredAnnotation): Annotation {
  const { id, branch, text, author } = row;
  return { id, step: row.step === null ? null : Number(row.step), branch, text, author, createdAt: row.createdAt.toISOString() };
}
