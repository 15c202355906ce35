import type { Context } from "@/lib/context";
import { runOrThrow } from "@/lib/context/find-or-throw";
import type { Run } from "@/lib/contracts";
import { detectableDrop } from "@/lib/context/detectable-drop";
import { primaryMetric } from "@/lib/context/primary-metric";
import { primaryFindings } from "@/lib/db/decisions";
import { countsOfRuns, type RunCounts, type StoredRun } from "@/lib/db/runs";
import type { Findings } from "@/lib/detect/findings";

export async function readRun(ctx: Context, input: { run: string }): Promise<Run> {
  return presentRun(ctx, await runOrThrow(ctx.db, input.run));
}

export async function presentRun(ctx: Context, row: StoredRun): Promise<Run> {
  const [run] = await presentRuns(ctx, [row]);
  return run as Run;
}

export async function presentRuns(ctx: Context, rows: readonly StoredRun[]): Promise<Run[]> {
  const counts = await countsOfRuns(ctx.db, rows.map(({ id }) => id));
  const findings = await primaryFindings(ctx.db, rows);
  return rows.map((row) => present(row, counts.get(row.id), findings.get(row.id)));
}

function present(row: StoredRun, counts: RunCounts | undefined, findings: Findings | undefined): Run {
  const { id, name, project, expectedLooks, alpha, delta, revision } = row;
  return {
    id, name, project, revision,
    promptSet: { id: row.promptSet.id, name: row.promptSet.name, nPrompts: row.promptSet.nPrompts },
    referenceSets: row.referenceSets.map(({ referenceSet }) => ({ id: referenceSet.id, name: referenceSet.name })),
    rewardModels: row.rewardModels.map(({ role, rewardModel: { id, name, status, notice } }) => ({
      id, name, notice, role: role as "monitor", status: status as "ready",
    })),
    primary: row.primaryReferenceSetId && row.primaryRewardModelId
      ? { referenceSet: row.primaryReferenceSetId, rewardModel: row.primaryRewardModelId }
      : null,
    plan: { expectedLooks, alpha, delta },
    detectable: detectableDrop(row, findings ?? null, primaryMetric(row)),
    parent: row.parentRunId ? { run: row.parentRunId, step: Number(row.parentStep) } : null,
    branches: row.branches.map(({ name, parentBranch, parentStep }) => ({
      name, parent: parentBranch !== null && parentStep !== null ? { branch: parentBranch, step: Number(parentStep) } : null,
    })),
    nCheckpoints: counts?.nCheckpoints ?? 0, nScored: counts?.nScored ?? 0, nFailed: counts?.nFailed ?? 0,
    lastStep: counts?.lastStep == null ? null : Number(counts.lastStep),
    progress: { done: counts?.done ?? 0, total: counts?.total ?? 0 },
    createdAt: row.createdAt.toISOString(), lastActivityAt: row.lastActivityAt.toISOString(),
  };
}
