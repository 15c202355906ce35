import type { Context } from "@/lib/context";
import { requestScoring } from "@/lib/context/request-scoring";
import { comparedCompletions, findCompletionSet, storeLengths } from "@/lib/db/completion-sets";
import { bytesFromFloats } from "@/lib/db/vector-bytes";
import type { JobPayload } from "@/lib/queue/jobs";

/** Measures what a checkpoint or a person wrote, and asks every reward model that some run compares it by to score it. */
export async function ingestCompletions(ctx: Context, { completionSetId }: JobPayload<"ingest-completions">): Promise<void> {
  const set = await findCompletionSet(ctx.db, completionSetId);
  if (!set) return;
  if (!set.lengths) {
    const lengths = new Float32Array(set.promptSet.nPrompts).fill(Number.NaN);
    for (const [position, { completion }] of await comparedCompletions(ctx.db, completionSetId)) lengths[position] = countCharacters(completion);
    await storeLengths(ctx.db, completionSetId, bytesFromFloats(lengths));
  }
  await ctx.enqueue(await requestScoring(ctx.db, { completionSetId }));
}

/** Characters are code points, so that an emoji is one. */
function countCharacters(text: string): number {
  let surrogatePairs = 0;
  for (let i = 0; i < text.length; i++) if ((text.charCodeAt(i) & 0xfc00) === 0xd800) surrogatePairs++;
  return text.length - surrogatePairs;
}
