import { setMaxListeners } from "node:events";
import type { ServerSpec } from "@/lib/contracts";
import { DomainError, TransientError } from "@/lib/errors";
import type { Logger } from "@/lib/logger";
import { probeTexts } from "../probe-texts";
import type { ItemScore, LoadedRewardModel, RewardModel, ScoreItem } from "../reward-model";
import type { RawScore } from "./adapter";
import { adapters } from "./adapters";
import type { Clock } from "./clock";
import { createHttpClient, DEFAULT_CONCURRENCY, type HttpClientOptions } from "./http-client";
import { interpretScores } from "./interpret-scores";
import { readKey } from "./read-key";
import { scoreWithServer } from "./score-with-server";
import { serverAddress } from "./server-address";
import { ServerError } from "./server-error";
import { serverIdentity } from "./server-identity";

const DEFAULT_MAX_TOKENS = 4096;

export interface ServerOptions {
  log: Logger;
  secrets: (envName: string) => string | undefined;
  clock?: Clock;
  breaker?: HttpClientOptions["breaker"];
  mostBytes?: number;
}

/** A reward model behind a server, opened by asking it one pair. */
export interface ServerModel extends RewardModel {
  /** Where it is asked, fit to be shown. */
  readonly address: string;
  /** Scores items as one batch each time, whatever their number; for the checks. */
  scoreTogether(items: readonly ScoreItem[], signal: AbortSignal): Promise<ItemScore[]>;
  close(): void;
}

/** A sound completion against a broken one, as every server must be able to read. */
export const probeItem: ScoreItem = probeTexts[0]!;

/**
 * Asks one pair and decides from the answer how scores are read. `signal` ends the model, with all that it has under way.
 * @throws DomainError reward-model-failed with the address and the remedy; TransientError if the server is away for now
 */
export async function openServerModel(spec: ServerSpec, { log, secrets, ...tuning }: ServerOptions, signal: AbortSignal): Promise<ServerModel> {
  const adapter = adapters[spec.backend.type];
  const refusal = adapter.refuses(spec);
  if (refusal) throw new DomainError("reward-model-failed", `${refusal}.`);
  const maxTokens = spec.maxTokens ?? DEFAULT_MAX_TOKENS;
  const identity = serverIdentity(spec, serverAddress(spec.backend.url, adapter.path), maxTokens);
  const client = createHttpClient({ backend: spec.backend, path: adapter.path, key: readKey(spec.backend, secrets), log, ...tuning });
  const ask = (items: readonly ScoreItem[], stop: AbortSignal): Promise<RawScore[]> => adapter.ask(spec, items, (body) => client.post(body, stop));
  try {
    const [sample] = await ask([probeItem], signal);
    const interpretation = interpretScores(spec, sample!);
    const askAndRead = async (items: readonly ScoreItem[], stop: AbortSignal): Promise<ItemScore[]> => (await ask(items, stop)).map((raw) => interpretation.read(raw));
    const loaded: LoadedRewardModel = { identity, maxTokens, precision: "fp32", attributes: interpretation.attributes, notice: null };
    return {
      loaded,
      address: client.address,
      scoreTogether: askAndRead,
      score(items, { signal: caller, onResults }) {
        const stop = AbortSignal.any([caller, signal]);
        setMaxListeners(0, stop); // one for each request under way or waiting
        return scoreWithServer(items, {
          ask: (batch) => askAndRead(batch, stop), onResults, signal: stop, probeItem,
          mostItems: adapter.mostItems(spec), mostCharacters: adapter.mostCharacters, concurrency: spec.backend.concurrency ?? DEFAULT_CONCURRENCY,
        });
      },
      close: client.close,
    };
  } catch (error) {
    client.close();
    throw error instanceof ServerError ? probeRefused(error, spec) : error;
  }
}

/** The first pair was answered in a way that no smaller request can do better with. */
function probeRefused(error: ServerError, spec: ServerSpec): Error {
  if (error.kind === "fault" || error.kind === "slow") return new TransientError(error.message);
  const hint = error.kind !== "refused" ? ""
    : error.status === 403 ? ` Correct the key in ${spec.backend.apiKeyEnv}.`
    : " Check backend.type, backend.model and input.";
  return new DomainError("reward-model-failed", `${error.message}${hint}`);
}
