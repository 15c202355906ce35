import type { z } from "zod";
import type { Context } from "@/lib/context";
import type { PromptSetDetail } from "@/lib/contracts";
import { promptsInOrder, type StoredPrompt } from "@/lib/db/prompt-sets";
import { presentPromptSet } from "@/lib/services/create-prompt-set";
import { promptSetOrThrow } from "@/lib/context/find-or-throw";

export async function readPromptSet(ctx: Context, input: { promptSet: string }): Promise<z.infer<typeof PromptSetDetail>> {
  const set = await promptSetOrThrow(ctx.db, input.promptSet);
  const prompts = await promptsInOrder(ctx.db, set.id);
  const counts = new Map<string, number>();
  for (const { tags } of prompts) for (const tag of tags) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  return {
    ...presentPromptSet(set),
    tags: [...counts].map(([tag, nPrompts]) => ({ tag, nPrompts })),
    prompts: prompts.map((prompt) => ({ key: prompt.key, ...presentPromptText(prompt), tags: prompt.tags, group: prompt.group })),
  };
}

/** A prompt comes back in the form it was sent: one text, or messages. */
export function presentPromptText(prompt: StoredPrompt) {
  return prompt.plain ? { prompt: prompt.messages[0]?.content ?? "" } : { messages: prompt.messages };
}
