import type { Db, Tx } from "@/lib/db/client";
import type { Prisma } from "@/lib/db/generated/client";
import type { CurveKey } from "@/lib/db/episodes";
import type { BestFindings, Findings, LengthControlFindings } from "@/lib/detect/findings";

export interface DecisionKey extends CurveKey { branch: string }

export interface Decision {
  findings: Findings;
  best: BestFindings;
  lengthControl: LengthControlFindings;
  basis: string;
  updatedAt: Date;
}

const where = ({ runId, branch, rewardModelId, referenceSetId }: DecisionKey) => ({
  runId_branch_rewardModelId_referenceSetId: { runId, branch, rewardModelId, referenceSetId },
});

/** What was last found on a curve; null before its first look. */
export async function findDecision(db: Db | Tx, key: DecisionKey): Promise<Decision | null> {
  const row = await db.decision.findUnique({ where: where(key) });
  if (!row) return null;
  const { findings, best, lengthControl, basis, updatedAt } = row;
  return { findings: findings as unknown as Findings, best: best as unknown as BestFindings, lengthControl: lengthControl as unknown as LengthControlFindings, basis, updatedAt };
}

export async function storeDecision(tx: Tx, key: DecisionKey, decision: Omit<Decision, "updatedAt">): Promise<void> {
  const { runId, branch, rewardModelId, referenceSetId } = key;
  const json = {
    findings: decision.findings as unknown as Prisma.InputJsonObject, best: decision.best as unknown as Prisma.InputJsonObject,
    lengthControl: decision.lengthControl as unknown as Prisma.InputJsonObject, basis: decision.basis,
  };
  await tx.decision.upsert({ where: where(key), create: { runId, branch, rewardModelId, referenceSetId, ...json }, update: json });
}

/** What was found on the primary curve of each run, on main, by run. */
export async function primaryFindings(
  db: Db | Tx,
  runs: readonly { id: string; primaryRewardModelId: string | null; primaryReferenceSetId: string | null }[],
): Promise<Map<string, Findings>> {
  const curves = runs.flatMap(({ id, primaryRewardModelId, primaryReferenceSetId }) =>
    primaryRewardModelId && primaryReferenceSetId ? [{ runId: id, branch: "main", rewardModelId: primaryRewardModelId, referenceSetId: primaryReferenceSetId }] : []);
  if (curves.length === 0) return new Map();
  const rows = await db.decision.findMany({ where: { OR: curves }, select: { runId: true, findings: true } });
  return new Map(rows.map(({ runId, findings }) => [runId, findings as unknown as Findings]));
}
