import { z } from "zod";
import { defineEndpoint } from "./endpoint";
import { Estimate, Id, ListQuery, Message, Name, PlainText, Ref, Text, Timestamp, listOf } from "./primitives";

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
  provider: z.enum(["cpu", "cuda", "coreml", "dml"]).optional(),
});

export const serverTypes = ["vllm-classify", "vllm-pooling", "vllm-score", "tei", "sglang", "openrlhf", "nim", "openai-judge", "http"] as const;
export type ServerType = (typeof serverTypes)[number];

export const ServerBackend = z.object({
  type: z.enum(serverTypes),
  url: z.url({ protocol: /^https?$/, error: "url is an http or https address" }).max(2048)
    .refine((url) => !URL.canParse(url) || (new URL(url).username === "" && new URL(url).password === ""), "holds a user or a password; name a variable with apiKeyEnv instead")
    .meta({ description: "Base address of the model server" }),
  model: PlainText.min(1).max(500).optional(),
  apiKeyEnv: z
    .string()
    .regex(/^TIDEMARK_SECRET_[A-Z0-9_]{1,100}$/, "names an environment variable that begins with TIDEMARK_SECRET_")
    .optional()
    .meta({ description: "Environment variable of the workers that holds the server's key; the key itself is never stored" }),
  timeoutMs: z.number().int().min(100).max(600_000).optional(),
  concurrency: z.number().int().min(1).max(256).optional(),
});
export type ServerBackend = z.infer<typeof ServerBackend>;

/** Preferences that a judge gave elsewhere: nothing is asked, a checkpoint waits until they are imported. */
export const ImportedBackend = z.object({
  type: z.literal("imported"),
  source: PlainText.min(1).max(500).optional().meta({ description: "Who judged, e.g. weighted_alpaca_eval_gpt4_turbo" }),
});

export const Attribute = z.object({ name: PlainText.min(1).max(100), weight: z.number() });

/** What a registration says. `temperature` divides the margin before the sigmoid. */
export const RewardModelSpec = z
  .object({
    name: Name,
    kind: z.enum(["bradley-terry", "pairwise", "absolute"], { error: "kind is bradley-terry, pairwise or absolute" }),
    backend: z.union([OnnxBackend, ServerBackend, ImportedBackend], { error: `backend.type is onnx, imported, or a server: ${serverTypes.join(", ")}` }),
    input: z.enum(["chat", "text-pair", "pair-template"], { error: "input is chat, text-pair or pair-template" }),
    maxTokens: z.number().int().min(8).max(131_072).optional(),
    overlong: z.enum(["cut-end", "fail"]).optional(),
    temperature: z.number().positive().max(1e6).optional(),
    /** Weights of the attributes whose sum is the score of an absolute model; one that is not named weighs nothing. */
    attributes: z.array(Attribute).min(1).max(200).optional(),
    /** Names of the model's outputs, where it has several. */
    outputs: z
      .object({ score: PlainText.min(1).max(200).optional(), attributes: PlainText.min(1).max(200).optional(), gating: PlainText.min(1).max(200).optional() })
      .optional(),
    label: z.union([PlainText.max(200), z.number().int().min(0)]).optional(),
    scale: z.enum(["logit", "probability"]).optional(),
    bos: z.boolean().optional(),
    /** For `pair-template`: the user turn with {context}, {a} and {b}, how a message of the context is written ({role}, {content}), and the two answer tokens. */
    template: z
      .object({ pair: Text.min(1).max(10_000), context: Text.min(1).max(10_000), labels: z.tuple([PlainText.min(1).max(50), PlainText.min(1).max(50)]) })
      .optional(),
    precision: z.enum(["fp32", "fp16", "int8"]).optional(),
  })
  .superRefine((spec, ctx) => {
    const refuse = (path: string[], message: string) => ctx.addIssue({ code: "custom", path, message });
    const pairwise = spec.kind === "pairwise";
    if (spec.input === "pair-template" && !pairwise) refuse(["input"], "pair-template is for pairwise models; use chat or text-pair");
    if (pairwise && spec.input === "chat") refuse(["input"], "a pairwise model reads pair-template (generative) or text-pair (encoder)");
    if (spec.backend.type === "openai-judge" && !pairwise) refuse(["kind"], "openai-judge answers which of two is better: its kind is pairwise");
    if (spec.backend.type === "imported" && !pairwise) refuse(["kind"], "what is imported are preferences between two completions: its kind is pairwise");
    if (pairwise && spec.backend.type !== "imported" && spec.backend.type !== "onnx" && spec.backend.type !== "openai-judge" && spec.backend.type !== "http")
      refuse(["backend", "type"], "a pairwise model runs as onnx, openai-judge or http, or is imported");
    if (spec.attributes && spec.kind !== "absolute") refuse(["attributes"], "weights of attributes are for absolute models");
    const names = spec.attributes?.map(({ name }) => name) ?? [];
    if (new Set(names).size < names.length) refuse(["attributes"], "an attribute is named twice");
  });
export type RewardModelSpec = z.infer<typeof RewardModelSpec>;

export const RewardModel = z.object({
  id: Id,
  name: Name,
  kind: z.enum(["bradley-terry", "pairwise", "absolute"]),
  input: z.enum(["chat", "text-pair", "pair-template"]),
  backend: z.union([OnnxBackend, ServerBackend, ImportedBackend]),
  status: z.enum(["checking", "ready", "failed"]),
  /** SHA-256 over weights, tokeniser, template, precision and truncation; null until the check has read the files. */
  identity: z.string().nullable(),
  temperature: z.number(),
  /** Whether sigmoid(margin / temperature) may be read as a probability: always for bradley-terry and pairwise; for absolute, with a temperature given. */
  hasProbability: z.boolean(),
  /** Names of what an absolute model scores, in order; empty for others. */
  attributes: z.array(z.string()),
  maxTokens: z.number().int().nullable(),
  overlong: z.enum(["cut-end", "fail"]),
  precision: z.string().nullable(),
  conformance: z.array(ConformanceCheck),
  /** The registration as it was sent. */
  spec: RewardModelSpec,
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
const Probability = z.number().min(0).max(1);
/** Pairs whose confidence max(p, 1 - p) lies in (from, to]; what an empty bin does not know is null. */
export const ReliabilityBin = z.object({
  from: Probability, to: Probability, n: z.number().int().min(0),
  /** Mean confidence; the share of pairs whose preferred text was the chosen one (a tie counts half), with its 95 % interval. */
  predicted: Probability.nullable(), observed: Probability.nullable(), low: Probability.nullable(), high: Probability.nullable(),
}).superRefine((bin, ctx) => {
  const { n, predicted, observed, low, high } = bin;
  if (!(bin.from < bin.to)) ctx.addIssue({ code: "custom", path: ["to"], message: "a bin ends above where it begins" });
  if ([predicted, observed, low, high].some((value) => (value === null) !== (n === 0))) return ctx.addIssue({ code: "custom", path: ["n"], message: "predicted, observed, low and high are null in an empty bin, and only there" });
  // Room for rounding at 0 and 1, where an interval ends at what was observed.
  if (n > 0 && !(low! <= observed! + 1e-9 && observed! <= high! + 1e-9)) ctx.addIssue({ code: "custom", path: ["observed"], message: "observed lies between low and high" });
});
export type ReliabilityBin = z.infer<typeof ReliabilityBin>;

/** How well sigmoid(margin / temperature) holds on labelled pairs. */
export const Reliability = z.object({
  temperature: z.number().positive(),
  /** Means over pairs: nats (a coin has log 2), and (1 - p)^2 of the chosen text (a coin has 0.25). */
  logLoss: Estimate, brier: Estimate,
  /** Mean |observed - predicted| over pairs, in [0, 1]; biased upwards where bins hold few pairs. */
  calibrationError: Probability,
  bins: z.array(ReliabilityBin).min(1).max(50).refine((bins) => bins.every(({ from }, i) => i === 0 || from === bins[i - 1]!.to), "each bin begins where the one before it ends"),
});
export type Reliability = z.infer<typeof Reliability>;

/** What labelled pairs say of a reward model's probabilities. */
export const SavedCalibration = z.object({
  /** Name of the file that holds the pairs, without its folder. */
  source: PlainText.min(1).max(255),
  nPairs: z.number().int().min(1).max(1e8),
  /** Pairs left out, because a text of them has no score. */
  nFailed: z.number().int().min(0).max(1e8),
  accuracy: Estimate,
  /** The temperature fitted by log loss with its 95 % interval (profile likelihood), `high` null where the pairs do not bound it; or why there is none. */
  fit: z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("fitted"), temperature: z.number().positive(), low: z.number().positive(), high: z.number().positive().nullable() })
      .refine(({ temperature, low, high }) => low <= temperature && (high === null || temperature <= high), { message: "the temperature lies in its interval", path: ["temperature"] }),
    z.object({ kind: z.literal("unknown"), reason: z.enum(["all-equal", "separable", "no-better-than-chance"]) }),
  ]),
  /** At the temperature of the registration, and at the fitted one. */
  current: Reliability, fitted: Reliability.nullable(),
}).superRefine(({ nPairs, fit, current, fitted }, ctx) => {
  if ((fit.kind === "fitted") !== (fitted !== null)) ctx.addIssue({ code: "custom", path: ["fitted"], message: "fitted is there when a temperature was fitted, and only then" });
  for (const [name, reliability] of Object.entries({ current, fitted })) {
    if (reliability && reliability.bins.reduce((sum, { n }) => sum + n, 0) !== nPairs) ctx.addIssue({ code: "custom", path: [name, "bins"], message: "the bins together hold nPairs pairs" });
  }
});
export type SavedCalibration = z.infer<typeof SavedCalibration>;

/** A reward model with what its page shows beside the list's facts. */
export const RewardModelDetail = RewardModel.extend({
  /** Scores recorded when the check first passed: later checks and every worker are held to them, within `tolerance`. Null before that. */
  goldenScores: z.array(z.object({ prompt: z.string(), completion: z.string(), reference: z.string().optional(), score: z.number(), tolerance: z.number() })).nullable(),
  /** What was saved last; null: nobody has calibrated it. */
  calibration: SavedCalibration.safeExtend({ at: Timestamp }).nullable(),
});
export type RewardModelDetail = z.infer<typeof RewardModelDetail>;

export const readRewardModel = defineEndpoint({
  method: "GET", path: "/api/v1/reward-models/:rewardModel", summary: "Read a reward model, its conformance report, golden scores and calibration", scope: "read",
  params: z.object({ rewardModel: Ref }), response: RewardModelDetail, statuses: [200],
});
export const saveRewardModelCalibration = defineEndpoint({
  method: "PUT", path: "/api/v1/reward-models/:rewardModel/calibration", summary: "Keep what labelled pairs say of a reward model's probabilities, in place of what was kept before", scope: "admin",
  params: z.object({ rewardModel: Ref }), body: SavedCalibration, response: RewardModelDetail, statuses: [200],
});

/** At most this many items a request. */
export const maxScoreItems = 64;
export const ScoredItem = z.object({
  score: z.number().nullable(),
  attributes: z.array(z.object({ name: z.string(), value: z.number() })).optional(),
  /** Against `reference`, where one was given. */
  margin: z.number().nullable().optional(), probability: z.number().nullable().optional(),
  probabilityAB: z.number().optional(), probabilityBA: z.number().optional(),
  nTokens: z.number().int(), cut: z.enum(["none", "prompt", "completion"]),
  /** Token ids, with `explain`. */
  ids: z.array(z.number().int()).optional(),
  error: z.object({ code: z.string(), message: z.string() }).optional(),
});
export type ScoredItem = z.infer<typeof ScoredItem>;
export const scoreItems = defineEndpoint({
  method: "POST", path: "/api/v1/reward-models/:rewardModel/score", summary: "Score a few texts, by a worker, within 60 seconds", scope: "write",
  params: z.object({ rewardModel: Ref }),
  body: z.object({
    items: z
      .array(
        z
          .object({ prompt: Text.optional(), messages: z.array(Message).min(1).max(200).optional(), completion: Text, reference: Text.optional() })
          .refine((item) => (item.prompt === undefined) !== (item.messages === undefined), { message: "give either prompt or messages", path: ["prompt"] }),
      )
      .min(1, "give at least one item")
      .max(maxScoreItems, `at most ${maxScoreItems} items a request`),
    explain: z.boolean().default(false),
  }),
  response: z.object({ items: z.array(ScoredItem) }), statuses: [200],
});

/**
 * Whether sigmoid(margin / temperature) may be read as a probability: a Bradley-Terry model was trained for it, a pairwise
 * model says it itself, and for an absolute model somebody calibrated a temperature.
 */
export const hasProbability = (spec: { kind: string; temperature?: number | undefined }): boolean =>
  spec.kind !== "absolute" || spec.temperature !== undefined;

/** A registration whose model runs in a worker's own threads. */
export type OnnxSpec = Omit<RewardModelSpec, "backend"> & { backend: z.infer<typeof OnnxBackend> };
/** A registration whose model runs behind a model server. */
export type ServerSpec = Omit<RewardModelSpec, "backend"> & { backend: ServerBackend };
