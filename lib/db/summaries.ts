import type { Estimate } from "@/lib/contracts";
import { onLineage, type Lineage } from "@/lib/db/checkpoints";
import type { Db, Tx } from "@/lib/db/client";
import { Prisma, type Summary } from "@/lib/db/generated/client";

export interface SummaryKey { checkpointId: string; referenceSetId: string; rewardModelId: string }

export interface SummaryValues {
  identity: string; provisional: boolean; incomplete: boolean;
  nPrompts: number; nWin: number; nTie: number; nLoss: number; nFailed: number; nMissing: number;
  nReferenceFailed: number; nTruncated: number; nPending: number;
  winRate: Estimate; winProbability: Estimate; meanScore: Estimate;
  meanLength: number | null; meanReferenceLength: number | null;
  attributes: { name: string; mean: Estimate }[] | null; positionBias: number | null;
}

const estimates = ["winRate", "winProbability", "meanScore"] as const;

function columnsOf(values: SummaryValues): Omit<Prisma.SummaryUncheckedCreateInput, keyof SummaryKey | "runId" | "look"> {
  const { winRate, winProbability, meanScore, attributes, ...plain } = values;
  const reasons: Record<string, string> = {};
  for (const name of estimates) {
    const estimate = values[name];
    if (estimate.value === null) reasons[name] = estimate.reason;
  }
  return {
    ...plain, reasons, attributes: attributes ?? Prisma.DbNull,
    winRate: winRate.value, winRateLow: winRate.low, winRateHigh: winRate.high,
    winProbability: winProbability.value, winProbabilityLow: winProbability.low, winProbabilityHigh: winProbability.high,
    meanScore: meanScore.value, meanScoreLow: meanScore.low, meanScoreHigh: meanScore.high,
  };
}

/**
 * Writes a point. Its look is given once, when it is first complete and has a score, as the next number of the run's
 * curve; call it with the run locked.
 */
export async function upsertSummary(tx: Tx, key: SummaryKey & { runId: string }, values: SummaryValues): Promise<void> {
  const { runId, ...id } = key;
  const existing = await tx.summary.findUnique({ where: { checkpointId_referenceSetId_rewardModelId: id }, select: { look: true } });
  let look = existing?.look ?? null;
  if (look === null && !values.provisional && values.nWin + values.nTie + values.nLoss > 0) {
    const { _max } = await tx.summary.aggregate({
      where: { runId, rewardModelId: id.rewardModelId, referenceSetId: id.referenceSetId }, _max: { look: true },
    });
    look = (_max.look ?? 0) + 1;
  }
  const columns = { ...columnsOf(values), look };
  await tx.summary.upsert({
    where: { checkpointId_referenceSetId_rewardModelId: id },
    create: { ...id, runId, ...columns },
    update: columns,
  });
}

export type SummaryOfCheckpoint = Summary & { checkpoint: { step: bigint; branch: string; createdAt: Date; path: Uint8Array | null; completionSetId: string; status: string } };

/** Points of one curve in step order. */
export async function summariesInStepOrder(
  db: Db,
  curve: { runId: string; rewardModelId: string; referenceSetId: string; lineage: Lineage },
): Promise<SummaryOfCheckpoint[]> {
  const { runId, rewardModelId, referenceSetId } = curve;
  return db.summary.findMany({
    where: { runId, rewardModelId, referenceSetId, checkpoint: { is: onLineage(curve.lineage) } },
    orderBy: [{ checkpoint: { step: "asc" } }],
    include: { checkpoint: { select: { step: true, branch: true, createdAt: true, path: true, completionSetId: true, status: true } } },
  });
}

export function estimateOf(row: Summary, name: (typeof estimates)[number]): Estimate {
  const [value, low, high] = [row[name], row[`${name}Low`], row[`${name}High`]];
  if (value !== null && low !== null && high !== null) return { value, low, high };
  return { value: null, low: null, high: null, reason: (row.reasons as Record<string, string>)[name] ?? "not-computed" };
}

/** Of a checkpoint's points: how many there are, and how many are final. */
export async function countSummaries(tx: Tx, checkpointId: string): Promise<{ all: number; final: number }> {
  const [all, final] = [await tx.summary.count({ where: { checkpointId } }), await tx.summary.count({ where: { checkpointId, provisional: false } })];
  return { all, final };
}

type PointsOfRun = { runId: string; rewardModelId: string; referenceSetId: string };

/** Changes whenever a point of the curve is written: how many there are on the lineage, and when the last was written. */
export async function summaryVersion(db: Db, { runId, rewardModelId, referenceSetId, lineage }: PointsOfRun & { lineage: Lineage }): Promise<string> {
  const { _count, _max } = await db.summary.aggregate({
    where: { runId, rewardModelId, referenceSetId, checkpoint: { is: onLineage(lineage) } }, _count: true, _max: { updatedAt: true },
  });
  return `${_count}@${_max.updatedAt?.toISOString() ?? ""}`;
}

/** What has produced the numbered points of a curve: more than one where it does not compare with itself throughout. */
export async function identitiesOf(db: Db, { runId, rewardModelId, referenceSetId }: PointsOfRun): Promise<string[]> {
  const rows = await db.summary.groupBy({ by: ["identity"], where: { runId, rewardModelId, referenceSetId, look: { not: null } } });
  return rows.map(({ identity }) => identity);
}
