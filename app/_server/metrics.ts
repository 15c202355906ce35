import { Gauge, Registry, collectDefaultMetrics } from "prom-client";
import type { Context } from "@/lib/context";
import { liveWorkers } from "@/lib/db/live-workers";
import { statusCounts } from "@/lib/db/status-counts";
import { listRuns } from "@/lib/services/list-runs";
import { type RunGauges, createRunGauges, setRunGauges } from "./run-gauges";

/** The last active ones: a label for every run there ever was would outgrow the database that collects them. */
const mostRuns = 100;

export interface Metrics {
  registry: Registry;
  checkpoints: Gauge<"status">;
  stageTasks: Gauge<"stage" | "status">;
  workers: Gauge;
  scoringThreads: Gauge;
  workerEventLoop: Gauge;
  databaseUp: Gauge;
  runs: RunGauges;
}

const shared = globalThis as typeof globalThis & { tidemarkMetrics?: Metrics };

function createMetrics(): Metrics {
  const registry = new Registry();
  // Also the delay of the event loop (nodejs_eventloop_lag_*), memory and processor time.
  collectDefaultMetrics({ register: registry });
  const gauge = <T extends string>(name: string, help: string, labelNames: readonly T[] = []) => new Gauge<T>({ name, help, labelNames, registers: [registry] });
  return {
    registry,
    checkpoints: gauge("tidemark_checkpoints", "Checkpoints by status", ["status"]),
    stageTasks: gauge("tidemark_stage_tasks", "Tasks of the pipeline by stage and status", ["stage", "status"]),
    workers: gauge("tidemark_workers", "Worker processes that reported within 30 seconds"),
    scoringThreads: gauge("tidemark_scoring_threads", "Scoring threads of those workers"),
    workerEventLoop: gauge("tidemark_worker_event_loop_p99_seconds", "Worst 99th percentile of the main threads' event-loop delay over the last ten seconds"),
    databaseUp: gauge("tidemark_database_up", "1 if the database answers"),
    runs: createRunGauges(registry),
  };
}

/** Begins to measure the process (the delay of its event loop above all), if that has not begun. */
export const startMetrics = (): Metrics => (shared.tidemarkMetrics ??= createMetrics());

/** The metrics page in Prometheus' text format. Without a database the process's own metrics are still given. */
export async function renderMetrics(ctx: Context): Promise<{ text: string; contentType: string }> {
  const metrics = startMetrics();
  metrics.checkpoints.reset();
  metrics.stageTasks.reset();
  try {
    const [counts, workers, runs] = await Promise.all([statusCounts(ctx.db), liveWorkers(ctx.db, ctx.now()), listRuns(ctx, { limit: mostRuns })]);
    setRunGauges(metrics.runs, runs.items);
    for (const { status, n } of counts.checkpoints) metrics.checkpoints.set({ status }, n);
    for (const { stage, status, n } of counts.stageTasks) metrics.stageTasks.set({ stage, status }, n);
    metrics.workers.set(workers.nWorkers);
    metrics.scoringThreads.set(workers.nThreads);
    if (workers.eventLoopP99Ms === null) metrics.workerEventLoop.remove();
    else metrics.workerEventLoop.set(workers.eventLoopP99Ms / 1000);
    metrics.databaseUp.set(1);
  } catch (error) {
    ctx.log.warn({ err: error }, "metrics: the database does not answer");
    metrics.databaseUp.set(0);
    setRunGauges(metrics.runs, []);
    // Not known is not zero: what has no value is left out.
    metrics.workers.remove();
    metrics.scoringThreads.remove();
    metrics.workerEventLoop.remove();
  }
  return { text: await metrics.registry.metrics(), contentType: metrics.registry.contentType };
}
