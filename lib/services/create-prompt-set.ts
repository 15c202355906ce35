import type { z } from "zod";
import type { FieldError } from "@/lib/errors";
import { DomainError } from "@/lib/errors";
import type { Context } from "@/lib/context";
import { createPromptSet as contract, type Message, type PromptInput, type PromptSet } from "@/lib/contracts";
import { newId } from "@/lib/db/new-id";
import { findPromptSet, insertPromptSet, type StoredPrompt } from "@/lib/db/prompt-sets";
import { isUniqueViolation } from "@/lib/db/unique-violation";
import { clusterIds } from "@/lib/stats/cluster-ids";
import { hashPromptText, hashPrompts } from "@/lib/formats/content-hash";

type Body = z.infer<NonNullable<typeof contract.body>>;

/**
 * Creates a prompt set, or finds it again when name and content are the same.
 * @throws DomainError invalid-request for doubled keys, prompt-set-conflict when the name has other content
 */
export async function createPromptSet(ctx: Context, body: Body): Promise<{ promptSet: PromptSet; created: boolean }> {
  refuseDoubledKeys(body.prompts);
  const prompts = body.prompts.map(toStored);
  const hash = hashPrompts(prompts);
  const existing = await findByName(ctx, body.name, hash);
  if (existing) return { promptSet: existing, created: false };
  try {
    const { nClusters } = clusterIds(prompts);
    const row = await ctx.db.$transaction((tx) => insertPromptSet(tx, { id: newId(), name: body.name, hash, nClusters, prompts }), { timeout: 60_000 });
    return { promptSet: presentPromptSet(row), created: true };
  } catch (error) {
    const winner = isUniqueViolation(error) ? await findByName(ctx, body.name, hash) : null;
    if (!winner) throw error;
    return { promptSet: winner, created: false };
  }
}

export function presentPromptSet(row: { id: string; name: string; hash: string; nPrompts: number; createdAt: Date }): PromptSet {
  return { id: row.id, name: row.name, hash: row.hash, nPrompts: row.nPrompts, createdAt: row.createdAt.toISOString() };
}

async function findByName(ctx: Context, name: string, hash: string): Promise<PromptSet | null> {
  const existing = await findPromptSet(ctx.db, name);
  if (!existing || existing.name !== name) return null;
  if (existing.hash === hash) return presentPromptSet(existing);
  throw new DomainError(
    "prompt-set-conflict",
    `The name ${JSON.stringify(name)} belongs to a prompt set with other prompts. Prompt sets do not change: choose another name.`,
    { errors: [{ path: "/name", message: "choose a name that is not taken" }], existing: { id: existing.id, hash: existing.hash } },
  );
}

function refuseDoubledKeys(prompts: readonly PromptInput[]): void {
  const firstAt = new Map<string, number>();
  const errors: FieldError[] = [];
  prompts.forEach(({ key }, index) => {
    const first = firstAt.get(key);
    if (first === undefined) firstAt.set(key, index);
    else errors.push({ path: `/prompts/${index}/key`, message: `the key ${JSON.stringify(key)} is already at /prompts/${first}; give every prompt a key of its own` });
  });
  if (errors.length > 0) throw new DomainError("invalid-request", "Some keys stand twice in the prompt set.", { errors });
}

function toStored(prompt: PromptInput, position: number): StoredPrompt {
  const messages: Message[] = prompt.messages ?? [{ role: "user", content: prompt.prompt as string }];
  return {
    position, key: prompt.key, messages, plain: prompt.messages === undefined,
    tags: prompt.tags ?? [], group: prompt.group ?? null, textHash: hashPromptText(messages),
  };
}
