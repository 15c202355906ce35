import type { ConformanceCheck, RewardModelDetail, RewardModelSpec } from "@/lib/contracts";
import type { Db, Tx } from "@/lib/db/client";
import { Prisma, type RewardModel } from "@/lib/db/generated/client";

/** Score of a probe text when the model was first found good. */
export interface RecordedScore { prompt: string; completion: string; reference?: string; score: number }

export type StoredRewardModel = Omit<RewardModel, "spec" | "conformance" | "status" | "goldenScores" | "calibration"> & {
  spec: RewardModelSpec;
  calibration: RewardModelDetail["calibration"];
  goldenScores: RecordedScore[] | null;
  conformance: ConformanceCheck[];
  status: "checking" | "ready" | "failed";
};

/** The registration of a stored reward model, as it was validated when it came in. */
export const specOf = (row: { spec: unknown }): RewardModelSpec => row.spec as RewardModelSpec;

const plain = (row: RewardModel) => row as unknown as StoredRewardModel;

export async function findRewardModel(db: Db | Tx, ref: string): Promise<StoredRewardModel | null> {
  const row = (await db.rewardModel.findUnique({ where: { id: ref } })) ?? (await db.rewardModel.findUnique({ where: { name: ref } }));
  return row && plain(row);
}

export async function insertRewardModel(tx: Tx, row: { id: string; name: string; spec: RewardModelSpec }): Promise<StoredRewardModel> {
  return plain(await tx.rewardModel.create({ data: { ...row, spec: row.spec as Prisma.InputJsonValue } }));
}

/** The model a run gets when none is named: the starter if it is there, else the oldest. */
export async function defaultRewardModel(db: Db | Tx): Promise<StoredRewardModel | null> {
  const row = (await db.rewardModel.findUnique({ where: { name: "starter" } })) ?? (await db.rewardModel.findFirst({ orderBy: { createdAt: "asc" } }));
  return row && plain(row);
}

export async function pageOfRewardModels(db: Db, page: { limit: number; cursor?: string | undefined; name?: string | undefined }): Promise<StoredRewardModel[]> {
  const rows = await db.rewardModel.findMany({
    where: { ...(page.name === undefined ? {} : { name: page.name }), ...(page.cursor === undefined ? {} : { id: { lt: page.cursor } }) },
    orderBy: { id: "desc" },
    take: page.limit + 1,
  });
  return rows.map(plain);
}

export async function storeCheck(
  db: Db | Tx,
  id: string,
  check: Pick<StoredRewardModel, "status" | "identity" | "maxTokens" | "precision" | "attributes" | "notice" | "conformance" | "goldenScores">,
): Promise<void> {
  const json = (value: unknown) => value as Prisma.InputJsonValue;
  const goldenScores = check.goldenScores === null ? Prisma.DbNull : json(check.goldenScores);
  await db.rewardModel.update({ where: { id }, data: { ...check, conformance: json(check.conformance), goldenScores } });
}

/** Holds the model until the transaction ends: what is imported for one model is kept one after another. */
export async function lockRewardModel(tx: Tx, id: string): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM "RewardModel" WHERE "id" = ${id} FOR NO KEY UPDATE`;
}

/** Keeps a calibration in place of the one before it. */
export async function storeCalibration(db: Db, id: string, calibration: NonNullable<RewardModelDetail["calibration"]>): Promise<StoredRewardModel> {
  return plain(await db.rewardModel.update({ where: { id }, data: { calibration: calibration as Prisma.InputJsonValue } }));
}

/** Runs that use the model. */
export async function runsOfRewardModel(db: Db, rewardModelId: string): Promise<string[]> {
  const rows = await db.runRewardModel.findMany({ where: { rewardModelId }, select: { runId: true } });
  return rows.map((row) => row.runId);
}

export async function markChecking(db: Db, id: string): Promise<void> {
  await db.rewardModel.update({ where: { id }, data: { status: "checking" } });
}
