import type { Context } from "@/lib/context";
import { branchOrThrow } from "@/lib/context/branch-or-throw";
import { runOrThrow } from "@/lib/context/find-or-throw";
import { metricNames, newMetricNames, upsertMetrics } from "@/lib/db/metrics";
import { noteRunChange } from "@/lib/db/run-events";
import { lockRun } from "@/lib/db/runs";
import { DomainError } from "@/lib/errors";

/** Different names a run may have, over all its steps: more is a name with a number in it, and a series for each. */
const mostNames = 200;

/**
 * Keeps values of the training loop at a step, whether or not a checkpoint is registered there; sent again, they replace.
 * @throws DomainError not-found (run), invalid-request (branch, too many names)
 */
export async function logMetrics(
  ctx: Context,
  input: { run: string; step: number; branch: string; values: Readonly<Record<string, number>> },
): Promise<{ step: number; branch: string; nValues: number }> {
  const run = await runOrThrow(ctx.db, input.run);
  const { step, branch, values } = input;
  branchOrThrow(run, branch, "/branch");
  await ctx.db.$transaction(async (tx) => {
    await lockRun(tx, run.id);
    const added = await newMetricNames(tx, { runId: run.id, branches: run.branches.map(({ name }) => name), names: Object.keys(values) });
    if (added.length > 0) refuseTooMany(await metricNames(tx, run.id), added);
    await upsertMetrics(tx, { runId: run.id, branch, step }, values);
    await noteRunChange(tx, [run.id], "progress", true);
  });
  return { step, branch, nValues: Object.keys(values).length };
}

function refuseTooMany(known: readonly string[], added: readonly string[]): void {
  const nNames = known.length + added.length;
  if (nNames <= mostNames) return;
  const message = `this run has ${known.length} metrics and would have ${nNames}; at most ${mostNames} are kept: log fewer names, without step or time in them`;
  throw new DomainError("invalid-request", `values: ${message}.`, { errors: [{ path: "/values", message }] });
}
