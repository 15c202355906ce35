import { z } from "zod";
import { defineEndpoint } from "./endpoint";
import { BranchName, Id, Key, ListQuery, RunRef, Step, StepText, Text, Timestamp, listOf, Message } from "./primitives";
import { Selection } from "./runs";

export const CompletionInput = z.object({
  key: Key,
  completion: Text,
  finishReason: Text.max(100).optional(),
  sample: z.number().int().min(0).max(999).optional(),
});
export type CompletionInput = z.infer<typeof CompletionInput>;

export const CheckpointHead = z.object({
  step: Step,
  branch: BranchName.default("main"),
  path: Text.max(4096, "path is at most 4,096 characters").optional(),
  metadata: z.record(z.string(), z.json()).optional(),
});
export const CheckpointStatus = z.enum(["received", "scoring", "scored", "failed"]);
export const Checkpoint = z.object({
  id: Id, step: Step, branch: BranchName, path: z.string().nullable(), metadata: z.record(z.string(), z.json()).nullable(),
  status: CheckpointStatus,
  progress: z.object({ done: z.number().int(), total: z.number().int() }),
  nCompletions: z.number().int(), nMissing: z.number().int(),
  error: z.object({ code: z.string(), message: z.string() }).optional(),
  createdAt: Timestamp, scoredAt: Timestamp.nullable(),
});
export type Checkpoint = z.infer<typeof Checkpoint>;

export const registerCheckpoint = defineEndpoint({
  method: "POST", path: "/api/v1/runs/:run/checkpoints", summary: "Register a checkpoint with its completions", scope: "write",
  params: z.object({ run: RunRef }), query: z.object({ onConflict: z.enum(["reject", "branch"]).default("reject") }),
  body: CheckpointHead.extend({ completions: z.array(CompletionInput).min(1, "a checkpoint has at least one completion").max(1_000_000) }),
  ndjson: true, response: Checkpoint, statuses: [202, 200],
});
export const listCheckpoints = defineEndpoint({
  method: "GET", path: "/api/v1/runs/:run/checkpoints", summary: "List checkpoints in step order", scope: "read",
  params: z.object({ run: RunRef }), query: ListQuery.extend({ branch: BranchName.optional() }), response: listOf(Checkpoint), statuses: [200],
});
export const readCheckpoint = defineEndpoint({
  method: "GET", path: "/api/v1/runs/:run/checkpoints/:step", summary: "Read a checkpoint", scope: "read",
  params: z.object({ run: RunRef, step: StepText }), query: z.object({ branch: BranchName.default("main") }), response: Checkpoint, statuses: [200],
});

export const Outcome = z.enum(["win", "tie", "loss", "failed", "missing"]);
export type Outcome = z.infer<typeof Outcome>;
/** Between two checkpoints: a win that became a loss, a loss that became a win, or any other outcome than before. */
export const Turned = z.enum(["win-to-loss", "loss-to-win", "any"]);
export type Turned = z.infer<typeof Turned>;
export const Pair = z.object({
  key: z.string(), tags: z.array(z.string()), prompt: z.string().optional(), messages: z.array(Message).optional(),
  reference: z.string().nullable(), completion: z.string().nullable(),
  referenceScore: z.number().nullable(), score: z.number().nullable(), margin: z.number().nullable(), probability: z.number().nullable(),
  /** Pairwise models: probability that the completion is better when shown first, and when shown second. */
  probabilityAB: z.number().optional(), probabilityBA: z.number().optional(),
  attributes: z.array(z.object({ name: z.string(), value: z.number(), reference: z.number().nullable() })).optional(),
  /** Null while the pair is still being scored. */
  outcome: Outcome.nullable(), error: z.string().optional(),
  cut: z.enum(["none", "prompt", "completion"]), referenceCut: z.enum(["none", "prompt", "completion"]), finishReason: z.string().nullable(),
  /** The same prompt at the step asked for by `since`: its outcome, and how far the margin has risen from there. */
  since: z.object({ outcome: Outcome.nullable(), change: z.number().nullable() }).optional(),
});
export type Pair = z.infer<typeof Pair>;
export const listPairs = defineEndpoint({
  method: "GET", path: "/api/v1/runs/:run/pairs", summary: "Pairs of one checkpoint: prompt, reference, completion, scores, outcome", scope: "read",
  params: z.object({ run: RunRef }),
  query: Selection.extend({
    step: StepText, outcome: Outcome.optional(), tag: z.string().optional(), q: z.string().max(1000).optional(),
    key: Key.optional().meta({ description: "Only the pair of this prompt" }),
    since: StepText.optional().meta({ description: "An earlier or later step that changes are counted from; left out, the step before" }),
    turned: Turned.optional().meta({ description: "Only pairs whose outcome is another one than at `since`" }),
    sort: z.enum(["key", "margin", "-margin", "change"]).optional(),
    limit: ListQuery.shape.limit, cursor: ListQuery.shape.cursor,
  }),
  response: listOf(Pair), statuses: [200],
});
