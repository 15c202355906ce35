import type { ItemScore, ScoreItem, ScoreOptions } from "./reward-model";

const TARGET_MS = 700;
const FIRST_TOKENS = 1024;
const MOST_ATTEMPTS = 2;

/** Work of one `score` call: what is still to do, longest first, cut into batches that keep a thread busy for about 0.7 seconds. */
export class ScoreTask {
  readonly stop = new Int32Array(new SharedArrayBuffer(4));
  readonly done: Promise<void>;
  /** Indices still to do; the next ones stand at the end. */
  private readonly pending: number[];
  private readonly attempts: Uint8Array;
  private readonly weights: Float64Array;
  private open: number;
  private pendingTokens: number;
  private settle!: { resolve: () => void; reject: (reason: unknown) => void };
  private finished = false;

  constructor(readonly model: number, private readonly items: readonly ScoreItem[], maxTokens: number, readonly options: ScoreOptions, private readonly onSettled: (task: ScoreTask) => void) {
    this.weights = Float64Array.from(items, (item) => Math.min(maxTokens, 8 + (item.completion.length + (item.reference?.length ?? 0) + item.messages.reduce((n, message) => n + message.content.length, 0)) / 3.5));
    this.attempts = new Uint8Array(items.length);
    this.pending = items.map((_, i) => i).sort((a, b) => this.weights[a]! - this.weights[b]! || b - a);
    this.pendingTokens = this.weights.reduce((sum, weight) => sum + weight, 0);
    this.open = items.length;
    this.done = new Promise((resolve, reject) => { this.settle = { resolve, reject }; });
    options.signal.addEventListener("abort", this.onAbort, { once: true });
    if (options.signal.aborted) this.fail(options.signal.reason);
    else if (items.length === 0) this.finish();
  }

  get hasPending(): boolean {
    return this.pending.length > 0;
  }

  /** Takes the next batch; an item that lost its thread before is tried alone. */
  take(tokensPerMs: number | null, nThreads: number): { indices: number[]; items: ScoreItem[] } {
    const speedBudget = tokensPerMs === null ? FIRST_TOKENS : tokensPerMs * TARGET_MS;
    const budget = Math.min(speedBudget, this.pendingTokens / (2 * nThreads));
    const indices: number[] = [];
    for (let tokens = 0; this.pending.length > 0 && (indices.length === 0 || tokens < budget);) {
      const index = this.pending[this.pending.length - 1]!;
      if (this.attempts[index]! > 0 && indices.length > 0) break;
      this.pending.pop();
      indices.push(index);
      tokens += this.weights[index]!;
      this.pendingTokens -= this.weights[index]!;
      if (this.attempts[index]! > 0) break;
    }
    return { indices, items: indices.map((index) => this.items[index]!) };
  }

  /** Takes in the results of a batch; what has none (the batch was stopped) is left open. */
  deliver(indices: readonly number[], results: readonly ItemScore[]): void {
    if (this.finished || results.length === 0) return;
    try {
      this.options.onResults(results.map((result, i) => ({ index: indices[i]!, result })));
    } catch (error) {
      return this.fail(error);
    }
    this.open -= results.length;
    if (this.open === 0) this.finish();
  }

  /** Puts items back. `lostThread`: their thread ended while it worked on them; the second time, an item fails by itself. */
  giveBack(indices: readonly number[], lostThread: boolean): void {
    if (this.finished) return;
    const failed: number[] = [];
    for (const index of [...indices].reverse()) {
      if (lostThread && ++this.attempts[index]! >= MOST_ATTEMPTS) failed.push(index);
      else { this.pending.push(index); this.pendingTokens += this.weights[index]!; }
    }
    this.deliver(failed, failed.map(() => ({ status: "failed", code: "inference-failed", message: "the scoring thread ended twice while it worked on this text", nTokens: 0, cut: "none" })));
  }

  fail(reason: unknown): void {
    if (this.finished) return;
    this.close();
    this.settle.reject(reason);
  }

  private finish(): void {
    this.close();
    this.settle.resolve();
  }

  private close(): void {
    this.finished = true;
    this.pending.length = 0;
    Atomics.store(this.stop, 0, 1);
    this.options.signal.removeEventListener("abort", this.onAbort);
    this.onSettled(this);
  }

  private readonly onAbort = (): void => this.fail(this.options.signal.reason);
}
