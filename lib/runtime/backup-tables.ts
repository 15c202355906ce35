import type pg from "pg";

export interface BackupTable {
  name: string;
  columns: string[];
  /** Rows that belong into a backup, as a condition. */
  where: string;
}

/** What is of this installation or of the moment: its migrations, sign-ins, and what workers do just now. */
const leftOut = new Set(["_prisma_migrations", "Session", "SignInCode", "WorkerHeartbeat", "ScoreRequest"]);
/** An installation makes its own admin key. */
const conditions: Record<string, string> = { ApiKey: `"scope" <> 'admin'` };

/** Our tables in an order in which their rows can be inserted: what others refer to comes first. */
export async function backupTables(client: pg.Client): Promise<BackupTable[]> {
  const { rows: columns } = await client.query<{ name: string; columns: string[] }>(
    `SELECT c.relname AS name, array_agg(a.attname::text ORDER BY a.attnum) AS columns
     FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
     WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace GROUP BY c.relname ORDER BY c.relname`,
  );
  const { rows: references } = await client.query<{ from: string; to: string }>(
    `SELECT f.relname AS from, t.relname AS to FROM pg_constraint k JOIN pg_class f ON f.oid = k.conrelid JOIN pg_class t ON t.oid = k.confrelid
     WHERE k.contype = 'f' AND f.relnamespace = current_schema()::regnamespace AND f.oid <> t.oid`,
  );
  const left = new Map(columns.filter(({ name }) => !leftOut.has(name)).map((table) => [table.name, table]));
  const ordered: BackupTable[] = [];
  while (left.size > 0) {
    const ready = [...left.values()].filter(({ name }) => !references.some((one) => one.from === name && left.has(one.to)));
    if (ready.length === 0) throw new Error(`the tables ${[...left.keys()].join(", ")} refer to each other in a circle`);
    for (const table of ready) {
      left.delete(table.name);
      ordered.push({ ...table, where: conditions[table.name] ?? "true" });
    }
  }
  return ordered;
}

export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
