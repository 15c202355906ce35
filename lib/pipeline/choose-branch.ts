import { findCheckpoint, lastStepBelow, type StoredCheckpoint } from "@/lib/db/checkpoints";
import type { Tx } from "@/lib/db/client";
import { branchNames, insertBranch } from "@/lib/db/runs";

const numbered = (base: string, n: number) => `${base}.${n}`;

/**
 * Where other content for a step goes: to the first of `main.2`, `main.3`, ... that holds this content, or that forked
 * below this step and has nothing there yet (the resumed run goes on), else to a new branch.
 */
export async function branchForConflict(
  tx: Tx,
  at: { runId: string; base: string; step: number; completionSetId: string },
): Promise<{ branch: string; existing: StoredCheckpoint | null }> {
  const known = new Map((await branchNames(tx, at.runId)).map((branch) => [branch.name, branch]));
  for (let n = 2; ; n++) {
    const branch = numbered(at.base, n);
    const row = known.get(branch);
    if (!row) return { branch, existing: null };
    const there = await findCheckpoint(tx, { runId: at.runId, step: at.step, branch });
    if (there?.completionSetId === at.completionSetId) return { branch, existing: there };
    if (!there && (row.parentStep === null || row.parentStep < BigInt(at.step))) return { branch, existing: null };
  }
}

/**
 * Makes a branch that is new: it forks from the branch it is numbered after (else from main) at the last step below. Where
 * that branch has nothing below yet, from the one that it forked from in turn, so that no history is lost.
 */
export async function ensureBranch(tx: Tx, at: { runId: string; branch: string; step: number }): Promise<void> {
  const known = new Map((await branchNames(tx, at.runId)).map((row) => [row.name, row]));
  if (known.has(at.branch)) return;
  const base = at.branch.replace(/\.\d+$/, "");
  let parentBranch: string | null = base !== at.branch && known.has(base) ? base : "main";
  let parentStep: bigint | null = null;
  for (let below = at.step; parentBranch !== null; ) {
    parentStep = await lastStepBelow(tx, { runId: at.runId, branch: parentBranch, step: below });
    if (parentStep !== null) break;
    const row = known.get(parentBranch);
    // A branch begins with its parent's checkpoints up to the fork, that step included.
    if (row?.parentStep != null) below = Math.min(below, Number(row.parentStep) + 1);
    parentBranch = row?.parentBranch ?? null;
  }
  await insertBranch(tx, { runId: at.runId, name: at.branch, parentBranch, parentStep });
}
