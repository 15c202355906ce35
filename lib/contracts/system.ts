import { z } from "zod";
import { defineEndpoint } from "./endpoint";
import { Timestamp } from "./primitives";

/** What a platform engineer looks at first: versions, stores, queue, workers. */
export const System = z.object({
  version: z.string(), node: z.string(),
  database: z.object({ version: z.string(), bytes: z.number(), connections: z.number().int() }),
  queue: z.object({
    kind: z.enum(["postgres", "redis"]),
    /** Work of the pipeline that is not done, by stage and status; how long the oldest of it has not moved. */
    tasks: z.array(z.object({ stage: z.string(), status: z.string(), n: z.number().int(), oldestSeconds: z.number().nullable() })),
  }),
  /** Worker processes that reported within the last ten minutes; alive: within 30 seconds. */
  workers: z.array(z.object({ id: z.string(), host: z.string(), threads: z.number().int(), eventLoopP99Ms: z.number(), seenAt: Timestamp, alive: z.boolean() })),
  stores: z.object({ dataDir: z.string(), modelDirs: z.array(z.string()), runs: z.number().int(), checkpoints: z.number().int(), cachedScores: z.number() }),
  limits: z.object({ maxBodyBytes: z.number() }),
  mail: z.boolean(), privateChannels: z.boolean(),
});
export type System = z.infer<typeof System>;

export const readSystem = defineEndpoint({
  method: "GET", path: "/api/v1/system", summary: "Versions, stores, queue and workers of this installation", scope: "admin", response: System, statuses: [200],
});
