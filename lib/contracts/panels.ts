import { z } from "zod";
import { defineEndpoint } from "./endpoint";
import { BranchName, Estimate, Id, Name, PlainText, RunRef, Step, StepText, Text, Timestamp, listOf, Ref } from "./primitives";
import { Contrast } from "./decisions";
import { Run, Selection } from "./runs";

const runParams = z.object({ run: RunRef });

export const DegeneracyPanel = z.object({
  monitors: z.array(z.object({
    key: z.string(), label: z.string(), unit: z.string(), definition: z.string(), higherIsWorse: z.boolean().nullable(), method: z.string(),
    points: z.array(z.object({
      step: Step, checkpointId: Id, estimate: Estimate, n: z.number().int(),
      /** Differs from the first block of checkpoints (paired, level .001 a step; a hint, no run-wide guarantee). */
      changed: z.boolean(),
    })),
  })),
});
export type DegeneracyPanel = z.infer<typeof DegeneracyPanel>;
export const readDegeneracy = defineEndpoint({
  method: "GET", path: "/api/v1/runs/:run/degeneracy", summary: "Monitors of the texts alone: duplicates, repetition, empty, truncated, length, script, echo", scope: "read",
  params: runParams, query: Selection, response: DegeneracyPanel, statuses: [200],
});

export const OverOptimisation = z.object({
  training: z.object({ id: Id, name: Name }).nullable(), heldOut: z.object({ id: Id, name: Name }).nullable(),
  /** Raised only with the held-out detector's guarantee. */
  flag: z.object({ flagged: z.boolean(), sentence: z.string(), contrast: Contrast.nullable(), trainingRise: z.number().nullable(), errorLevel: z.number() }).nullable(),
  /** Shown without a guarantee. */
  points: z.array(z.object({
    step: Step, checkpointId: Id,
    training: z.number().nullable(), heldOut: z.number().nullable(), gap: z.number().nullable(),
    rankAgreement: z.number().nullable(), concordance: z.number().nullable(),
    medianLengthRatio: z.number().nullable(),
    winRate: z.number().nullable(), lengthControlledWinRate: z.object({ tanh: z.number(), linear: z.number() }).nullable(),
    kl: z.number().nullable(),
  })),
  /** Gao et al. 2022: R = d (a - b ln d), d = sqrt(KL); null with the reason where it cannot be fitted. */
  fit: z.object({ form: z.enum(["rl", "best-of-n"]), alpha: z.number(), beta: z.number(), peakKl: z.number(), looksBeforePeak: z.number().int(), looksAfterPeak: z.number().int() }).nullable(),
  fitReason: z.string().nullable(),
  reason: z.string().nullable(),
});
export type OverOptimisation = z.infer<typeof OverOptimisation>;
export const readOverOptimisation = defineEndpoint({
  method: "GET", path: "/api/v1/runs/:run/over-optimisation", summary: "Training against held-out reward model", scope: "read",
  params: runParams, query: Selection, response: OverOptimisation, statuses: [200],
});

export const Pin = z.object({ step: Step, branch: BranchName, createdAt: Timestamp });
export type Pin = z.infer<typeof Pin>;
const onBranch = z.object({ branch: BranchName.default("main") });
export const pinCheckpoint = defineEndpoint({
  method: "PUT", path: "/api/v1/runs/:run/pins/:step", summary: "Pin a checkpoint: it is never safe to delete", scope: "write",
  params: runParams.extend({ step: StepText }), query: onBranch, response: Pin, statuses: [200, 201],
});
export const unpinCheckpoint = defineEndpoint({
  method: "DELETE", path: "/api/v1/runs/:run/pins/:step", summary: "Unpin a checkpoint", scope: "write",
  params: runParams.extend({ step: StepText }), query: onBranch, response: z.null(), statuses: [204],
});
export const listPins = defineEndpoint({
  method: "GET", path: "/api/v1/runs/:run/pins", summary: "Pinned checkpoints in step order", scope: "read",
  params: runParams, response: z.object({ items: z.array(Pin) }), statuses: [200],
});

export const Annotation = z.object({ id: Id, step: Step.nullable(), branch: BranchName, text: z.string(), author: z.string(), createdAt: Timestamp });
export type Annotation = z.infer<typeof Annotation>;
export const addAnnotation = defineEndpoint({
  method: "POST", path: "/api/v1/runs/:run/annotations", summary: "Write a note at a step, or on the run", scope: "write",
  params: runParams, body: z.object({ step: Step.nullable().default(null), branch: BranchName.default("main"), text: Text.min(1, "a note is not empty").max(4000, "a note has at most 4,000 characters") }),
  response: Annotation, statuses: [201],
});
export const listAnnotations = defineEndpoint({
  method: "GET", path: "/api/v1/runs/:run/annotations", summary: "Notes of a run, by step", scope: "read",
  params: runParams, query: z.object({ limit: z.coerce.number().int().min(1).max(500).default(50), cursor: z.string().min(1).max(500).optional() }),
  response: listOf(Annotation), statuses: [200],
});

const MetricName = PlainText.min(1, "a metric's name is not empty").max(100, "a metric's name has at most 100 characters");
export const logMetrics = defineEndpoint({
  method: "POST", path: "/api/v1/runs/:run/metrics", summary: "Log values of the training loop at a step (kl, entropy, trainReward, ...)", scope: "write",
  params: runParams,
  body: z.object({
    step: Step, branch: BranchName.default("main"),
    values: z.record(MetricName, z.number({ error: "a metric is a finite number" })).refine((values) => Object.keys(values).length <= 200, "at most 200 metrics a call"),
  }),
  response: z.object({ step: Step, branch: BranchName, nValues: z.number().int() }), statuses: [202],
});
export const listMetrics = defineEndpoint({
  method: "GET", path: "/api/v1/runs/:run/metrics", summary: "Logged values in step order", scope: "read",
  params: runParams, query: onBranch.extend({ name: z.string().optional() }),
  response: z.object({ series: z.array(z.object({ name: z.string(), points: z.array(z.object({ step: Step, value: z.number() })) })) }), statuses: [200],
});

export const rescore = defineEndpoint({
  method: "POST", path: "/api/v1/runs/:run/rescore", summary: "Score the run's history again", scope: "write",
  params: runParams, body: z.object({ rewardModel: Ref.optional(), referenceSet: Ref.optional() }),
  response: z.object({ nVectors: z.number().int() }), statuses: [202],
});
export const addRunReferenceSet = defineEndpoint({
  method: "POST", path: "/api/v1/runs/:run/reference-sets", summary: "Compare the run with another reference set, or with one of its own checkpoints", scope: "write",
  params: runParams,
  body: z.union([
    z.strictObject({ referenceSet: Ref }),
    z.strictObject({ checkpoint: Step, branch: BranchName.default("main"), name: Name.optional() }),
  ]),
  response: Run, statuses: [202, 200],
});
