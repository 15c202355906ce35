import type { Env } from "@/lib/env";
import type { Logger } from "@/lib/logger";
import type { Db } from "@/lib/db/client";
import type { Enqueue } from "@/lib/queue/enqueue";
import type { Statistics } from "@/lib/runtime/create-statistics";

/** What every verb works with; bound once by an entry point (app, worker, tests). */
export interface Context {
  db: Db;
  /** Hands committed stage tasks to the queue; a lost delivery is found by the sweeper. */
  enqueue: Enqueue;
  now: () => Date;
  log: Logger;
  env: Pick<Env, "modelDirs" | "maxBodyBytes" | "dataDir" | "alerts">;
  queueKind: "postgres" | "redis";
  /** Computes what takes longer than an event loop may wait. */
  statistics: Statistics;
}
