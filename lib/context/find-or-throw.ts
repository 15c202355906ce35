import type { Db, Tx } from "@/lib/db/client";
import { findPromptSet } from "@/lib/db/prompt-sets";
import { promptsOfRun, type PromptsOfRun } from "@/lib/db/prompts-of-run";
import { findRewardModel } from "@/lib/db/reward-models";
import { findRun, type StoredRun } from "@/lib/db/runs";
import { notFound } from "@/lib/context/not-found";

export async function promptSetOrThrow(db: Db | Tx, ref: string) {
  const found = await findPromptSet(db, ref);
  if (!found) throw notFound("prompt set", ref, "GET /api/v1/prompt-sets lists those that exist.");
  return found;
}

export async function rewardModelOrThrow(db: Db | Tx, ref: string) {
  const found = await findRewardModel(db, ref);
  if (!found) throw notFound("reward model", ref, "GET /api/v1/reward-models lists those that exist.");
  return found;
}

export async function runOrThrow(db: Db | Tx, ref: string): Promise<StoredRun> {
  const found = await findRun(db, ref);
  if (!found) throw runNotFound(ref);
  return found;
}

/** @throws DomainError not-found */
export async function promptsOfRunOrThrow(db: Db | Tx, ref: string): Promise<PromptsOfRun> {
  const found = await promptsOfRun(db, ref);
  if (!found) throw runNotFound(ref);
  return found;
}

const runNotFound = (ref: string) =>
  notFound("run", ref, "A run is named by its id or as project/name (percent-encoded in a path); GET /api/v1/runs lists them.");
