import { z } from "zod";
import { defineEndpoint } from "./endpoint";
import { BranchName, Estimate, Id, ListQuery, Name, Ref, RunRef, Step, Timestamp, listOf } from "./primitives";

export const Role = z.enum(["training", "held-out", "monitor"]);
export type Role = z.infer<typeof Role>;

export const Plan = z.object({
  /** H: planned number of looks. */
  expectedLooks: z.number().int().min(1).max(100_000).default(100),
  /** Run-wide false-alarm rate, in (0, 1). */
  alpha: z.number().gt(0).lt(1).default(0.05),
  /** Smallest drop worth an alarm, in win probability, in [0, 1). */
  delta: z.number().min(0).lt(1).default(0.005),
});
export type Plan = z.infer<typeof Plan>;

/** Drop that the detector would find with probability one half, in units of the metric. */
export const DetectableDrop = z.object({
  /** In the look that follows a sudden drop, and once as many looks as a block have followed it. */
  fast: z.number(), sustained: z.number(),
  /** Standard deviation over prompts of the change between two neighbouring checkpoints, and where it was taken from. */
  sdPair: z.number(), sdSource: z.enum(["assumed", "measured"]),
  /** Independent prompts that would know the change as well: a mean over pairs of looks, so it may be a fraction. */
  nUnits: z.number(),
});
export type DetectableDrop = z.infer<typeof DetectableDrop>;

/** Every GET below a run takes these; left out, they are the run's primary and the branch main. */
export const Selection = z.object({ rewardModel: Ref.optional(), referenceSet: Ref.optional(), branch: BranchName.default("main") });
export type Selection = z.infer<typeof Selection>;
/** The same, or all references at once. */
export const AveragedSelection = Selection.extend({
  referenceSet: Ref.optional().meta({ description: "Id or unique name; * averages each prompt over all reference sets of the run" }),
});

export const Run = z.object({
  id: Id, name: Name, project: Name,
  promptSet: z.object({ id: Id, name: Name, nPrompts: z.number().int() }),
  referenceSets: z.array(z.object({ id: Id, name: Name })),
  rewardModels: z.array(z.object({ id: Id, name: Name, role: Role, status: z.enum(["checking", "ready", "failed"]), notice: z.string().nullable() })),
  primary: z.object({ referenceSet: Id, rewardModel: Id }).nullable(),
  plan: Plan,
  /** Of the primary curve; before there is data, from the plan and a typical spread. Null where nothing can be tested. */
  detectable: DetectableDrop.nullable(),
  parent: z.object({ run: Id, step: Step }).nullable(),
  branches: z.array(z.object({ name: BranchName, parent: z.object({ branch: BranchName, step: Step }).nullable() })),
  nCheckpoints: z.number().int(), nScored: z.number().int(), nFailed: z.number().int(),
  lastStep: Step.nullable(),
  progress: z.object({ done: z.number().int(), total: z.number().int() }),
  /** Grows with every change of what the run's pages show; the id of its server-sent events. */
  revision: z.number().int(),
  createdAt: Timestamp, lastActivityAt: Timestamp,
});
export type Run = z.infer<typeof Run>;

export const VerdictWord = z.enum(["healthy", "regressed", "insufficient", "pending"]);
export type VerdictWord = z.infer<typeof VerdictWord>;

/** The primary curve on main at the size of a word; arrays run over the points kept, in step order. */
export const Sparkline = z.object({
  steps: z.array(Step), values: z.array(z.number()), lows: z.array(z.number()), highs: z.array(z.number()),
  /** Places at which a new line begins: steps without a value or a comparability break lie before them. */
  starts: z.array(z.number().int()),
  /** Places of points that are still being scored. */
  provisional: z.array(z.number().int()),
  /** Points of the whole curve; greater than the number kept where it was thinned. */
  nPoints: z.number().int(),
});
export type Sparkline = z.infer<typeof Sparkline>;

/** What a list of runs shows of each: the verdict and the best checkpoint of its primary curve, on main. */
export const RunSummary = z.object({
  verdict: VerdictWord,
  /** The verdict's code and sentence, as GET /runs/:run/verdict gives them. */
  code: z.string(), reason: z.string(),
  /** Of a regression: where it began, and how large it is and at least is, in units of the metric. */
  regression: z.object({ step: Step, drop: z.number(), dropLow: z.number(), kind: z.string() }).nullable(),
  /** Which metric decides and is drawn. */
  metric: z.enum(["winProbability", "winRate"]),
  best: z.object({ step: Step, provisional: z.boolean(), value: Estimate, shrunk: Estimate }).nullable(),
  /** The point with the greatest step. */
  last: z.object({ step: Step, provisional: z.boolean(), value: Estimate }).nullable(),
  /** Looks of the primary curve on main. */
  nLooks: z.number().int(),
  sparkline: Sparkline,
});
export type RunSummary = z.infer<typeof RunSummary>;
export const ListedRun = Run.extend({ summary: RunSummary });
export type ListedRun = z.infer<typeof ListedRun>;

export const RunSort = z.enum(["activity", "name", "verdict", "best", "last", "looks", "detectable", "progress"]);
export type RunSort = z.infer<typeof RunSort>;
export const RunOrder = z.enum(["asc", "desc"]);
export type RunOrder = z.infer<typeof RunOrder>;

const runParams = z.object({ run: RunRef });

export const createRun = defineEndpoint({
  method: "POST", path: "/api/v1/runs", summary: "Create a run", scope: "write",
  body: z.object({
    name: Name,
    project: Name.default("default"),
    promptSet: Ref,
    referenceSets: z.array(Ref).min(1).max(50).optional(),
    rewardModels: z.array(z.object({ id: Ref, role: Role.default("monitor") })).min(1).max(50).optional(),
    primary: z.object({ referenceSet: Ref, rewardModel: Ref }).optional(),
    plan: Plan.partial().optional(),
    parent: z.object({ run: RunRef, step: Step }).optional(),
  }),
  response: Run, statuses: [201, 200],
});
export const listRuns = defineEndpoint({
  method: "GET", path: "/api/v1/runs", summary: "List runs, last active first, with the verdict and the curve of each", scope: "read",
  query: ListQuery.extend({
    project: z.string().optional(), promptSet: Ref.optional(), verdict: VerdictWord.optional(),
    q: z.string().max(202).optional().meta({ description: "Part of project/name; case does not matter" }),
    ids: z.string().max(2000).optional().meta({ description: "Only these runs: ids or project/name, joined by commas" }),
    sort: RunSort.default("activity").meta({ description: "verdict puts regressed runs first; best is the value of the best checkpoint, without the winner's curse" }),
    order: RunOrder.optional().meta({ description: "Left out: newest, largest or worst first, names from A to Z" }),
  }),
  response: listOf(ListedRun), statuses: [200],
});
export const readRun = defineEndpoint({
  method: "GET", path: "/api/v1/runs/:run", summary: "Read a run", scope: "read", params: runParams, response: Run, statuses: [200],
});
