import { z } from "zod";
import { DecidingMetric } from "./decisions";
import { defineEndpoint } from "./endpoint";
import { Estimate, Id, Key, Label, RunRef, Step, StepText } from "./primitives";
import { AveragedSelection, Selection } from "./runs";

/** One side of a comparison: `400`, `branch:400`, or `project/name@400` for a run with the same prompt set. */
export const CheckpointAt = z.string().min(1).max(300).meta({ description: "step, branch:step, or project/name@step" });

export const ComparedMetric = z.object({
  a: z.number().nullable(), b: z.number().nullable(),
  /** b minus a, paired, with its 95 % interval. */
  difference: z.number().nullable(), low: z.number().nullable(), high: z.number().nullable(),
  /** Two-sided; the method says of which test. */
  p: z.number().nullable(),
  method: z.string(),
  reason: z.string().optional(),
});
export type ComparedMetric = z.infer<typeof ComparedMetric>;

const Side = z.object({ run: Id, runName: z.string(), step: Step, branch: z.string(), checkpointId: Id, identity: z.string() });
export const Comparison = z.object({
  a: Side, b: Side,
  /** Prompts that both sides have a value for, and the independent units among them. */
  nPrompts: z.number().int(), nUnits: z.number().int(),
  /** Prompts left out because one side has no value. */
  nExcluded: z.number().int(),
  winRate: ComparedMetric, winProbability: ComparedMetric,
  /** Share of prompts on which b scores higher than a (ties one half); null for models without a scalar. */
  headToHead: Estimate,
  flips: z.object({ lossToWin: z.array(z.string()), winToLoss: z.array(z.string()) }),
  byTag: z.array(z.object({
    tag: z.string(), nPrompts: z.number().int(), winRate: ComparedMetric, winProbability: ComparedMetric,
    /** p of the deciding metric after Holm's correction over tags. */
    adjustedP: z.number().nullable(),
    flips: z.object({ lossToWin: z.number().int(), winToLoss: z.number().int() }),
  })),
  /** Per prompt, for a scatter: probabilities of both sides in prompt order. */
  prompts: z.array(z.object({ key: z.string(), a: z.number().nullable(), b: z.number().nullable() })),
});
export type Comparison = z.infer<typeof Comparison>;
export const compare = defineEndpoint({
  method: "GET", path: "/api/v1/runs/:run/compare", summary: "Two checkpoints, prompt by prompt", scope: "read",
  params: z.object({ run: RunRef }), query: Selection.extend({ a: CheckpointAt, b: CheckpointAt }), response: Comparison, statuses: [200],
});

export const Changes = z.object({
  /** The metric that decides, in whose units every change is. */
  metric: DecidingMetric,
  /** Name of the interval, pointwise: over many steps some leave zero out by chance. */
  method: z.string(),
  /** Every point of the curve in step order. */
  points: z.array(z.object({
    step: Step, checkpointId: Id,
    /** The point before in step order, whenever it arrived; null for the first. */
    previousStep: Step.nullable(),
    /** The point before is a, this one b. Without a difference, the reason says why the two do not compare. */
    change: ComparedMetric,
    /** Prompts with a value at both points, and the independent units among them; 0 where the two do not compare. */
    nPrompts: z.number().int(), nUnits: z.number().int(),
  })),
});
export type Changes = z.infer<typeof Changes>;
export const readChanges = defineEndpoint({
  method: "GET", path: "/api/v1/runs/:run/changes", summary: "Change from each point of a curve to the next, paired over prompts", scope: "read",
  params: z.object({ run: RunRef }), response: Changes, statuses: [200],
  query: AveragedSelection.extend({
    tag: Label.optional().meta({ description: "Only the prompts with this tag" }),
  }),
});

export const Matrix = z.object({
  steps: z.array(z.object({ step: Step, checkpointId: Id, branch: z.string() })),
  prompts: z.array(z.object({ key: z.string(), tags: z.array(z.string()) })),
  /** One string a step, one letter a prompt: W win, T tie, L loss, F failed, M missing, R reference failed, P pending. */
  outcomes: z.array(z.string()),
});
export type Matrix = z.infer<typeof Matrix>;
const range = { from: StepText.optional(), to: StepText.optional() };
export const readMatrix = defineEndpoint({
  method: "GET", path: "/api/v1/runs/:run/matrix", summary: "Outcome of every prompt at every step (at most 2,000,000 cells an answer)", scope: "read",
  params: z.object({ run: RunRef }), query: Selection.extend({ ...range, key: Key.optional().meta({ description: "Only this prompt" }) }), response: Matrix, statuses: [200],
});

export const Bisection = z.object({
  a: Step, b: Step,
  /** Registered steps between a and b, with the change against a. */
  between: z.array(z.object({ step: Step, difference: ComparedMetric })),
  /** Two registered neighbours between which most of the drop happened, and steps that would narrow it further if a checkpoint exists. */
  narrowedTo: z.object({ from: Step, to: Step }).nullable(),
  wouldNarrow: z.array(Step),
  turned: z.array(z.object({ key: z.string(), tags: z.array(z.string()), firstLossStep: Step, change: z.number().nullable() })),
  /** Tags by how far their share of turned prompts exceeds chance (one-sided Fisher's exact test, Holm over tags). */
  tags: z.array(z.object({ tag: z.string(), nPrompts: z.number().int(), nTurned: z.number().int(), expected: z.number(), p: z.number(), adjustedP: z.number() })),
});
export type Bisection = z.infer<typeof Bisection>;
export const bisect = defineEndpoint({
  method: "GET", path: "/api/v1/runs/:run/bisect", summary: "Where between two checkpoints a drop happened, and which prompts turned", scope: "read",
  params: z.object({ run: RunRef }), query: Selection.extend({ a: StepText, b: StepText }), response: Bisection, statuses: [200],
});

export const Ratings = z.object({
  /** Bradley-Terry strengths of references and checkpoints, sum zero, best first; Elo = 400 / ln 10 times that. */
  competitors: z.array(z.object({
    name: z.string(), kind: z.enum(["reference", "checkpoint"]), step: Step.nullable(), checkpointId: Id.nullable(),
    strength: Estimate, elo: Estimate,
  })),
  nPrompts: z.number().int(),
  method: z.string(),
  /** Why there are none. */
  reason: z.string().nullable(),
});
export type Ratings = z.infer<typeof Ratings>;
export const readRatings = defineEndpoint({
  method: "GET", path: "/api/v1/runs/:run/ratings", summary: "Bradley-Terry ratings over references and checkpoints", scope: "read",
  params: z.object({ run: RunRef }), query: Selection.omit({ referenceSet: true }), response: Ratings, statuses: [200],
});
