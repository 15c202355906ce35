import { z } from "zod";
import type { Context } from "@/lib/context";
import { checkpointsOnCurve } from "@/lib/context/checkpoints-on-curve";
import { selectCurve, type CurveSelection, type SelectedCurve } from "@/lib/context/select-curve";
import type { Outcome, Pair, Turned } from "@/lib/contracts";
import type { StoredCheckpoint } from "@/lib/db/checkpoints";
import { decodeCursor, pageOf } from "@/lib/formats/page-cursor";
import { readPairs } from "@/lib/pipeline/read-pairs";

type Sort = "key" | "margin" | "-margin" | "change";

export interface PairsQuery extends CurveSelection {
  step: number;
  outcome?: Outcome | undefined;
  tag?: string | undefined;
  /** Text that the prompt, the completion, the reference or the key holds; case does not matter. */
  q?: string | undefined;
  /** Only the pair of this prompt. */
  key?: string | undefined;
  /** Step that changes are counted from; left out, the one before. */
  since?: number | undefined;
  turned?: Turned | undefined;
  sort?: Sort | undefined;
  limit: number;
  cursor?: string | undefined;
}

/**
 * Pairs of one checkpoint, in the prompt set's order unless sorted. `change` puts the prompts first whose margin fell
 * most since the step asked for by `since`, or the checkpoint before. Pairs without a margin come last.
 */
export async function listPairs(ctx: Context, query: PairsQuery): Promise<{ items: Pair[]; nextCursor: string | null }> {
  const start = decodeCursor(query.cursor, z.number().int().min(0)) ?? 0;
  const curve = await selectCurve(ctx, query);
  const { at, before } = await checkpointAndBefore(ctx, curve, query);
  const compared = before !== undefined && (query.since !== undefined || query.sort === "change" || query.turned !== undefined);
  const [own = [], earlier] = await readPairs(ctx, curve, compared ? [at, before] : [at], query.key);
  const pairs = own.map((pair, i) => withSince(pair, earlier?.[i]));

  const keyOf: Record<Sort, (pair: Pair) => number | string | null> = {
    key: ({ key }) => key,
    margin: ({ margin }) => margin,
    "-margin": ({ margin }) => (margin === null ? null : -margin),
    change: ({ since }) => since?.change ?? null,
  };
  const found = pairs.filter((pair) => matches(pair, query));
  const sorted = query.sort ? stableSort(found, keyOf[query.sort]) : found;
  return pageOf(sorted.slice(start, start + query.limit + 1), query.limit, () => start + query.limit);
}

async function checkpointAndBefore(ctx: Context, curve: SelectedCurve, { step, since }: PairsQuery): Promise<{ at: StoredCheckpoint; before: StoredCheckpoint | undefined }> {
  const checkpoints = await checkpointsOnCurve(ctx, curve);
  const at = checkpoints.at(step);
  return { at, before: since === undefined ? checkpoints.rows[checkpoints.rows.indexOf(at) - 1] : checkpoints.at(since) };
}

function withSince(pair: Pair, earlier: Pair | undefined): Pair {
  return earlier ? { ...pair, since: { outcome: earlier.outcome, change: difference(pair.margin, earlier.margin) } } : pair;
}

const turns: Record<Turned, (before: Outcome | null, now: Outcome | null) => boolean> = {
  "win-to-loss": (before, now) => before === "win" && now === "loss",
  "loss-to-win": (before, now) => before === "loss" && now === "win",
  any: (before, now) => before !== null && now !== null && before !== now,
};

function matches(pair: Pair, { outcome, tag, q, turned }: PairsQuery): boolean {
  if (turned !== undefined && !(pair.since && turns[turned](pair.since.outcome, pair.outcome))) return false;
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
