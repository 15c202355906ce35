import { z } from "zod";
import { defineEndpoint } from "./endpoint";
import { Estimate, Id, RunRef, Step } from "./primitives";
import { DetectableDrop, Plan, Selection } from "./runs";

/** Two groups of checkpoints that the detector compared: an earlier block and a recent window. */
export const Contrast = z.object({
  /** The family of tests: `all` prompts, or `tag:<name>`. */
  family: z.string(),
  /** `fast` is one recent look, `sustained` as many as a block. */
  kind: z.enum(["fast", "sustained"]),
  blockSteps: z.array(Step), windowSteps: z.array(Step),
  /** Prompts (or clusters) with values in every look of both groups. */
  nUnits: z.number().int(),
  /** Block minus window, and its lower bound at the level of this test; in units of the metric, [-1, 1]. */
  drop: z.number(), dropLow: z.number(),
  /** p times the run's error budget over this test's share of it; an alarm at or below the budget. */
  adjustedP: z.number(),
});
export type Contrast = z.infer<typeof Contrast>;

/** Which metric decides, and where: win probability, or win rate where the model has no probability. */
export const DecidingMetric = z.enum(["winProbability", "winRate"]);
export type DecidingMetric = z.infer<typeof DecidingMetric>;

export const Episode = z.object({
  /** 1 for the first; a new one begins with its own error budget. */
  number: z.number().int(),
  /** first | acknowledged | comparability | plan-changed */
  reason: z.string(),
  /** Looks of the run before this episode, which it never uses. */
  afterLook: z.number().int(),
  startedAt: z.string(),
  plan: Plan,
});
export type Episode = z.infer<typeof Episode>;

export const RegressionKind = z.enum(["sustained", "unconfirmed", "unresolved", "dip-recovered", "over-optimisation"]);
export type RegressionKind = z.infer<typeof RegressionKind>;

export const Verdict = z.object({
  verdict: z.enum(["healthy", "regressed", "insufficient", "pending"]),
  /** A sentence: what happened, how sure, what to do. */
  reason: z.string(),
  /** The same as a code, for programs. */
  code: z.string(),
  shouldStop: z.boolean(),
  /** Smallest run-adjusted p so far in this episode; null before anything was tested. */
  adjustedP: z.number().nullable(),
  regression: z
    .object({
      /** Where the drop began: the first step of the worse part. */
      step: Step,
      /** The earlier checkpoints it is measured against. */
      sinceSteps: z.array(Step),
      drop: z.number(), dropLow: z.number(),
      kind: RegressionKind,
      contrast: Contrast,
      checkpointId: Id, detectedAt: z.string().nullable(),
    })
    .nullable(),
  /** In units of the metric; the detail says for which number of looks. */
  smallestDetectableDrop: z.number().nullable(),
  detectable: DetectableDrop.nullable(),
  metric: DecidingMetric,
  /** Run-wide false-alarm rate that this verdict keeps, per episode. */
  errorLevel: z.number(),
  episode: Episode.nullable(),
  nLooks: z.number().int(), nPending: z.number().int(),
  /** True jitter of checkpoints (standard deviation), and whether `delta` is too small for it. */
  jitter: z.object({ sd: z.number(), deltaTooSmall: z.boolean() }).nullable(),
  best: Step.nullable(), keep: z.array(Step), safeToDelete: z.array(Step),
});
export type Verdict = z.infer<typeof Verdict>;
export const readVerdict = defineEndpoint({
  method: "GET", path: "/api/v1/runs/:run/verdict", summary: "What the training loop can act on", scope: "read",
  params: z.object({ run: RunRef }), query: Selection, response: Verdict, statuses: [200],
});

export const Best = z.object({
  chosen: z.object({ step: Step, checkpointId: Id, path: z.string().nullable(), winProbability: Estimate, shrunk: Estimate }).nullable(),
  /** Checkpoints that cannot be told apart from the best one (95 %). */
  bestSet: z.array(Step),
  earliestWithin: z.object({ tolerance: z.number(), step: Step }).nullable(),
  provisional: z.boolean(),
  explanation: z.string(),
  metric: DecidingMetric,
  /** Simultaneous 95 % band over all steps: covers the selected maximum too. */
  band: z.array(z.object({ step: Step, low: z.number(), high: z.number() })),
  nUnits: z.number().int(),
  /** How it was computed; enough to repeat it. */
  method: z.object({ name: z.string(), draws: z.number().int(), seed: z.number().int() }).nullable(),
  keep: z.array(Step), safeToDelete: z.array(Step),
});
export type Best = z.infer<typeof Best>;
export const readBest = defineEndpoint({
  method: "GET", path: "/api/v1/runs/:run/best", summary: "The checkpoint to keep, and those that cannot be told apart from it", scope: "read",
  params: z.object({ run: RunRef }), query: Selection, response: Best, statuses: [200],
});

export const startEpisode = defineEndpoint({
  method: "POST", path: "/api/v1/runs/:run/episodes", summary: "Start a new episode of detection: later looks only, a fresh error budget, another plan if given", scope: "write",
  params: z.object({ run: RunRef }), body: z.object({ plan: Plan.partial().optional() }), response: Episode, statuses: [201],
});
export const changePlan = defineEndpoint({
  method: "PUT", path: "/api/v1/runs/:run/plan", summary: "Change the plan; refused once a look has been tested", scope: "write",
  params: z.object({ run: RunRef }), body: Plan.partial(), response: Plan, statuses: [200],
});
