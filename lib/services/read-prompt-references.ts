import type { z } from "zod";
import { promptSetOrThrow } from "@/lib/context/find-or-throw";
import { notFound } from "@/lib/context/not-found";
import type { Context } from "@/lib/context";
import type { readPromptReferences as endpoint } from "@/lib/contracts";
import { comparedCompletionAt } from "@/lib/db/completion-sets";
import { promptWithKey } from "@/lib/db/prompt-sets";
import { referenceSetsOf } from "@/lib/db/reference-sets";

/**
 * What every reference set of the prompt set says to one prompt, oldest set first.
 * @throws DomainError not-found for a prompt set or a key that does not exist
 */
export async function readPromptReferences(ctx: Context, input: { promptSet: string; key: string }): Promise<z.infer<typeof endpoint.response>> {
  const set = await promptSetOrThrow(ctx.db, input.promptSet);
  const prompt = await promptWithKey(ctx.db, set.id, input.key);
  if (!prompt) throw notFound("prompt", input.key, `GET /api/v1/prompt-sets/${set.name} lists the keys of its prompts.`);
  const references = [];
  for (const { id, name, completionSetId } of await referenceSetsOf(ctx.db, set.id)) {
    const found = await comparedCompletionAt(ctx.db, completionSetId, prompt.position);
    if (found) references.push({ id, name, completion: found.completion });
  }
  return { key: input.key, references };
}
