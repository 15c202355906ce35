import { RewardModelSpec, type ServerSpec, type ServerType } from "@/lib/contracts";
import { createLogger } from "@/lib/logger";
import type { ItemScore, RewardModel, ScoreItem } from "@/lib/reward-models/reward-model";
import type { Clock } from "@/lib/reward-models/servers/clock";
import { openServerModel, type ServerModel, type ServerOptions } from "@/lib/reward-models/servers/server-model";

export const quiet = createLogger({ level: "silent", name: "test" });

/** A registration as the interface takes it. */
export function serverSpec(type: ServerType, url: string, changes: Record<string, unknown> = {}): ServerSpec {
  const { backend, ...rest } = changes as { backend?: object };
  return RewardModelSpec.parse({ name: "served", kind: "bradley-terry", input: "chat", ...rest, backend: { type, url, ...backend } }) as ServerSpec;
}

export function item(prompt: string, completion: string, reference?: string): ScoreItem {
  return { messages: [{ role: "user", content: prompt }], completion, ...(reference === undefined ? {} : { reference }) };
}

/** n different items. */
export const manyItems = (n: number): ScoreItem[] => Array.from({ length: n }, (_, i) => item(`question ${i}`, `answer ${i} ${"x".repeat(i % 7)}`));

/** A clock whose pauses pass at once; it keeps what was waited for. */
export function fastClock(): Clock & { waits: number[] } {
  let now = 0;
  const waits: number[] = [];
  return {
    waits, now: () => now, random: () => 0.5,
    async sleep(ms, signal) {
      signal.throwIfAborted();
      waits.push(ms);
      now += ms;
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

export function openServer(spec: ServerSpec, options: Partial<ServerOptions> = {}): Promise<ServerModel> {
  return openServerModel(spec, { log: quiet, secrets: () => undefined, clock: fastClock(), ...options }, new AbortController().signal);
}

/** Every item's result, in order; an item that got none, or two, is an error. */
export async function scoreAll(model: RewardModel, items: readonly ScoreItem[], signal: AbortSignal = new AbortController().signal): Promise<ItemScore[]> {
  const results = new Array<ItemScore | undefined>(items.length);
  await model.score(items, {
    signal,
    onResults: (batch) => {
      for (const { index, result } of batch) {
        if (results[index]) throw new Error(`item ${index} was scored twice`);
        results[index] = result;
      }
    },
  });
  const missing = results.findIndex((result) => result === undefined);
  if (missing >= 0) throw new Error(`item ${missing} has no result`);
  return results as ItemScore[];
}

export const scoresOf = (results: readonly ItemScore[]): number[] => results.map((result) => (result.status === "ok" ? result.score : NaN));
