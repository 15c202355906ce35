import type { Db } from "@/lib/db/client";

/** One point of a run's primary curve on main that has a value, in units of the metric. */
export interface RunPoint {
  checkpointId: string;
  step: number;
  value: number; low: number; high: number;
  provisional: boolean; incomplete: boolean;
  /** Points with the same text are one line: it changes at a step without a value and at a comparability break. */
  line: string;
  /** Points of the whole curve that have a value. */
  nPoints: number;
}

interface Row extends Omit<RunPoint, "step"> { runId: string; step: bigint }

/**
 * Points of the primary curves of these runs, in step order, in one query. Of a long curve: its ends, its lowest and highest
 * point, those asked for, and evenly spaced others, about `most` in all.
 * @param options.byWinRate runs whose deciding metric is the win rate
 * @param options.whole runs whose points are all wanted
 * @param options.keep checkpoints whose points stay
 */
export async function runPoints(
  db: Db,
  ids: readonly string[],
  options: { most: number; byWinRate: readonly string[]; whole: readonly string[]; keep: readonly string[] },
): Promise<Map<string, RunPoint[]>> {
  if (ids.length === 0) return new Map();
  const spaced = options.most - 4;
  const rows = await db.$queryRaw<Row[]>`
    WITH chosen AS (
      SELECT r."id" AS "runId", c."id" AS "checkpointId", c."step", s."provisional", s."incomplete", s."identity",
        CASE WHEN r."id" = ANY(${[...options.byWinRate]}::text[]) THEN s."winRate" ELSE s."winProbability" END AS "value",
        CASE WHEN r."id" = ANY(${[...options.byWinRate]}::text[]) THEN s."winRateLow" ELSE s."winProbabilityLow" END AS "low",
        CASE WHEN r."id" = ANY(${[...options.byWinRate]}::text[]) THEN s."winRateHigh" ELSE s."winProbabilityHigh" END AS "high"
      FROM "Run" r
      JOIN "Checkpoint" c ON c."runId" = r."id" AND c."branch" = 'main'
      LEFT JOIN "Summary" s ON s."checkpointId" = c."id" AND s."rewardModelId" = r."primaryRewardModelId" AND s."referenceSetId" = r."primaryReferenceSetId"
      WHERE r."id" = ANY(${[...ids]}::text[])),
    lines AS (
      SELECT *, COUNT(*) FILTER (WHERE "low" IS NULL OR "high" IS NULL) OVER (PARTITION BY "runId" ORDER BY "step") AS "gaps" FROM chosen),
    points AS (
      SELECT *, ROW_NUMBER() OVER (PARTITION BY "runId" ORDER BY "step") AS "place", COUNT(*) OVER (PARTITION BY "runId") AS "n",
        ROW_NUMBER() OVER (PARTITION BY "runId" ORDER BY "value", "step") AS "fromLowest",
        ROW_NUMBER() OVER (PARTITION BY "runId" ORDER BY "value" DESC, "step") AS "fromHighest"
      FROM lines WHERE "value" IS NOT NULL AND "low" IS NOT NULL AND "high" IS NOT NULL)
    SELECT "runId", "checkpointId", "step", "value", "low", "high", "provisional", "incomplete", "gaps" || ' ' || "identity" AS "line", "n"::int AS "nPoints"
    FROM points
    WHERE "n" <= ${options.most} OR "place" = 1 OR "place" = "n" OR "fromLowest" = 1 OR "fromHighest" = 1
      OR ("place" - 1) * ${spaced}::int / ("n" - 1) > ("place" - 2) * ${spaced}::int / ("n" - 1)
      OR "runId" = ANY(${[...options.whole]}::text[]) OR "checkpointId" = ANY(${[...options.keep]}::text[])
    ORDER BY "runId", "step"`;
  const found = new Map<string, RunPoint[]>();
  for (const { runId, step, ...row } of rows) {
    const points = found.get(runId) ?? [];
    points.push({ ...row, step: Number(step) });
    found.set(runId, points);
  }
  return found;
}
