import { Worker } from "node:worker_threads";
import type { ThreadAnswer, ThreadRequest } from "./thread-messages";

/** The thread ended (crash, out of memory, closed) before it answered. */
export class ThreadEnded extends Error {
  override readonly name = "ThreadEnded";
}

type WithoutId<T> = T extends unknown ? Omit<T, "id"> : never;

export interface ThreadHandle {
  readonly loaded: Set<number>;
  /** Models that this thread could not open although another one could. */
  readonly refused: Set<number>;
  busy: boolean;
  readonly ended: boolean;
  /** @throws ThreadEnded */
  request(request: WithoutId<ThreadRequest>): Promise<ThreadAnswer>;
  terminate(): Promise<void>;
}

/** Starts a scoring thread. `onEnd` is called once, after every waiting request has been rejected. */
export function startThread(url: URL, onEnd: (thread: ThreadHandle, why: string) => void): ThreadHandle {
  const worker = new Worker(url, { name: "tidemark-scoring", resourceLimits: { maxOldGenerationSizeMb: 4096 } });
  const waiting = new Map<number, { resolve: (answer: ThreadAnswer) => void; reject: (error: Error) => void }>();
  let nextId = 1;
  let ended = false;
  let why = "";
  const handle: ThreadHandle = {
    loaded: new Set(), refused: new Set(), busy: false,
    get ended() { return ended; },
    request: (request) => new Promise((resolve, reject) => {
      if (ended) return reject(new ThreadEnded("the scoring thread has ended"));
      const id = nextId++;
      waiting.set(id, { resolve, reject });
      worker.postMessage({ ...request, id });
    }),
    terminate: async () => { await worker.terminate(); },
  };
  worker.on("message", (answer: ThreadAnswer) => {
    const entry = waiting.get(answer.id);
    waiting.delete(answer.id);
    entry?.resolve(answer);
  });
  worker.on("error", (error) => { why = error instanceof Error ? error.message : String(error); });
  worker.on("exit", (code) => {
    ended = true;
    for (const { reject } of waiting.values()) reject(new ThreadEnded(`the scoring thread ended with code ${code}`));
    waiting.clear();
    onEnd(handle, why || `exit code ${code}`);
  });
  return handle;
}
