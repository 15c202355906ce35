import { z } from "zod";
import { defineEndpoint } from "./endpoint";
import { Id, ListQuery, Name, PlainText, Ref, Timestamp, listOf } from "./primitives";

export const conformanceChecks = [
  "load", "batch-invariance", "padding-invariance", "single-bos", "special-tokens", "truncation", "self-pair", "swap-symmetry",
  "determinism", "score-range", "golden-scores", "precision-parity",
] as const;
export const ConformanceCheck = z.object({
  check: z.enum(conformanceChecks), outcome: z.enum(["pass", "warn", "fail", "skipped"]), detail: z.string(),
});
export type ConformanceCheck = z.infer<typeof ConformanceCheck>;

export const OnnxBackend = z.object({
  type: z.literal("onnx"),
  path: PlainText.min(1).max(4096).meta({ description: "Model folder: absolute, or relative to an entry of TIDEMARK_MODEL_DIR" }),
  file: PlainText.min(1).max(255).optional().meta({ description: "The .onnx file within the folder, where several fit" }),
  provider: z.enum(["cpu"]).optional(),
});

/** What a registration says. `temperature` divides the margin before the sigmoid. */
export const RewardModelSpec = z.object({
  name: Name,
  kind: z.enum(["bradley-terry"], { error: "kind is bradley-terry; pairwise and absolute models are not supported by this version" }),
  backend: OnnxBackend,
  input: z.enum(["chat", "text-pair"], { error: "input is chat or text-pair" }),
  maxTokens: z.number().int().min(8).max(131_072).optional(),
  overlong: z.enum(["cut-end", "fail"]).optional(),
  temperature: z.number().positive().max(1e6).optional(),
  outputs: z.object({ score: PlainText.min(1).max(200) }).optional(),
  label: z.union([PlainText.max(200), z.number().int().min(0)]).optional(),
  scale: z.enum(["logit", "probability"]).optional(),
  bos: z.boolean().optional(),
  precision: z.enum(["fp32", "fp16", "int8"]).optional(),
});
export type RewardModelSpec = z.infer<typeof RewardModelSpec>;

export const RewardModel = z.object({
  id: Id,
  name: Name,
  kind: z.enum(["bradley-terry", "pairwise", "absolute"]),
  input: z.enum(["chat", "text-pair", "pair-template"]),
  backend: OnnxBackend,
  status: z.enum(["checking", "ready", "failed"]),
  /** SHA-256 over weights, tokeniser, template, precision and truncation; null until the check has read the files. */
  identity: z.string().nullable(),
  temperature: z.number(),
  maxTokens: z.number().int().nullable(),
  overlong: z.enum(["cut-end", "fail"]),
  precision: z.string().nullable(),
  conformance: z.array(ConformanceCheck),
  /** What the model's card says about its limits, one sentence; shown next to curves that come from it. */
  notice: z.string().nullable(),
  createdAt: Timestamp,
});
export type RewardModel = z.infer<typeof RewardModel>;

export const createRewardModel = defineEndpoint({
  method: "POST", path: "/api/v1/reward-models", summary: "Register a reward model; it is checked by a worker", scope: "admin",
  body: RewardModelSpec, response: RewardModel, statuses: [202, 200],
});
export const listRewardModels = defineEndpoint({
  method: "GET", path: "/api/v1/reward-models", summary: "List reward models", scope: "read", query: ListQuery, response: listOf(RewardModel), statuses: [200],
});
export const readRewardModel = defineEndpoint({
  method: "GET", path: "/api/v1/reward-models/:rewardModel", summary: "Read a reward model and its conformance report", scope: "read",
  params: z.object({ rewardModel: Ref }), response: RewardModel, statuses: [200],
});
