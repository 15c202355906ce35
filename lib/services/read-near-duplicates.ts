import type { z } from "zod";
import type { Context } from "@/lib/context";
import { promptSetOrThrow } from "@/lib/context/find-or-throw";
import type { NearDuplicates } from "@/lib/contracts";
import { promptsInOrder } from "@/lib/db/prompt-sets";
import { createBreather } from "@/lib/runtime/create-breather";
import { createNearDuplicateSearch } from "@/lib/stats/near-duplicates";

const threshold = 0.8, mostPairs = 1_000;

/**
 * Pairs of prompts that say almost the same. They are not independent, so a run on them has fewer units than prompts
 * unless they share a group.
 * @throws DomainError not-found
 */
export async function readNearDuplicates(ctx: Context, input: { promptSet: string }): Promise<z.infer<typeof NearDuplicates>> {
  const set = await promptSetOrThrow(ctx.db, input.promptSet);
  const prompts = await promptsInOrder(ctx.db, set.id);
  const search = createNearDuplicateSearch(threshold);
  const pairs: { a: string; b: string; similarity: number }[] = [];
  // By time, not by number: how long one prompt takes depends on how many others resemble it.
  const breathe = createBreather();
  let nPairs = 0;
  for (const { key, messages } of prompts) {
    const found = search.add(messages.map(({ content }) => content).join("\n"));
    nPairs += found.length;
    for (const { place: a, similarity } of found.slice(0, mostPairs - pairs.length)) pairs.push({ a: prompts[a]!.key, b: key, similarity });
    await breathe();
  }
  return { threshold, method: "Jaccard similarity of five-character runs; candidates by MinHash, 16 bands of 3", nPairs, pairs };
}
