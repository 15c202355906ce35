import type { ConformanceCheck, ServerSpec } from "@/lib/contracts";
import { DomainError, TransientError } from "@/lib/errors";
import { loadFailed } from "../check-reward-model";
import type { GoldenScore, ItemScore, LoadedRewardModel, Recorded, RewardModel } from "../reward-model";
import { checkServerModel } from "./check-server-model";
import { compareRecorded } from "./compare-recorded";
import { openServerModel, type ServerModel, type ServerOptions } from "./server-model";

export type ServerPoolOptions = ServerOptions;

export interface ServerPool {
  /** @throws DomainError reward-model-failed, reward-model-changed; TransientError while the server is away */
  open(spec: ServerSpec, options?: Recorded): Promise<RewardModel>;
  check(spec: ServerSpec, options?: Recorded): Promise<{ loaded: LoadedRewardModel | null; conformance: ConformanceCheck[]; recorded: GoldenScore[] }>;
  close(): void;
}

/** Recorded texts that are scored again when a worker opens a model. */
const CANARY_TEXTS = 4;
/** Half precision and the server's own batches explain this much. */
const CANARY_TOLERANCE = 0.1;

/** Models behind servers, each with its own client, kept for the life of the process. */
export function createServerPool(options: ServerPoolOptions): ServerPool {
  const stop = new AbortController();
  const models = new Map<string, Promise<ServerModel>>();
  const canaries = new Map<string, Promise<void>>();

  function openOnce(spec: ServerSpec): Promise<ServerModel> {
    const key = keyOf(spec);
    const known = models.get(key);
    if (known) return known;
    const opening = openServerModel(spec, options, stop.signal);
    models.set(key, opening);
    opening.catch(() => models.delete(key));
    return opening;
  }

  async function sing(spec: ServerSpec, model: ServerModel, recorded: readonly GoldenScore[]): Promise<void> {
    const { worst, failed } = await compareRecorded(recorded.slice(0, CANARY_TEXTS), async (items) => {
      const results = new Array<ItemScore>(items.length);
      await model.score(items, { signal: stop.signal, onResults: (batch) => { for (const { index, result } of batch) results[index] = result; } });
      return results;
    });
    if (failed === null && worst <= CANARY_TOLERANCE) return;
    const how = failed === null ? `its scores of the check texts differ by ${Number(worst.toPrecision(3))}` : `it no longer scores a check text (${failed})`;
    throw new DomainError("reward-model-changed", `The server ${model.address} of ${spec.name} is not as it was registered: ${how}. Restore its model, template and precision, or register it under another name.`);
  }

  return {
    async open(spec, { recorded } = {}) {
      if (stop.signal.aborted) throw stop.signal.reason;
      const model = await openOnce(spec);
      if (recorded && recorded.length > 0) {
        const key = keyOf(spec);
        const canary = canaries.get(key) ?? sing(spec, model, recorded);
        canaries.set(key, canary);
        canary.catch(() => canaries.delete(key));
        await canary;
      }
      return model;
    },
    async check(spec, { recorded = null } = {}) {
      // Opened anew: what was asked for is what the server says now.
      let model: ServerModel;
      try {
        if (stop.signal.aborted) throw stop.signal.reason;
        model = await openServerModel(spec, options, stop.signal);
      } catch (error) {
        if (stop.signal.aborted || !(error instanceof DomainError || error instanceof TransientError)) throw error;
        return { loaded: null, conformance: loadFailed(error.message), recorded: [] };
      }
      try {
        return { loaded: model.loaded, ...(await checkServerModel(spec, model, recorded, stop.signal)) };
      } finally {
        model.close();
      }
    },
    close() {
      stop.abort(new DomainError("unavailable", "the worker is being shut down"));
      for (const opening of models.values()) opening.then((model) => model.close(), () => undefined);
    },
  };
}

/** Specs that differ only in their temperature, or in the order of their fields, share a model. */
function keyOf(spec: ServerSpec): string {
  return JSON.stringify(Object.entries({ ...spec, temperature: undefined, backend: Object.entries(spec.backend).sort() }).sort(([a], [b]) => (a < b ? -1 : 1)));
}
