import { z } from "zod";
import { Episode } from "./decisions";
import { defineEndpoint } from "./endpoint";
import { Estimate, Id, Label, RunRef, Step } from "./primitives";
import { AveragedSelection } from "./runs";

export const CurvePoint = z.object({
  step: Step,
  /** k of the k-th scored checkpoint of the run (order of arrival); null while provisional or without any score. */
  look: z.number().int().nullable(),
  checkpointId: Id,
  branch: z.string(),
  /** Hash of what produced the point: reward model, prompt set, reference set, temperature. */
  identity: z.string(),
  /** Still being scored; counts are those of the prompts scored so far. */
  provisional: z.boolean(),
  /** Failed and missing above 2 % of prompts. */
  incomplete: z.boolean(),
  nPrompts: z.number().int(), nWin: z.number().int(), nTie: z.number().int(), nLoss: z.number().int(),
  nFailed: z.number().int(), nMissing: z.number().int(), nReferenceFailed: z.number().int(), nTruncated: z.number().int(),
  /** Prompts not scored yet; not part of nPrompts. */
  nPending: z.number().int(),
  winRate: Estimate, winProbability: Estimate, meanScore: Estimate,
  /** Absolute models: mean of each attribute. */
  attributes: z.array(z.object({ name: z.string(), mean: Estimate })).optional(),
  /** Pairwise models: mean probability given to the text shown first, minus 0.5; in [-0.5, 0.5]. */
  positionBias: z.number().nullable().optional(),
  /** Mean characters of the checkpoint's completions. */
  meanLength: z.number().nullable(), meanReferenceLength: z.number().nullable(),
  /** Win rate if every failed or missing prompt were a loss, and if it were a win. */
  winRateBounds: z.object({ worst: z.number(), best: z.number() }).nullable(),
  lengthControlledWinRate: z.object({ tanh: z.number(), linear: z.number() }).nullable(),
  /** Smallest run-adjusted p of this look's tests; null where none were made. */
  adjustedP: z.number().nullable(),
  /** Number of the episode that tested this look; of several, the latest. Null before that. */
  episode: z.number().int().nullable(),
  registeredAt: z.string(),
});
export type CurvePoint = z.infer<typeof CurvePoint>;

export const Curve = z.object({
  points: z.array(CurvePoint),
  breaks: z.array(z.object({ beforeStep: Step, afterStep: Step, reason: z.string() })),
  /** Every episode of detection on the curve, the open one last; a computed curve has none. */
  episodes: z.array(Episode),
  /** Checkpoints that have no point yet or ever: received, failed. */
  waiting: z.array(z.object({ step: Step, checkpointId: Id, status: z.enum(["received", "scoring", "failed"]), error: z.string().nullable() })),
  rewardModel: z.object({ id: Id, name: z.string(), kind: z.string(), temperature: z.number(), notice: z.string().nullable() }).nullable(),
  referenceSet: z.object({ id: Id, name: z.string() }).nullable(),
  /** The reference sets that each prompt is averaged over, where all of them were asked for (`referenceSet=*`). */
  averagedOver: z.array(z.object({ id: Id, name: z.string() })).optional(),
  /** Whose prompts alone it is of, where one was asked for. */
  tag: z.string().optional(),
  branch: z.string(),
  /** Names of the interval methods, to be printed wherever an interval is. */
  methods: z.object({ winRate: z.string(), winProbability: z.string(), meanScore: z.string() }),
  revision: z.number().int(),
});
export type Curve = z.infer<typeof Curve>;

export { allReferences } from "./all-references";

export const readCurve = defineEndpoint({
  method: "GET", path: "/api/v1/runs/:run/curve", summary: "Win rate, win probability and mean score over steps", scope: "read",
  params: z.object({ run: RunRef }), response: Curve, statuses: [200],
  query: AveragedSelection.extend({
    tag: Label.optional().meta({ description: "Only the prompts with this tag; computed from the stored scores, without looks and tests of its own" }),
  }),
});
