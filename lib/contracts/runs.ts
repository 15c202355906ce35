import { z } from "zod";
import { defineEndpoint } from "./endpoint";
import { BranchName, Id, ListQuery, Name, Ref, RunRef, Step, Timestamp, listOf } from "./primitives";

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
  nUnits: z.number().int(),
});
export type DetectableDrop = z.infer<typeof DetectableDrop>;

/** Every GET below a run takes these; left out, they are the run's primary and the branch main. */
export const Selection = z.object({ rewardModel: Ref.optional(), referenceSet: Ref.optional(), branch: BranchName.default("main") });
export type Selection = z.infer<typeof Selection>;

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
  method: "GET", path: "/api/v1/runs", summary: "List runs, last active first", scope: "read",
  query: ListQuery.extend({ project: z.string().optional(), q: z.string().max(202).optional().meta({ description: "Part of project/name; case does not matter" }) }), response: listOf(Run), statuses: [200],
});
export const readRun = defineEndpoint({
  method: "GET", path: "/api/v1/runs/:run", summary: "Read a run", scope: "read", params: runParams, response: Run, statuses: [200],
});
