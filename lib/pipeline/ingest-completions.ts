import { setImmediate as giveWay } from "node:timers/promises";
import { deflateRawSync } from "node:zlib";
import type { Context } from "@/lib/context";
import { requestScoring } from "@/lib/context/request-scoring";
import { comparedCompletions, findCompletionSet, storeLengths, storeTextMeasures } from "@/lib/db/completion-sets";
import { promptsInOrder } from "@/lib/db/prompt-sets";
import { bytesFromFloats } from "@/lib/db/vector-bytes";
import { measureTextsInSteps } from "@/lib/detect/degeneracy/measure-texts";
import { packTextMeasures } from "@/lib/detect/degeneracy/pack-text-measures";
import type { JobPayload } from "@/lib/queue/jobs";

/** Measures what a checkpoint or a person wrote, and asks every reward model that some run compares it by to score it. */
export async function ingestCompletions(ctx: Context, { completionSetId }: JobPayload<"ingest-completions">): Promise<void> {
  const set = await findCompletionSet(ctx.db, completionSetId);
  if (!set) return;
  if (!set.lengths || !set.textMeasures) {
    const { lengths, textMeasures } = await measure(ctx, set);
    await storeLengths(ctx.db, completionSetId, bytesFromFloats(lengths));
    await storeTextMeasures(ctx.db, completionSetId, bytesFromFloats(textMeasures));
  }
  await ctx.enqueue(await requestScoring(ctx.db, { completionSetId }));
}

/** @returns [nPrompts] characters, NaN where missing; [nPrompts x k] measures of the texts, see the schema */
async function measure(ctx: Context, { id, promptSetId }: { id: string; promptSetId: string }): Promise<{ lengths: Float32Array; textMeasures: Float32Array }> {
  const prompts = await promptsInOrder(ctx.db, promptSetId);
  const completions = await comparedCompletions(ctx.db, id);
  const steps = measureTextsInSteps({
    prompts: prompts.map(({ messages }) => ({
      lastUser: messages.findLast(({ role }) => role === "user")?.content ?? "",
      conversation: messages.map(({ content }) => content).join("\n"),
    })),
    completions: prompts.map(({ position }) => {
      const given = completions.get(position);
      return given ? { text: given.completion, finishReason: given.finishReason } : null;
    }),
    deflatedSize: (text) => deflateRawSync(text).length,
  });
  // The worker renews leases and takes results meanwhile.
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done) return { lengths: step.value.length, textMeasures: packTextMeasures(step.value) };
    await giveWay();
  }
}
