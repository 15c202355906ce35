import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import type { ServerBackend } from "@/lib/contracts";
import { TransientError } from "@/lib/errors";
import type { Logger } from "@/lib/logger";
import { backOffMs, retryAfterMs } from "./back-off";
import { createCircuitBreaker } from "./circuit-breaker";
import { systemClock, type Clock } from "./clock";
import { exchange, type Exchange } from "./exchange";
import { limitConcurrency } from "./limit-concurrency";
import { parseAnswer, refusalText } from "./parse-answer";
import { serverAddress, showAddress } from "./server-address";
import { ServerError } from "./server-error";
import { describeBreak, redirectRefused, statusRefused } from "./server-sentences";

export const DEFAULT_CONCURRENCY = 8;
const DEFAULT_TIMEOUT_MS = 60_000;
const MOST_ATTEMPTS = 5;
const FEW_ATTEMPTS = 2;
const LONGEST_WAIT_MS = 60_000;
const MOST_REDIRECTS = 3;

export interface HttpClientOptions {
  backend: ServerBackend;
  /** Path of the server's own, appended to the registered address. */
  path: string;
  /** Value of the environment variable that backend.apiKeyEnv names. */
  key: string | undefined;
  log: Logger;
  clock?: Clock;
  /** Larger answers are refused. */
  mostBytes?: number;
  /** Failures in a row after which the server counts as unavailable, and for how long. */
  breaker?: { threshold: number; openMs: number };
}

export interface HttpClient {
  readonly address: string;
  /**
   * Posts JSON and returns the answer's JSON, undefined never.
   * @throws ServerError if a smaller request may do better, TransientError if the server is away for now,
   * DomainError reward-model-failed if it can never work as registered, the signal's reason if aborted
   */
  post(body: unknown, signal: AbortSignal): Promise<unknown>;
  close(): void;
}

/** Speaks with one model server: limited concurrency, time limits, repeats with growing pauses, and a stop when it is down. The key goes to its origin only. */
export function createHttpClient({ backend, path, key, log, clock = systemClock, mostBytes = 32 << 20, breaker: limits }: HttpClientOptions): HttpClient {
  const target = serverAddress(backend.url, path);
  const address = showAddress(target);
  const timeoutMs = backend.timeoutMs ?? DEFAULT_TIMEOUT_MS;
  const concurrency = backend.concurrency ?? DEFAULT_CONCURRENCY;
  const places = limitConcurrency(concurrency);
  const breaker = createCircuitBreaker({ threshold: 10, openMs: 30_000, ...limits, clock });
  const agent = target.protocol === "https:" ? new HttpsAgent({ keepAlive: true, maxSockets: concurrency }) : new HttpAgent({ keepAlive: true, maxSockets: concurrency });
  const headers: Record<string, string> = { "content-type": "application/json", accept: "application/json", "accept-encoding": "identity", "user-agent": "tidemark" };
  if (key) headers.authorization = `Bearer ${key}`;
  /** Nobody asks before this moment: the server asked for a pause. */
  let pausedUntil = 0;

  async function send(body: string, signal: AbortSignal): Promise<Exchange> {
    const leave = await places.enter(signal);
    try {
      let url = target;
      for (let hops = 0; ; hops++) {
        const result = await exchange({ url, headers, body, agent, timeoutMs, mostBytes, signal });
        if (result.kind !== "answer" || result.status < 300 || result.status >= 400) return result;
        const to = locationOf(result.headers.location, url);
        if (!to || to.origin !== url.origin || ![307, 308].includes(result.status) || hops >= MOST_REDIRECTS) throw redirectRefused(address, to);
        url = to;
      }
    } finally {
      leave();
    }
  }

  return {
    address,
    async post(payload, signal) {
      const body = JSON.stringify(payload);
      for (let attempt = 1; ; attempt++) {
        const rest = pausedUntil - clock.now();
        if (rest > 0) await clock.sleep(rest * (1 + clock.random() / 4), signal);
        if (!breaker.mayTry()) throw new TransientError(`The model server ${address} failed several times in a row and is left alone for a while.`);
        const result = await send(body, signal);
        const verdict = judge(result);
        if (verdict.kind === "ok") {
          breaker.succeeded();
          return verdict.value;
        }
        if (verdict.kind === "throw") {
          breaker.succeeded();
          throw verdict.error;
        }
        if (verdict.down) breaker.failed();
        log.warn({ server: address, attempt, why: verdict.error.message }, "a model server did not answer as it should");
        if (attempt >= verdict.attempts) throw verdict.error;
        const waitMs = verdict.waitMs ?? backOffMs(attempt, clock.random());
        if (waitMs > LONGEST_WAIT_MS) throw new TransientError(`The model server ${address} asks to wait ${Math.round(waitMs / 1000)} seconds.`);
        if (verdict.waitMs !== null) pausedUntil = Math.max(pausedUntil, clock.now() + waitMs);
        else await clock.sleep(waitMs, signal);
      }
    },
    close: () => agent.destroy(),
  };

  function judge(result: Exchange): Verdict {
    if (result.kind === "broken") {
      const why = describeBreak(address, result.code);
      // A connection that was there and broke may be the doing of this very text; one that never was cannot.
      return again(MOST_ATTEMPTS, ["ECONNRESET", "EPIPE"].includes(result.code) ? new ServerError("fault", why) : new TransientError(why), { down: true });
    }
    if (result.kind === "late") return again(FEW_ATTEMPTS, new ServerError("slow", `The model server ${address} gave no answer within ${timeoutMs / 1000} seconds.`), { down: true });
    if (result.kind === "large") return { kind: "throw", error: new ServerError("shape", `The model server ${address} answers with more than ${mostBytes} bytes.`) };
    const { status, body } = result;
    if (status >= 200 && status < 300) {
      const value = parseAnswer(body);
      if (value !== undefined) return { kind: "ok", value };
      return again(FEW_ATTEMPTS, new ServerError("fault", `The model server ${address} answers something that is not JSON: check that backend.url is the model server's own address.`));
    }
    const said = refusalText(body, key);
    const sentence = `The model server ${address} answers ${status}${said ? ` (${said})` : ""}.`;
    const waitMs = retryAfterMs(result.headers["retry-after"], Date.now());
    if (status === 429) return again(MOST_ATTEMPTS, new TransientError(sentence), { waitMs });
    if (status === 503) return again(MOST_ATTEMPTS, new TransientError(sentence), { waitMs, down: true });
    if (status === 502 || status === 504) return again(MOST_ATTEMPTS, new ServerError("fault", sentence, status), { waitMs, down: true });
    if (status >= 500 || status === 424 || status === 408) return again(FEW_ATTEMPTS, new ServerError("fault", sentence, status));
    return { kind: "throw", error: statusRefused(address, status, said, backend) ?? new ServerError("refused", sentence, status) };
  }
}

type Verdict =
  | { kind: "ok"; value: unknown }
  | { kind: "throw"; error: Error }
  /** Worth `attempts` attempts, then `error`. `down`: counts towards leaving the server alone. `waitMs`: the pause that the server asks for. */
  | { kind: "again"; attempts: number; error: Error; waitMs: number | null; down: boolean };

function again(attempts: number, error: Error, { waitMs = null, down = false }: { waitMs?: number | null; down?: boolean } = {}): Verdict {
  return { kind: "again", attempts, error, waitMs, down };
}

function locationOf(location: string | undefined, base: URL): URL | null {
  return location !== undefined && URL.canParse(location, base) ? new URL(location, base) : null;
}
