import type { OnnxSpec, RewardModelSpec } from "@/lib/contracts";
import { DomainError } from "@/lib/errors";
import type { Logger } from "@/lib/logger";
import { canaryTexts, compareCanary } from "./canary";
import { checkRewardModel, loadFailed } from "./check-reward-model";
import type { ModelUnderTest } from "./model-under-test";
import { resolveModelPath } from "./resolve-model-path";
import type { GoldenScore, ItemScore, RewardModelPool, ScoreItem, ScoreOptions } from "./reward-model";
import { ScoreTask } from "./score-task";
import { startThread, ThreadEnded, type ThreadHandle } from "./thread-handle";
import type { ModelFacts, ThreadAnswer } from "./thread-messages";

export interface OnnxPoolOptions {
  /** Absolute folders that models may be loaded from. */
  modelDirs: readonly string[];
  /** Threads asked for; memory may allow fewer for a model. */
  nThreads: number;
  log: Logger;
  /** Where the thread's code lies; beside this file unless said otherwise. */
  threadUrl?: URL;
}

interface OpenedModel {
  number: number;
  folder: string;
  spec: OnnxSpec;
  facts: ModelFacts;
  /** Comparisons with golden or recorded scores, by what was compared: each is made once. */
  canaries: Map<string, Promise<void>>;
  /** Measured speed, running mean; null before the first batch. */
  tokensPerMs: number | null;
  maxThreads: number;
  /** Attempts to open it again that failed, in a row. */
  failedLoads: number;
}
const shuttingDown = (): DomainError => new DomainError("unavailable", "the scoring threads are being shut down");

type Job = { model: OpenedModel | null; run: (thread: ThreadHandle) => Promise<void>; reject: (error: Error) => void };

/**
 * Scoring threads with a session for each model: intra-op 1, one text at a time, no padding, so a score depends on nothing but its text.
 * An idle thread is handed the next small batch, longest texts first; a thread that ends is replaced and its texts are tried once more.
 */
export function createOnnxPool({ modelDirs, nThreads, log, threadUrl = new URL("./onnx-thread.js", import.meta.url) }: OnnxPoolOptions): RewardModelPool {
  const threads = new Set<ThreadHandle>();
  const models = new Map<string, Promise<OpenedModel>>();
  const opened = new Map<number, OpenedModel>();
  const jobs: Job[] = [];
  const tasks: ScoreTask[] = [];
  let nextModel = 1;
  let closed = false;

  function pump(): void {
    if (closed) return;
    for (const thread of threads) if (!thread.busy && !thread.ended) occupy(thread);
    while (threads.size < nThreads && wantsThread()) {
      const thread = startThread(threadUrl, (ended, why) => {
        threads.delete(ended);
        if (!closed) log.warn({ why }, "a scoring thread ended");
        pump();
      });
      threads.add(thread);
      if (!occupy(thread)) break;
    }
  }

  function wantsThread(): boolean {
    return jobs.some(({ model }) => model === null || holders(model).length === 0) || tasks.some((task) => task.hasPending && mayOpen(opened.get(task.model)!));
  }

  function occupy(thread: ThreadHandle): boolean {
    const work = nextWork(thread);
    if (!work) return false;
    thread.busy = true;
    void work(thread).finally(() => { thread.busy = false; pump(); });
    return true;
  }

  const holders = (model: OpenedModel): ThreadHandle[] => [...threads].filter((thread) => !thread.ended && thread.loaded.has(model.number));
  const mayOpen = (model: OpenedModel): boolean => holders(model).length < model.maxThreads;
  const canTake = (thread: ThreadHandle, model: OpenedModel): boolean => thread.loaded.has(model.number)
    || (mayOpen(model) && (!thread.refused.has(model.number) || holders(model).length === 0));

  function nextWork(thread: ThreadHandle): ((thread: ThreadHandle) => Promise<void>) | null {
    const job = jobs.findIndex(({ model }) => model === null || thread.loaded.has(model.number) || holders(model).length === 0);
    if (job >= 0) return jobs.splice(job, 1)[0]!.run;
    const place = tasks.findIndex((task) => task.hasPending && canTake(thread, opened.get(task.model)!));
    if (place < 0) return null;
    const [task] = tasks.splice(place, 1) as [ScoreTask];
    tasks.push(task);
    const model = opened.get(task.model)!;
    const batch = task.take(model.tokensPerMs, Math.min(nThreads, model.maxThreads));
    return (self) => scoreBatch(self, task, model, batch);
  }

  async function scoreBatch(thread: ThreadHandle, task: ScoreTask, model: OpenedModel, batch: { indices: number[]; items: ScoreItem[] }): Promise<void> {
    if (!(await ensureLoaded(thread, model))) {
      task.giveBack(batch.indices, false);
      if (holders(model).length === 0 && (!thread.ended || model.failedLoads > 1)) task.fail(new DomainError("reward-model-failed", `${model.spec.backend.path} could be opened before but not now: look at the worker's log for the reason.`));
      return;
    }
    try {
      const answer = await thread.request({ kind: "score", model: model.number, items: batch.items, withIds: task.options.withIds === true, stop: task.stop });
      if (answer.kind !== "scored") throw new Error(answer.kind === "failed" ? answer.message : "unexpected answer");
      const tokens = answer.results.reduce((sum, result) => sum + result.nTokens, 0);
      if (tokens > 0 && answer.elapsedMs > 0) model.tokensPerMs = 0.7 * (model.tokensPerMs ?? tokens / answer.elapsedMs) + 0.3 * (tokens / answer.elapsedMs);
      task.deliver(batch.indices, answer.results);
    } catch (error) {
      if (!(error instanceof ThreadEnded)) log.error({ err: error }, "a scoring thread failed on a batch");
      task.giveBack(batch.indices, true);
    }
  }

  /** Opens the model in this thread if it is not open there yet; false if that failed, and then this thread is not asked again. */
  async function ensureLoaded(thread: ThreadHandle, model: OpenedModel): Promise<boolean> {
    if (thread.loaded.has(model.number)) return true;
    // Counted as open from now on, so that two threads do not both become the last one allowed.
    thread.loaded.add(model.number);
    const answer = await thread.request({ kind: "load", model: model.number, folder: model.folder, roots: [...modelDirs], spec: model.spec, nThreads, identify: false }).catch((error: Error) => error);
    if (!(answer instanceof Error) && answer.kind === "loaded") {
      model.failedLoads = 0;
      return true;
    }
    model.failedLoads++;
    thread.loaded.delete(model.number);
    thread.refused.add(model.number);
    model.maxThreads = Math.max(1, holders(model).length);
    log.warn({ model: model.spec.name, why: answer instanceof Error ? answer.message : answer.kind === "failed" ? answer.message : answer.kind }, "a further thread could not open the model");
    return false;
  }

  /** Runs something on one thread, ahead of scoring; on one that has the model open where there is one. */
  function onThread<T>(model: OpenedModel | null, run: (thread: ThreadHandle) => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (closed) return reject(shuttingDown());
      jobs.push({ model, reject, run: (thread) => run(thread).then(resolve, reject) });
      pump();
    });
  }

  async function open(spec: OnnxSpec): Promise<OpenedModel> {
    const key = JSON.stringify(Object.entries({ ...spec, temperature: undefined, backend: Object.entries(spec.backend).sort() }).sort(([a], [b]) => (a < b ? -1 : 1)));
    const known = models.get(key);
    if (known) return known;
    const opening = openAnew(spec);
    models.set(key, opening);
    opening.catch(() => models.delete(key));
    return opening;
  }

  async function openAnew(spec: OnnxSpec): Promise<OpenedModel> {
    const { path: folder } = await resolveModelPath(spec.backend.path, modelDirs);
    const number = nextModel++;
    const attempt = (): Promise<ModelFacts> => onThread(null, async (thread) => {
      const answer = await thread.request({ kind: "load", model: number, folder, roots: [...modelDirs], spec, nThreads, identify: true });
      if (answer.kind === "loaded" && answer.facts) {
        thread.loaded.add(number);
        return answer.facts;
      }
      throw loadError(spec, answer);
    });
    const facts = await attempt().catch((error: unknown) => { if (error instanceof ThreadEnded && !closed) return attempt(); throw error; }).catch((error: unknown) => {
      if (!(error instanceof ThreadEnded)) throw error;
      if (closed) throw shuttingDown();
      throw new DomainError("reward-model-failed", `The scoring thread ended twice while it opened ${spec.backend.path}: the .onnx file is damaged, or memory does not hold it.`);
    });
    const model: OpenedModel = { number, folder, spec, facts, canaries: new Map(), tokensPerMs: null, failedLoads: 0, maxThreads: Math.min(nThreads, facts.maxThreads) };
    opened.set(number, model);
    return model;
  }

  function loadError(spec: OnnxSpec, answer: ThreadAnswer): DomainError {
    if (answer.kind === "failed" && answer.reason === "model") return new DomainError("reward-model-failed", answer.message);
    log.error({ model: spec.name, why: answer.kind === "failed" ? answer.message : answer.kind }, "a reward model could not be opened");
    return new DomainError("reward-model-failed", `${spec.backend.path} could not be opened for a reason that the worker's log names: check that its files are those that "optimum-cli export onnx" wrote.`);
  }

  function score(model: OpenedModel, items: readonly ScoreItem[], options: ScoreOptions): Promise<void> {
    if (closed) return Promise.reject(shuttingDown());
    const task = new ScoreTask(model.number, items, model.facts.loaded.maxTokens, options, (settled) => {
      const place = tasks.indexOf(settled);
      if (place >= 0) tasks.splice(place, 1);
    });
    if (task.hasPending) tasks.push(task);
    pump();
    return task.done;
  }

  /** Asks a thread that has the model open one thing, for the checks. */
  async function ask<K extends ThreadAnswer["kind"]>(model: OpenedModel, request: Parameters<ThreadHandle["request"]>[0], kind: K): Promise<Extract<ThreadAnswer, { kind: K }>> {
    return onThread(model, async (thread) => {
      if (!(await ensureLoaded(thread, model))) throw new DomainError("reward-model-failed", `${model.spec.backend.path} could be opened before but not now.`);
      const answer = await thread.request(request);
      if (answer.kind !== kind) throw new Error(answer.kind === "failed" ? answer.message : `unexpected answer ${answer.kind}`);
      return answer as Extract<ThreadAnswer, { kind: K }>;
    });
  }

  async function scoreAll(model: OpenedModel, items: readonly ScoreItem[]): Promise<ItemScore[]> {
    const results = new Array<ItemScore>(items.length);
    await score(model, items, { signal: new AbortController().signal, withIds: true, onResults: (batch) => { for (const { index, result } of batch) results[index] = result; } });
    return results;
  }

  /** Golden or recorded scores, compared once for each model of this process. @throws DomainError reward-model-changed */
  function singOnce(model: OpenedModel, recorded: readonly GoldenScore[] | null | undefined): Promise<void> {
    const key = recorded && recorded.length > 0 ? JSON.stringify(recorded) : "";
    let canary = model.canaries.get(key);
    if (!canary) {
      canary = compareCanary(canaryTexts(model.facts, recorded), model.facts, model.spec.backend.path, (items) => scoreAll(model, items));
      model.canaries.set(key, canary);
      canary.catch((error: unknown) => { if (!(error instanceof DomainError && error.code === "reward-model-changed")) model.canaries.delete(key); });
    }
    return canary;
  }

  function underTest(model: OpenedModel): ModelUnderTest {
    return {
      facts: model.facts,
      score: (items) => scoreAll(model, items),
      encode: async (items) => (await ask(model, { kind: "encode", model: model.number, items: [...items] }, "encoded")).rows,
      scoreBatch: async (rows, side, extra) => (await ask(model, { kind: "score-batch", model: model.number, rows, side, extra }, "batch")).scores,
      fullPrecision: async () => {
        try {
          const { file: _, ...backend } = model.spec.backend;
          const full = await open({ ...model.spec, precision: "fp32", backend });
          return (items) => scoreAll(full, items);
        } catch (error) {
          if (error instanceof DomainError && error.code === "reward-model-failed") return error.message.replace(/\.$/, "");
          throw error;
        }
      },
    };
  }

  return {
    nThreads,
    async open(spec, options = {}) {
      const model = await open(onnxSpec(spec));
      await singOnce(model, options.recorded);
      return { loaded: model.facts.loaded, score: (items, scoring) => score(model, items, scoring) };
    },
    async check(spec, options = {}) {
      try {
        const model = await open(onnxSpec(spec));
        return { loaded: model.facts.loaded, ...(await checkRewardModel(model.spec, underTest(model), options.recorded)) };
      } catch (error) {
        if (!(error instanceof DomainError) || error.code === "unavailable") throw error;
        return { loaded: null, conformance: loadFailed(error.message), recorded: [] };
      }
    },
    async close() {
      closed = true;
      const error = shuttingDown();
      for (const job of jobs.splice(0)) job.reject(error);
      for (const task of [...tasks]) task.fail(error);
      await Promise.all([...threads].map((thread) => thread.terminate()));
    },
  };
}

function onnxSpec(spec: RewardModelSpec): OnnxSpec {
  if (spec.backend.type === "onnx") return { ...spec, backend: spec.backend };
  const where = spec.backend.type === "imported" ? "has preferences that were imported" : `runs behind a model server (${spec.backend.type})`;
  throw new DomainError("reward-model-failed", `${spec.name} ${where}; it is no ONNX model.`);
}
