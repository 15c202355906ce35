import { Worker } from "node:worker_threads";
import type { ComputationName, Computations } from "@/lib/detect/computations";
import type { Logger } from "@/lib/logger";

/** Statistics that take longer than an event loop may wait: computed on a thread of their own. */
export interface Statistics {
  /** @throws Error with the thread's stack when the computation throws or the thread dies */
  compute<N extends ComputationName>(name: N, input: Parameters<Computations[N]>[0]): Promise<ReturnType<Computations[N]>>;
  close(): Promise<void>;
}

interface Waiting { resolve: (output: never) => void; reject: (error: Error) => void }

/**
 * One thread, started at the first computation and again after it died; it does not keep the process alive.
 * @param threadUrl the built statistics-thread.js: bundlers place it differently for each process
 */
export function createStatistics({ log, threadUrl }: { log: Logger; threadUrl: URL }): Statistics {
  let thread: Worker | null = null;
  let nextId = 0;
  const waiting = new Map<number, Waiting>();

  const lose = (lost: Worker, error: Error) => {
    if (thread !== lost) return;
    thread = null;
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  const start = (): Worker => {
    const started = new Worker(threadUrl);
    started.unref();
    started.on("message", ({ id, output, error }: { id: number; output: never; error?: string }) => {
      const found = waiting.get(id);
      waiting.delete(id);
      if (waiting.size === 0) started.unref();
      if (error === undefined) found?.resolve(output);
      else found?.reject(new Error(`statistics: ${error}`));
    });
    started.on("error", (error) => {
      log.error({ err: error }, "the statistics thread died");
      lose(started, error instanceof Error ? error : new Error(String(error)));
    });
    started.on("exit", () => lose(started, new Error("the statistics thread ended")));
    return started;
  };
  return {
    compute(name, input) {
      thread ??= start();
      const id = nextId++;
      const used = thread;
      used.ref();
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject });
        used.postMessage({ id, name, input });
      });
    },
    async close() {
      await thread?.terminate();
    },
  };
}
