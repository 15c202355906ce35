import type { Context } from "@/lib/context";
import { checkpointOrThrow } from "@/lib/context/checkpoint-or-throw";
import { runOrThrow } from "@/lib/context/find-or-throw";
import type { Pin } from "@/lib/contracts";
import { findPin, insertPin, type StoredPin } from "@/lib/db/pins";
import { noteRunChange } from "@/lib/db/run-events";
import { lockRun } from "@/lib/db/runs";

/**
 * Pins a checkpoint, so that it is never called safe to delete; pinning it again finds the pin.
 * @throws DomainError not-found (run, checkpoint)
 */
export async function pinCheckpoint(ctx: Context, input: { run: string; step: number; branch: string }): Promise<{ pin: Pin; created: boolean }> {
  const { id: runId } = await runOrThrow(ctx.db, input.run);
  const key = { runId, branch: input.branch, step: input.step };
  return ctx.db.$transaction(async (tx) => {
    await lockRun(tx, runId);
    await checkpointOrThrow(tx, key);
    const existing = await findPin(tx, key);
    if (existing) return { pin: presentPin(existing), created: false };
    const row = await insertPin(tx, key);
    await noteRunChange(tx, [runId], "curve");
    return { pin: presentPin(row), created: true };
  });
}

export function presentPin(row: StoredPin): Pin {
  return { step: Number(row.step), branch: row.branch, createdAt: row.createdAt.toISOString() };
}
