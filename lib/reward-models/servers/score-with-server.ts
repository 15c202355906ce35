import { DomainError, TransientError } from "@/lib/errors";
import type { ItemScore, ScoreItem, ScoreOptions } from "../reward-model";
import { cutIntoBatches } from "./cut-into-batches";
import { ServerError } from "./server-error";

export interface ServerScoring {
  /** Scores of one batch, in order. */
  ask(items: readonly ScoreItem[]): Promise<ItemScore[]>;
  onResults: ScoreOptions["onResults"];
  signal: AbortSignal;
  /** Scored again before a batch is halved or an item blamed: if that fails too, the server is at fault. */
  probeItem: ScoreItem;
  mostItems: number;
  mostCharacters: number;
  concurrency: number;
}

/**
 * Scores every item in batches, several at a time. A batch that the server will not take is halved until the item to blame stands alone and fails alone.
 * @throws TransientError if the server is away (what came back before was handed on), DomainError reward-model-failed if it no longer works as registered,
 * the signal's reason if aborted
 */
export async function scoreWithServer(items: readonly ScoreItem[], { ask, onResults, signal, probeItem, mostItems, mostCharacters, concurrency }: ServerScoring): Promise<void> {
  const batches = cutIntoBatches(items, mostItems, mostCharacters);
  let failure: { error: unknown } | null = null;

  const worker = async (): Promise<void> => {
    for (let batch = batches.shift(); batch && !failure; batch = batches.shift()) {
      signal.throwIfAborted();
      await scoreBatch(batch);
    }
  };

  async function scoreBatch(indices: readonly number[]): Promise<void> {
    if (failure) return;
    let results: ItemScore[];
    try {
      results = await ask(indices.map((index) => items[index]!));
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof ServerError)) throw error;
      await assureServes();
      if (indices.length === 1) return onResults([{ index: indices[0]!, result: { status: "failed", code: "server-refused", message: error.message, nTokens: 0, cut: "none" } }]);
      const half = indices.length >> 1;
      await scoreBatch(indices.slice(0, half));
      return scoreBatch(indices.slice(half));
    }
    signal.throwIfAborted();
    onResults(results.map((result, i) => ({ index: indices[i]!, result })));
  }

  /** Asks something harmless before a batch is blamed, so that a server which scores nothing any more fails no item. */
  async function assureServes(): Promise<void> {
    try {
      await ask([probeItem]);
    } catch (error) {
      if (!(error instanceof ServerError)) throw error;
      if (error.kind === "fault" || error.kind === "slow") throw new TransientError(error.message);
      throw new DomainError("reward-model-failed", `${error.message} It scored texts before: see what was changed at the server, then check the reward model again.`);
    }
  }

  // All are awaited, so that what is under way when one fails is still handed on.
  await Promise.all(Array.from({ length: Math.min(concurrency, batches.length) }, () => worker().catch((error: unknown) => { failure ??= { error }; })));
  signal.throwIfAborted();
  if (failure) throw (failure as { error: unknown }).error;
}
