import type { Context } from "@/lib/context";
import { branchOrThrow } from "@/lib/context/branch-or-throw";
import { runOrThrow } from "@/lib/context/find-or-throw";
import { allReferences } from "@/lib/contracts";
import type { Lineage } from "@/lib/db/checkpoints";
import type { StoredRun } from "@/lib/db/runs";
import { DomainError } from "@/lib/errors";

/** One curve of a run: the run's primary reward model and reference set on main, unless another is asked for. */
export interface CurveSelection { run: string; rewardModel?: string | undefined; referenceSet?: string | undefined; branch: string }

type Named<T> = T | undefined;

export interface SelectedCurve {
  run: StoredRun;
  rewardModel: Named<StoredRun["rewardModels"][number]["rewardModel"]>;
  referenceSet: Named<StoredRun["referenceSets"][number]["referenceSet"]>;
  branch: string;
  /** The branch and its ancestors up to each fork: the steps that show. */
  lineage: Lineage;
}

/** @throws DomainError not-found (run), invalid-request naming the query field that this run does not have */
export async function selectCurve(ctx: Context, selection: CurveSelection): Promise<SelectedCurve> {
  const run = await runOrThrow(ctx.db, selection.run);
  branchOrThrow(run, selection.branch, "/query/branch");
  const models = run.rewardModels.map(({ rewardModel }) => rewardModel);
  const references = run.referenceSets.map(({ referenceSet }) => referenceSet);
  return {
    run,
    rewardModel: pick(models, selection.rewardModel, run.primaryRewardModelId, "rewardModel"),
    referenceSet: pick(references, selection.referenceSet, run.primaryReferenceSetId, "referenceSet"),
    branch: selection.branch,
    lineage: lineageOf(run, selection.branch),
  };
}

/** The same where `*` may ask for all reference sets: those that every prompt is averaged over. */
export async function selectWithReferences(
  ctx: Context,
  { referenceSet, ...selection }: CurveSelection,
): Promise<{ curve: SelectedCurve; averaged: boolean; references: NonNullable<SelectedCurve["referenceSet"]>[] }> {
  const averaged = referenceSet === allReferences;
  const curve = await selectCurve(ctx, { ...selection, referenceSet: averaged ? undefined : referenceSet });
  const chosen = curve.referenceSet ? [curve.referenceSet] : [];
  return { curve, averaged, references: averaged ? curve.run.referenceSets.map((one) => one.referenceSet) : chosen };
}

function pick<T extends { id: string; name: string }>(all: readonly T[], asked: string | undefined, primary: string | null, field: string): T | undefined {
  if (asked === allReferences && field === "referenceSet") {
    const message = `only GET /api/v1/runs/:run/curve and GET /api/v1/runs/:run/changes average over all references; name one of ${all.map(({ name }) => name).join(", ") || "none"}`;
    throw new DomainError("invalid-request", `${field}: ${message}.`, { errors: [{ path: `/query/${field}`, message }] });
  }
  const wanted = asked ?? primary;
  const found = all.find(({ id, name }) => id === wanted || name === wanted);
  if (asked !== undefined && !found) throw unknown(field, asked, all.map(({ name }) => name));
  return found;
}

function lineageOf(run: StoredRun, name: string): Lineage {
  const byName = new Map(run.branches.map((branch) => [branch.name, branch]));
  const lineage: { branch: string; upTo: bigint | null }[] = [];
  let upTo: bigint | null = null;
  for (let branch = byName.get(name); branch; branch = branch.parentBranch === null ? undefined : byName.get(branch.parentBranch)) {
    lineage.push({ branch: branch.name, upTo });
    const fork: bigint | null = branch.parentStep;
    upTo = upTo === null || (fork !== null && fork < upTo) ? fork : upTo;
  }
  return lineage;
}

function unknown(field: string, asked: string, known: readonly string[]): DomainError {
  const message = `this run has no ${field} ${JSON.stringify(asked)}; it has ${known.join(", ") || "none"}`;
  return new DomainError("invalid-request", `${field}: ${message}.`, { errors: [{ path: `/query/${field}`, message }] });
}
