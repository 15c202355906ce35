import path from "node:path";
import { pathToFileURL } from "node:url";
import type { Context } from "@/lib/context";
import { createDb } from "@/lib/db/client";
import { stuckTasks } from "@/lib/db/stage-tasks";
import { createLogger } from "@/lib/logger";
import { runStage } from "@/lib/pipeline/run-stage";
import type { Delivery } from "@/lib/queue/enqueue";
import { createOnnxPool } from "@/lib/reward-models/onnx-pool";
import type { RewardModelPool } from "@/lib/reward-models/reward-model";
import { createStatistics, type Statistics } from "@/lib/runtime/create-statistics";
import { failureHandlers, jobHandlers } from "@/workers/handlers";
import { testDatabase } from "./postgres";

export interface TestContext {
  ctx: Context;
  /** What would have been delivered by a queue, in order. */
  delivered: Delivery[];
  close(): Promise<void>;
}

/** A context on a database of its own whose deliveries are only noted: tests run stages themselves, with `drain`. */
export async function testContext(options: { now?: () => Date } = {}): Promise<TestContext> {
  const database = await testDatabase();
  const db = createDb(database.url, { max: 4, applicationName: "tidemark-test" });
  const delivered: Delivery[] = [];
  const ctx: Context = {
    db,
    enqueue: async (deliveries) => { delivered.push(...deliveries); },
    now: options.now ?? (() => new Date()),
    log: createLogger({ level: "fatal", name: "test" }),
    env: { modelDirs: [path.resolve("models"), path.resolve("test/fixtures")], maxBodyBytes: 1e8, dataDir: path.resolve(".tidemark"), alerts: { allowPrivate: true, baseUrl: "http://127.0.0.1:7400", mail: null } },
    queueKind: "postgres",
    statistics: testStatistics(),
  };
  return {
    ctx, delivered,
    close: async () => {
      await db.$disconnect();
      await database.close();
    },
  };
}

/** Real ONNX threads, as built for the product. */
export function testPool(nThreads = 2): RewardModelPool {
  return createOnnxPool({
    modelDirs: [path.resolve("models"), path.resolve("test/fixtures")], nThreads, log: createLogger({ level: "fatal", name: "test" }),
    threadUrl: pathToFileURL(path.resolve("dist/onnx-thread.js")),
  });
}

let statistics: Statistics | undefined;
/** The real statistics thread, one a test file; it ends with the process. */
export function testStatistics(): Statistics {
  return (statistics ??= createStatistics({ log: createLogger({ level: "fatal", name: "test" }), threadUrl: pathToFileURL(path.resolve("dist/statistics-thread.js")) }));
}

/** Runs everything that waits, and what that asks for in turn, until nothing is left. */
export async function drain(ctx: Context, pool: RewardModelPool, shutdown: AbortSignal = new AbortController().signal): Promise<void> {
  const options = { handlers: jobHandlers(ctx, pool), failed: failureHandlers(ctx), shutdown };
  for (let round = 0; round < 200; round++) {
    const tasks = await stuckTasks(ctx.db, { now: new Date(ctx.now().getTime() + 1), lostAfterMs: -1000, limit: 1000 });
    if (tasks.length === 0 || shutdown.aborted) return;
    for (const task of tasks) await runStage(ctx, options, task);
  }
  throw new Error("stages never came to an end");
}
