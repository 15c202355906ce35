import type { Context } from "@/lib/context";
import { selectCurve } from "@/lib/context/select-curve";
import { metricsInOrder } from "@/lib/db/metrics";
import { DomainError } from "@/lib/errors";

interface Series { name: string; points: { step: number; value: number }[] }

/** Values one answer may hold. */
const mostValues = 500_000;

/**
 * What the training loop logged, a series for each name, in step order; a branch's series begin with its parent's values.
 * @throws DomainError not-found (run), invalid-request (branch, too many values)
 */
export async function listMetrics(ctx: Context, input: { run: string; branch: string; name?: string | undefined }): Promise<{ series: Series[] }> {
  const { run, lineage } = await selectCurve(ctx, input);
  const values = await metricsInOrder(ctx.db, { runId: run.id, lineage, name: input.name, limit: mostValues + 1 });
  if (values.length > mostValues) {
    const message = `more than ${mostValues} values are logged; ask for one metric at a time`;
    throw new DomainError("invalid-request", `name: ${message}.`, { errors: [{ path: "/query/name", message }] });
  }
  const byName = new Map<string, Series>();
  for (const { name, step, value } of values) {
    const series = byName.get(name) ?? { name, points: [] };
    byName.set(name, series);
    series.points.push({ step, value });
  }
  return { series: [...byName.values()] };
}
