import type { Contrast } from "@/lib/contracts";
import { onLineage, type Lineage } from "@/lib/db/checkpoints";
import type { Db, Tx } from "@/lib/db/client";
import type { CurveKey } from "@/lib/db/episodes";
import { Prisma } from "@/lib/db/generated/client";

export interface StoredTest {
  checkpointId: string; k: number; nContrasts: number; adjustedP: number; held: boolean; testedAt: Date;
  strongest: Contrast | null; fired: Contrast | null;
}

const contrastOf = (json: Prisma.JsonValue | null) => json as Contrast | null;

/** Tests of an episode in order of arrival; of some branch's lineage only, if given. */
export async function testsOfEpisode(db: Db | Tx, episodeId: string, lineage?: { runId: string; lineage: Lineage }): Promise<StoredTest[]> {
  const rows = await db.lookTest.findMany({ where: { episodeId }, orderBy: { k: "asc" }, omit: { episodeId: true } });
  const tests = rows.map((row) => ({ ...row, strongest: contrastOf(row.strongest), fired: contrastOf(row.fired) }));
  if (!lineage) return tests;
  const shown = await db.checkpoint.findMany({ where: { runId: lineage.runId, AND: [onLineage(lineage.lineage)] }, select: { id: true } });
  const ids = new Set(shown.map(({ id }) => id));
  return tests.filter(({ checkpointId }) => ids.has(checkpointId));
}

/** Written once: a test that is there already stays as it is, since its share of the error budget is spent. */
export async function insertLookTest(tx: Tx, episodeId: string, { strongest, fired, ...row }: Omit<StoredTest, "testedAt">): Promise<void> {
  const json = (contrast: Contrast | null) => (contrast === null ? Prisma.DbNull : (contrast as unknown as Prisma.InputJsonObject));
  await tx.lookTest.createMany({ data: [{ episodeId, ...row, strongest: json(strongest), fired: json(fired) }], skipDuplicates: true });
}

export interface ArrivedLook { checkpointId: string; look: number; identity: string; incomplete: boolean; branch: string; step: number }

/** The looks of a curve on every branch, in order of arrival. */
export async function looksInArrival(db: Db | Tx, { runId, rewardModelId, referenceSetId }: CurveKey): Promise<ArrivedLook[]> {
  const rows = await db.summary.findMany({
    where: { runId, rewardModelId, referenceSetId, look: { not: null } },
    orderBy: { look: "asc" },
    select: { checkpointId: true, look: true, identity: true, incomplete: true, checkpoint: { select: { branch: true, step: true } } },
  });
  return rows.flatMap(({ look, checkpoint, ...row }) => (look === null ? [] : [{ ...row, look, branch: checkpoint.branch, step: Number(checkpoint.step) }]));
}

/** When a look was tested, ISO 8601; null where it was not. */
export async function testedAt(db: Db, episodeId: string, checkpointId: string): Promise<string | null> {
  const row = await db.lookTest.findUnique({ where: { episodeId_checkpointId: { episodeId, checkpointId } }, select: { testedAt: true } });
  return row?.testedAt.toISOString() ?? null;
}

/** A look in the latest episode that tested it. */
export interface LatestTest {
  /** Number of the episode. */
  episode: number;
  /** The smallest of the look's contrasts; null where there was none to test. */
  adjustedP: number | null;
}

/** The latest test of each look of a curve, by checkpoint. */
export async function latestTestsOf(db: Db, { runId, rewardModelId, referenceSetId }: CurveKey): Promise<Map<string, LatestTest>> {
  const rows = await db.lookTest.findMany({
    where: { episode: { runId, rewardModelId, referenceSetId } }, orderBy: { episode: { number: "asc" } },
    select: { checkpointId: true, adjustedP: true, nContrasts: true, episode: { select: { number: true } } },
  });
  return new Map(rows.map(({ checkpointId, adjustedP, nContrasts, episode }) => [checkpointId, { episode: episode.number, adjustedP: nContrasts > 0 ? adjustedP : null }]));
}
