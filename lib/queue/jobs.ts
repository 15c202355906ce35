import { z } from "zod";

export interface JobSpec {
  /** Ids only: the row is the truth. */
  payload: z.ZodType<Record<string, string>>;
  /** Deliveries before the task is marked failed. */
  attempts: number;
  /** How long a lease holds without renewal. */
  leaseMs: number;
  /** Jobs of one lane share one queue and its concurrency. */
  lane: Lane;
}

/** Scoring is long; two at a time, so that a slow model server does not hold up the threads. Everything else is short and must not wait behind it. */
export const lanes = { scoring: { concurrency: 2 }, pipeline: { concurrency: 4 } } as const;
export type Lane = keyof typeof lanes;

const Id = z.string().min(1);

/** THE table of jobs. A handler must exist for every key (JobHandlers). */
export const jobs = {
  "check-reward-model": { payload: z.object({ rewardModelId: Id }), attempts: 3, leaseMs: 30_000, lane: "pipeline" },
  "ingest-completions": { payload: z.object({ completionSetId: Id }), attempts: 5, leaseMs: 30_000, lane: "pipeline" },
  "score-completions": { payload: z.object({ completionSetId: Id, rewardModelId: Id, against: z.string() }), attempts: 5, leaseMs: 30_000, lane: "scoring" },
  "score-items": { payload: z.object({ requestId: Id }), attempts: 2, leaseMs: 30_000, lane: "pipeline" },
  "aggregate-win-rate": { payload: z.object({ checkpointId: Id, rewardModelId: Id }), attempts: 5, leaseMs: 30_000, lane: "pipeline" },
  "detect-changes": { payload: z.object({ runId: Id }), attempts: 5, leaseMs: 30_000, lane: "pipeline" },
  "deliver-alert": { payload: z.object({ alertId: Id, channelId: Id }), attempts: 8, leaseMs: 30_000, lane: "pipeline" },
} as const satisfies Record<string, JobSpec>;

export type JobName = keyof typeof jobs;
export type JobPayload<N extends JobName> = z.infer<(typeof jobs)[N]["payload"]>;
export const jobNames = Object.keys(jobs) as JobName[];

/** Lower runs first. Every job has one: a job without priority would overtake all others. */
export const priorities = { reference: 1, live: 10, backfill: 100 } as const;
