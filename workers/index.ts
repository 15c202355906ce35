import { hostname } from "node:os";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { createDb } from "@/lib/db/client";
import { newId } from "@/lib/db/new-id";
import { forgetWorker, noteWorker } from "@/lib/db/worker-heartbeats";
import { readEnv, readSecret } from "@/lib/env";
import { ConfigError } from "@/lib/errors";
import { createLogger } from "@/lib/logger";
import { runStage } from "@/lib/pipeline/run-stage";
import { sweepStuck } from "@/lib/pipeline/sweep-stuck";
import { consume } from "@/lib/queue/consume";
import { queueSettings } from "@/lib/queue/connection";
import { createEnqueue } from "@/lib/queue/create-enqueue";
import { createRewardModelPool } from "@/lib/reward-models/open-pool";
import { createStatistics } from "@/lib/runtime/create-statistics";
import { failureHandlers, jobHandlers } from "@/workers/handlers";

const sweepEveryMs = 5000;
const heartbeatEveryMs = 10_000;

/** One worker process: takes deliveries, runs stages, sweeps what is stuck, and drains on SIGTERM. */
async function main(): Promise<void> {
  const env = readEnv();
  if (!env.databaseUrl) throw new ConfigError("A worker needs DATABASE_URL (`tidemark start` sets it for the embedded database).");
  const log = createLogger({ level: env.logLevel, name: "worker" });
  const settings = queueSettings({ ...env, databaseUrl: env.databaseUrl });
  const db = createDb(env.databaseUrl, { max: 8, applicationName: "tidemark-worker" });
  const queue = createEnqueue({ settings, log });
  const statistics = createStatistics({ log, threadUrl: new URL("./statistics-thread.js", import.meta.url) });
  const ctx = { db, enqueue: queue.enqueue, now: () => new Date(), log, env, queueKind: settings.kind, statistics };
  const pool = createRewardModelPool({ modelDirs: env.modelDirs, nThreads: env.workers, log, secrets: readSecret });

  const shutdown = new AbortController();
  const options = { handlers: jobHandlers(ctx, pool), failed: failureHandlers(ctx), shutdown: shutdown.signal };
  const consumer = consume({
    settings, log,
    deliver: (data) => runStage(ctx, options, data).catch((error: unknown) => log.error({ err: error, ...data }, "delivery failed; the sweeper will deliver")),
  });
  const id = newId();
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  const beat = async () => {
    const eventLoopP99Ms = delay.percentile(99) / 1e6;
    delay.reset();
    await noteWorker(db, { id, host: hostname(), threads: pool.nThreads, eventLoopP99Ms });
  };
  const every = (ms: number, task: () => Promise<unknown>) => {
    let running = false;
    return setInterval(() => {
      if (running) return;
      running = true;
      task().catch((error: unknown) => log.warn({ err: error }, "periodic task failed")).finally(() => { running = false; });
    }, ms);
  };
  const timers = [every(sweepEveryMs, () => sweepStuck(ctx)), every(heartbeatEveryMs, beat)];

  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    timers.forEach(clearInterval);
    shutdown.abort(new Error("the worker stops"));
    await consumer.close();
    await pool.close();
    await statistics.close();
    await queue.close();
    await forgetWorker(db, id).catch(() => undefined);
    await db.$disconnect();
    process.exit(0);
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);

  await beat();
  await sweepStuck(ctx);
  await consumer.ready();
  log.info({ threads: pool.nThreads, queue: settings.kind }, "worker ready");
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof ConfigError ? error.message : String((error as Error)?.stack ?? error)}\n`);
  process.exit(1);
});
