import { Queue, Worker, createPostgresBackend, type Job, type Processor } from "bullmq";
import { lanes, type Lane } from "@/lib/queue/jobs";

/** Where the queue lives. This file alone decides between PostgreSQL and Redis. */
export type QueueSettings = { kind: "redis"; redisUrl: string } | { kind: "postgres"; databaseUrl: string };

/** What a delivery carries: names and ids. */
export interface DeliveryData { stage: string; subject: string; payload: Record<string, string> }

export function queueSettings(env: { redisUrl: string | undefined; queueDatabaseUrl: string | undefined; databaseUrl: string }): QueueSettings {
  return env.redisUrl
    ? { kind: "redis", redisUrl: env.redisUrl }
    : { kind: "postgres", databaseUrl: env.queueDatabaseUrl ?? env.databaseUrl };
}

const queueName = (lane: Lane) => `tidemark-${lane}`;
/** BullMQ opens its own pool: a shared one would be drained by its listeners. */
const poolConfig = (databaseUrl: string) => ({ connectionString: databaseUrl, max: 3, application_name: "tidemark-queue" });

/** A queue as the rest of the product needs it, whichever backend is below. */
export interface LaneQueue {
  addBulk(jobs: { name: string; data: DeliveryData; opts: { priority: number; removeOnComplete: true; removeOnFail: true; jobId?: string } }[]): Promise<unknown>;
  close(): Promise<void>;
  on(event: "error", listener: (error: Error) => void): unknown;
}

export function openQueue(settings: QueueSettings, lane: Lane): LaneQueue {
  return settings.kind === "redis"
    ? (new Queue(queueName(lane), { connection: { url: settings.redisUrl, maxRetriesPerRequest: 1, enableOfflineQueue: false } }) as LaneQueue)
    : (new Queue(queueName(lane), { connection: poolConfig(settings.databaseUrl) }, createPostgresBackend) as LaneQueue);
}

export interface LaneWorker {
  close(force?: boolean): Promise<void>;
  on(event: "error", listener: (error: Error) => void): unknown;
  waitUntilReady(): Promise<unknown>;
}

/**
 * Starts taking deliveries. Stalled deliveries are handed out again without limit (`maxStalledCount`): how often a task
 * may be tried is counted in its row, not here.
 */
export function openWorker(settings: QueueSettings, lane: Lane, deliver: (data: DeliveryData) => Promise<void>): LaneWorker {
  const processor: Processor<DeliveryData, void> = (job: Job<DeliveryData>) => deliver(job.data);
  const options = { concurrency: lanes[lane].concurrency, maxStalledCount: 1_000_000, lockDuration: 60_000, stalledInterval: 15_000 };
  return settings.kind === "redis"
    ? (new Worker(queueName(lane), processor, { ...options, connection: { url: settings.redisUrl, maxRetriesPerRequest: null } }) as LaneWorker)
    : (new Worker(queueName(lane), processor, { ...options, connection: poolConfig(settings.databaseUrl) }, createPostgresBackend) as LaneWorker);
}
