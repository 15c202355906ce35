import { notFound } from "@/lib/context/not-found";
import { findCheckpoint, type StoredCheckpoint } from "@/lib/db/checkpoints";
import type { Db, Tx } from "@/lib/db/client";

/** @throws DomainError not-found when nothing is registered for this step of this branch */
export async function checkpointOrThrow(db: Db | Tx, at: { runId: string; step: number; branch: string }): Promise<StoredCheckpoint> {
  const found = await findCheckpoint(db, at);
  if (!found) throw notFound("checkpoint", `${at.step} on branch ${at.branch}`, "GET /api/v1/runs/:run/checkpoints lists those of the run.");
  return found;
}
