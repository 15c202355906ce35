import { z } from "zod";
import type { Context } from "@/lib/context";
import { notFound } from "@/lib/context/not-found";
import { selectCurve, type CurveSelection, type SelectedCurve } from "@/lib/context/select-curve";
import type { Outcome, Pair } from "@/lib/contracts";
import { checkpointsInOrder, type StoredCheckpoint } from "@/lib/db/checkpoints";
import { decodeCursor, pageOf } from "@/lib/formats/page-cursor";
import { readPairs } from "@/lib/pipeline/read-pairs";

type Sort = "key" | "margin" | "-margin" | "change";

export interface PairsQuery extends CurveSelection {
  step: number;
  outcome?: Outcome | undefined;
  tag?: string | undefined;
  /** Text that the prompt, the completion, the reference or the key holds; case does not matter. */
  q?: string | undefined;
  sort?: Sort | undefined;
  limit: number;
  cursor?: string | undefined;
}

/**
 * Pairs of one checkpoint, in the prompt set's order unless sorted. `change` puts the prompts first whose margin fell
 * most since the checkpoint before. Pairs without a margin come last.
 */
export async function listPairs(ctx: Context, query: PairsQuery): Promise<{ items: Pair[]; nextCursor: string | null }> {
  const start = decodeCursor(query.cursor, z.number().int().min(0)) ?? 0;
  const curve = await selectCurve(ctx, query);
  const { at, before } = await checkpointAndBefore(ctx, curve, query.step);
  const pairs = await readPairs(ctx, curve, at);
  const previous = query.sort === "change" && before ? await readPairs(ctx, curve, before) : null;

  const marginBefore = new Map(previous?.map(({ key, margin }) => [key, margin]));
  const keyOf: Record<Sort, (pair: Pair) => number | string | null> = {
    key: ({ key }) => key,
    margin: ({ margin }) => margin,
    "-margin": ({ margin }) => (margin === null ? null : -margin),
    change: ({ key, margin }) => difference(margin, marginBefore.get(key) ?? null),
  };
  const found = pairs.filter((pair) => matches(pair, query));
  const sorted = query.sort ? stableSort(found, keyOf[query.sort]) : found;
  const page = pageOf(sorted.slice(start, start + query.limit + 1), query.limit, () => start + query.limit);
  return page;
}

async function checkpointAndBefore(ctx: Context, curve: SelectedCurve, step: number): Promise<{ at: StoredCheckpoint; before: StoredCheckpoint | undefined }> {
  const rows = await checkpointsInOrder(ctx.db, { runId: curve.run.id, lineage: curve.lineage });
  const index = rows.findIndex((row) => Number(row.step) === step);
  const at = rows[index];
  if (!at) throw notFound("checkpoint", `${step} on branch ${curve.branch}`, "GET /api/v1/runs/:run/checkpoints lists those of the run.");
  return { at, before: rows[index - 1] };
}

function matches(pair: Pair, { outcome, tag, q }: PairsQuery): boolean {
  if (outcome !== undefined && pair.outcome !== outcome) return false;
  if (tag !== undefined && !pair.tags.includes(tag)) return false;
  if (q === undefined || q === "") return true;
  const needle = q.toLowerCase();
  const texts = [pair.key, pair.prompt, pair.reference, pair.completion, ...(pair.messages ?? []).map(({ content }) => content)];
  return texts.some((text) => text?.toLowerCase().includes(needle));
}

const difference = (a: number | null, b: number | null) => (a === null || b === null ? null : a - b);

function stableSort(pairs: readonly Pair[], keyOf: (pair: Pair) => number | string | null): Pair[] {
  const keyed = pairs.map((pair) => ({ pair, key: keyOf(pair) }));
  keyed.sort((a, b) => {
    if (a.key === null || b.key === null) return a.key === b.key ? 0 : a.key === null ? 1 : -1;
    return a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
  });
  return keyed.map(({ pair }) => pair);
}
