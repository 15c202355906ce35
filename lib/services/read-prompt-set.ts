import type { z } from "zod";
import type { Context } from "@/lib/context";
import type { PromptSetDetail } from "@/lib/contracts";
import { promptsInOrder, promptTags, type StoredPrompt } from "@/lib/db/prompt-sets";
import { presentPromptSet } from "@/lib/services/create-prompt-set";
import { promptSetOrThrow } from "@/lib/context/find-or-throw";

/**
 * A prompt set with its tags and its prompts in order; without the prompts their texts are not read.
 * @throws DomainError not-found
 */
export async function readPromptSet(ctx: Context, input: { promptSet: string; prompts?: "true" | "false" | undefined }): Promise<z.infer<typeof PromptSetDetail>> {
  const set = await promptSetOrThrow(ctx.db, input.promptSet);
  const prompts = input.prompts === "false" ? [] : await promptsInOrder(ctx.db, set.id);
  const tagsOf = input.prompts === "false" ? await promptTags(ctx.db, set.id) : prompts.map(({ tags }) => tags);
  const counts = new Map<string, number>();
  for (const tags of tagsOf) for (const tag of tags) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  return {
    ...presentPromptSet(set),
    tags: [...counts].map(([tag, nPrompts]) => ({ tag, nPrompts })),
    prompts: prompts.map((prompt) => ({ key: prompt.key, ...presentPromptText(prompt), tags: prompt.tags, group: prompt.group })),
  };
}

/** A prompt comes back in the form it was sent: one text, or messages. */
function presentPromptText(prompt: StoredPrompt) {
  return prompt.plain ? { prompt: prompt.messages[0]?.content ?? "" } : { messages: prompt.messages };
}
