import type { Lineage } from "@/lib/db/checkpoints";
import type { Db, Tx } from "@/lib/db/client";

export interface MetricValue { name: string; step: number; value: number }

/** Writes values of one step; a value that is there is replaced. */
export async function upsertMetrics(tx: Tx, at: { runId: string; branch: string; step: number }, values: Readonly<Record<string, number>>): Promise<void> {
  const entries = Object.entries(values);
  await tx.$executeRaw`
    INSERT INTO "Metric" ("runId", "branch", "step", "name", "value")
    SELECT ${at.runId}, ${at.branch}, ${BigInt(at.step)}, n, v FROM unnest(${entries.map(([name]) => name)}::text[], ${entries.map(([, value]) => value)}::float8[]) AS t(n, v)
    ON CONFLICT ("runId", "branch", "name", "step") DO UPDATE SET "value" = EXCLUDED."value"`;
}

/** Those of the names that no branch of the run has a value of; one look into the index for each name and branch. */
export async function newMetricNames(tx: Db | Tx, key: { runId: string; branches: readonly string[]; names: readonly string[] }): Promise<string[]> {
  const rows = await tx.$queryRaw<{ name: string }[]>`
    SELECT n AS "name" FROM unnest(${[...key.names]}::text[]) n
    WHERE NOT EXISTS (SELECT 1 FROM unnest(${[...key.branches]}::text[]) b
      JOIN LATERAL (SELECT 1 FROM "Metric" m WHERE m."runId" = ${key.runId} AND m."branch" = b AND m."name" = n LIMIT 1) found ON TRUE)`;
  return rows.map(({ name }) => name);
}

/** Names of a run's metrics, over all branches, in alphabetical order. */
export async function metricNames(db: Db | Tx, runId: string): Promise<string[]> {
  const rows = await db.metric.groupBy({ by: ["name"], where: { runId }, orderBy: { name: "asc" } });
  return rows.map(({ name }) => name);
}

/** Values on a lineage by name, then step; at most `limit`. Where two branches of it have a step, the descendant's counts. */
export async function metricsInOrder(
  db: Db,
  query: { runId: string; lineage: Lineage; name?: string | undefined; limit: number },
): Promise<MetricValue[]> {
  const { runId, lineage, name } = query;
  const rows = await db.metric.findMany({
    where: {
      runId, ...(name === undefined ? {} : { name }),
      OR: lineage.map(({ branch, upTo }) => ({ branch, ...(upTo === null ? {} : { step: { lte: upTo } }) })),
    },
    orderBy: [{ name: "asc" }, { step: "asc" }],
    take: query.limit,
  });
  const depth = new Map(lineage.map(({ branch }, index) => [branch, index]));
  const kept: { row: (typeof rows)[number]; depth: number }[] = [];
  for (const row of rows) {
    const last = kept.at(-1);
    const own = { row, depth: depth.get(row.branch) ?? 0 };
    if (last?.row.name !== row.name || last.row.step !== row.step) kept.push(own);
    else if (own.depth < last.depth) kept[kept.length - 1] = own;
  }
  return kept.map(({ row }) => ({ name: row.name, step: Number(row.step), value: row.value }));
}
