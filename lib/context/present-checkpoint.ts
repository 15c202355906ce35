import type { Context } from "@/lib/context";
import type { Checkpoint } from "@/lib/contracts";
import { countsOfCheckpoints, type CheckpointCounts, type CheckpointState, type StoredCheckpoint } from "@/lib/db/checkpoints";

/** A checkpoint as the contract shows it. @param nPrompts prompts of the run's set, to count what is missing */
export async function presentCheckpoint(ctx: Context, row: StoredCheckpoint, nPrompts: number): Promise<Checkpoint> {
  const counts = await countsOfCheckpoints(ctx.db, [row.id]);
  return present(row, counts.get(row.id), nPrompts);
}

export async function presentCheckpoints(ctx: Context, rows: readonly StoredCheckpoint[], nPrompts: number): Promise<Checkpoint[]> {
  const counts = await countsOfCheckpoints(ctx.db, rows.map(({ id }) => id));
  return rows.map((row) => present(row, counts.get(row.id), nPrompts));
}

/** One whose texts are new, so that nothing is scored yet: nothing is read. */
export function presentNewCheckpoint(row: StoredCheckpoint, of: { nCompletions: number; nWithPrompt: number; nRewardModels: number; nPrompts: number }): Checkpoint {
  const { nCompletions, nWithPrompt, nRewardModels, nPrompts } = of;
  return present(row, { id: row.id, done: 0, total: nRewardModels * nWithPrompt, nCompletions, nWithPrompt }, nPrompts);
}

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString("utf8");

function present(row: StoredCheckpoint, counts: CheckpointCounts | undefined, nPrompts: number): Checkpoint {
  const nCompletions = counts?.nCompletions ?? 0;
  const error = row.error as { code: string; message: string } | null;
  return {
    id: row.id, step: Number(row.step), branch: row.branch,
    path: row.path && text(row.path),
    metadata: row.metadata && (JSON.parse(text(row.metadata)) as NonNullable<Checkpoint["metadata"]>),
    status: row.status as CheckpointState,
    progress: { done: counts?.done ?? 0, total: counts?.total ?? 0 },
    nCompletions, nMissing: nPrompts - (counts?.nWithPrompt ?? 0),
    ...(error && { error }),
    createdAt: row.createdAt.toISOString(), scoredAt: row.scoredAt?.toISOString() ?? null,
  };
}
