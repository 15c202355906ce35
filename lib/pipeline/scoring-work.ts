import type { Context } from "@/lib/context";
import { cacheKey, contentHashOf, findCachedScores, storeCachedScores, type CachedScore } from "@/lib/db/cached-scores";
import { comparedCompletions } from "@/lib/db/completion-sets";
import { promptsInOrder } from "@/lib/db/prompt-sets";
import { countItems, findScoreVector, storeScoreVector, type VectorKey } from "@/lib/db/score-vectors";
import { bytesFromFloats, cutFlags, floatsFromBytes, itemStatus, statusMask } from "@/lib/db/vector-bytes";
import { logOdds } from "@/lib/stats/log-odds";
import type { ItemScore, ScoreItem } from "@/lib/reward-models/reward-model";

/** What is left to score of one (completion set, reward model), and where results go. */
export interface ScoringWork {
  key: VectorKey;
  /** Items without a score yet, and the prompt each belongs to. */
  items: readonly { position: number; item: ScoreItem; contentHash: Uint8Array<ArrayBuffer> }[];
  take(results: readonly { index: number; result: ItemScore }[]): void;
  /** Writes what has been taken so far: the cache first, then the vector. */
  keep(): Promise<void>;
}

/** Reads prompts, completions, the vector an interrupted run left, and the cache; what remains is to be scored. */
export async function openScoringWork(
  ctx: Context,
  input: { key: VectorKey; identity: string; promptSetId: string },
): Promise<ScoringWork> {
  const { key, identity } = input;
  const prompts = await promptsInOrder(ctx.db, input.promptSetId);
  const completions = await comparedCompletions(ctx.db, key.completionSetId);
  const references = key.against ? await comparedCompletions(ctx.db, key.against) : null;
  const before = await findScoreVector(ctx.db, key);
  const usable = before?.identity === identity ? before : null;
  const scores = usable ? floatsFromBytes(usable.scores) : new Float32Array(prompts.length).fill(Number.NaN);
  const statuses = usable ? new Uint8Array(usable.statuses) : new Uint8Array(prompts.length).fill(itemStatus.missing);
  const errors: Record<string, string> = { ...(usable?.errors as Record<string, string> | undefined) };
  const details = openDetails(usable?.details ?? null, prompts.length);
  let nCached = usable?.nCached ?? 0;

  const open: { position: number; item: ScoreItem; contentHash: Uint8Array<ArrayBuffer> }[] = [];
  for (const prompt of prompts) {
    const given = completions.get(prompt.position);
    const status = statuses[prompt.position] as number;
    const reference = references?.get(prompt.position);
    if (!given || (references && !reference) || (usable && (status & statusMask) === itemStatus.ok)) continue;
    statuses[prompt.position] = itemStatus.pending;
    scores[prompt.position] = Number.NaN;
    delete errors[prompt.position];
    const item = { messages: prompt.messages, completion: given.completion, ...(reference && { reference: reference.completion }) };
    open.push({ position: prompt.position, item, contentHash: contentHashOf(item) });
  }
  const cached = await findCachedScores(ctx.db, identity, open.map(({ contentHash }) => contentHash));
  const items = open.filter(({ position, contentHash }) => {
    const hit = cached.get(cacheKey(contentHash));
    if (!hit) return true;
    scores[position] = hit.score;
    statuses[position] = itemStatus.ok | hit.flags;
    if (hit.details) details.put(position, floatsFromBytes(hit.details));
    nCached++;
    return false;
  });

  let unsaved: CachedScore[] = [];
  return {
    key, items,
    take(results) {
      for (const { index, result } of results) {
        const { position, contentHash } = items[index] as (typeof items)[number];
        const flags = cutFlags[result.cut];
        if (result.status === "ok") {
          const score = result.preference ? logOdds(result.preference.probability) : result.score;
          scores[position] = score;
          statuses[position] = itemStatus.ok | flags;
          const row = rowOf(result);
          if (row) details.put(position, row);
          unsaved.push({ contentHash, score, flags, details: row && bytesFromFloats(row) });
        } else {
          statuses[position] = itemStatus.failed | flags;
          errors[position] = result.code;
        }
      }
    },
    async keep() {
      const fresh = unsaved;
      unsaved = [];
      const state = { scores: bytesFromFloats(scores), statuses: statuses.slice(), details: details.bytes() };
      const counts = countItems(state.statuses);
      const complete = counts.nDone === counts.nTotal;
      const kept = { identity, ...state, errors: { ...errors }, ...counts, nCached, complete };
      await storeCachedScores(ctx.db, identity, fresh);
      await storeScoreVector(ctx.db, key, kept);
    },
  };
}

/** What one item says besides its score: attributes of an absolute model, P(better) shown first and second of a pairwise one. */
function rowOf({ attributes, preference }: Extract<ItemScore, { status: "ok" }>): Float32Array | null {
  if (preference) return Float32Array.of(preference.probabilityAB, preference.probabilityBA);
  return attributes && attributes.length > 0 ? Float32Array.from(attributes) : null;
}

/** Rows of equal length, one a prompt; absent until the first is put. */
function openDetails(before: Uint8Array | null, nPrompts: number) {
  let rows = before && floatsFromBytes(before);
  return {
    put(position: number, row: Float32Array): void {
      rows ??= new Float32Array(nPrompts * row.length).fill(Number.NaN);
      rows.set(row, position * row.length);
    },
    bytes: () => rows && bytesFromFloats(rows),
  };
}
