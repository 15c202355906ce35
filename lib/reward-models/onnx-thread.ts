import { parentPort } from "node:worker_threads";
import { openModel, type OpenModel } from "./open-model";
import { RewardModelError } from "./reward-model-error";
import { scoreItem } from "./score-item";
import type { ThreadAnswer, ThreadRequest } from "./thread-messages";

/** Entry of a scoring thread: opens models, tokenises and runs them, one request at a time, so that the main thread's event loop stays free. */
const port = parentPort!;
const models = new Map<number, OpenModel>();
let queue: Promise<void> = Promise.resolve();

port.on("message", (request: ThreadRequest) => {
  queue = queue.then(() => answer(request)).then((message) => port.postMessage(message), (error: unknown) => {
    const ours = error instanceof RewardModelError;
    port.postMessage({ id: request.id, kind: "failed", reason: ours ? "model" : "internal", message: error instanceof Error ? (ours ? error.message : error.stack ?? error.message) : String(error) } satisfies ThreadAnswer);
  });
});

async function answer(request: ThreadRequest): Promise<ThreadAnswer> {
  const { id } = request;
  if (request.kind === "load") {
    const model = await openModel(request);
    models.set(request.model, model);
    return { id, kind: "loaded", facts: model.facts };
  }
  const model = models.get(request.model);
  if (!model) throw new Error(`model ${request.model} is not open in this thread`);
  switch (request.kind) {
    case "encode":
      return { id, kind: "encoded", rows: request.items.map((item) => { const row = model.encoder.encode(item); return row.ok ? { ids: row.ids, types: row.types, cut: row.cut } : null; }) };
    case "score-batch":
      return { id, kind: "batch", scores: await model.session.scoreBatch(request.rows, { side: request.side, extra: request.extra, padId: model.padId }) };
    case "score": {
      const results = [];
      const started = performance.now();
      for (const item of request.items) {
        if (Atomics.load(request.stop, 0) === 1) break;
        results.push(await scoreItem(model, item, request.withIds));
      }
      return { id, kind: "scored", results, elapsedMs: performance.now() - started };
    }
  }
}
