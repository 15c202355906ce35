import { z } from "zod";
import { defineEndpoint } from "./endpoint";
import { Id, Key, Label, ListQuery, Message, Name, Ref, Text, Timestamp, listOf } from "./primitives";

export const PromptInput = z
  .object({
    key: Key,
    prompt: Text.min(1, "a prompt is not empty").optional(),
    messages: z.array(Message).min(1, "messages are not empty").max(200).optional(),
    tags: z.array(Label).max(32).optional(),
    group: Label.optional().meta({ description: "Cluster: prompts of one group are not independent" }),
  })
  .refine((p) => (p.prompt === undefined) !== (p.messages === undefined), { message: "give either prompt or messages", path: ["prompt"] });
export type PromptInput = z.infer<typeof PromptInput>;

export const PromptSet = z.object({ id: Id, name: Name, hash: z.string(), nPrompts: z.number().int(), createdAt: Timestamp });
export type PromptSet = z.infer<typeof PromptSet>;

export const Prompt = z.object({
  key: z.string(), prompt: z.string().optional(), messages: z.array(Message).optional(), tags: z.array(z.string()), group: z.string().nullable(),
});
export const PromptSetDetail = PromptSet.extend({ tags: z.array(z.object({ tag: z.string(), nPrompts: z.number().int() })), prompts: z.array(Prompt) });

export const CompletionByKey = z.object({ key: Key, completion: Text });
export const ReferenceSet = z.object({
  id: Id, name: Name, promptSet: Id, hash: z.string(), nCompletions: z.number().int(), createdAt: Timestamp,
});
export type ReferenceSet = z.infer<typeof ReferenceSet>;

export const createPromptSet = defineEndpoint({
  method: "POST", path: "/api/v1/prompt-sets", summary: "Create a prompt set", scope: "write",
  body: z.object({ name: Name, prompts: z.array(PromptInput).min(1, "a prompt set has at least one prompt").max(100_000) }),
  response: PromptSet, statuses: [201, 200],
});
export const listPromptSets = defineEndpoint({
  method: "GET", path: "/api/v1/prompt-sets", summary: "List prompt sets", scope: "read", query: ListQuery, response: listOf(PromptSet), statuses: [200],
});
export const readPromptSet = defineEndpoint({
  method: "GET", path: "/api/v1/prompt-sets/:promptSet", summary: "Read a prompt set with its prompts", scope: "read",
  params: z.object({ promptSet: Ref }), query: z.object({ prompts: z.enum(["true", "false"]).default("true").meta({ description: "false leaves the prompts out: name, hash and tags alone" }) }), response: PromptSetDetail, statuses: [200],
});
export const createReferenceSet = defineEndpoint({
  method: "POST", path: "/api/v1/prompt-sets/:promptSet/reference-sets", summary: "Add a set of reference completions", scope: "write",
  params: z.object({ promptSet: Ref }),
  body: z.object({ name: Name, completions: z.array(CompletionByKey).min(1, "a reference set has one completion for each prompt").max(100_000) }),
  response: ReferenceSet, statuses: [201, 200],
});
export const listReferenceSets = defineEndpoint({
  method: "GET", path: "/api/v1/prompt-sets/:promptSet/reference-sets", summary: "List the reference sets of a prompt set", scope: "read",
  params: z.object({ promptSet: Ref }), query: ListQuery, response: listOf(ReferenceSet), statuses: [200],
});

/** References of one prompt, side by side. */
export const readPromptReferences = defineEndpoint({
  method: "GET", path: "/api/v1/prompt-sets/:promptSet/references", summary: "The references that a prompt set has for one prompt", scope: "read",
  params: z.object({ promptSet: Ref }), query: z.object({ key: Key }),
  response: z.object({ key: z.string(), references: z.array(z.object({ id: Id, name: Name, completion: z.string() })) }), statuses: [200],
});

export const NearDuplicates = z.object({
  /** Jaccard similarity of the sets of five-character runs, at least which two prompts count as near-duplicates. */
  threshold: z.number(), method: z.string(),
  nPairs: z.number().int(),
  /** The first 1,000 in the prompt set's order; a comes before b. */
  pairs: z.array(z.object({ a: z.string(), b: z.string(), similarity: z.number() })),
});
export const readNearDuplicates = defineEndpoint({
  method: "GET", path: "/api/v1/prompt-sets/:promptSet/near-duplicates", summary: "Prompts that say almost the same", scope: "read",
  params: z.object({ promptSet: Ref }), response: NearDuplicates, statuses: [200],
});
