import { request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { AddressRefused, guardAddress } from "@/lib/alert/guard-address";
import { untilAborted } from "@/lib/alert/until-aborted";

/** What came of one request. `broken`: no connection, or none to the end; `late`: the time limit passed. */
export type Posted =
  | { kind: "answer"; status: number; headers: IncomingMessage["headers"]; text: string }
  | { kind: "closed-address"; message: string }
  | { kind: "broken"; code: string }
  | { kind: "late" };

export interface PostOptions {
  url: string;
  body: string;
  headers?: Record<string, string>;
  allowPrivate: boolean;
  timeoutMs: number;
  signal: AbortSignal;
}

/** As much of an answer as is read; the rest is nobody's business. */
const mostAnswerBytes = 16_384;

/**
 * Sends JSON once, follows no redirect, and connects to the address that was checked. The time limit covers everything from
 * the look-up on. Addresses hold secrets: neither errors nor results repeat them.
 * @throws the signal's reason if aborted
 */
export async function postJson({ url, body, headers = {}, allowPrivate, timeoutMs, signal }: PostOptions): Promise<Posted> {
  signal.throwIfAborted();
  const limit = AbortSignal.timeout(timeoutMs);
  const either = AbortSignal.any([signal, limit]);
  try {
    // A look-up cannot be stopped; its answer is not waited for any longer.
    return await untilAborted(either, () => exchange(new URL(url), body, headers, allowPrivate, either));
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (limit.aborted) return { kind: "late" };
    if (error instanceof AddressRefused) return { kind: "closed-address", message: error.message };
    return { kind: "broken", code: codeOf(error) };
  }
}

function codeOf(error: unknown): string {
  const failed = error instanceof AggregateError ? error.errors[0] : error;
  return (failed as NodeJS.ErrnoException | null)?.code ?? "ECONNRESET";
}

async function exchange(url: URL, body: string, headers: Record<string, string>, allowPrivate: boolean, signal: AbortSignal): Promise<Posted> {
  const { lookup } = await guardAddress(url.hostname, { allowPrivate });
  signal.throwIfAborted();
  const bytes = Buffer.from(body, "utf8");
  const send = url.protocol === "https:" ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const request = send(url, {
      method: "POST", agent: false, lookup, signal,
      headers: { "content-type": "application/json", "user-agent": "tidemark", "accept-encoding": "identity", ...headers, "content-length": bytes.length },
    });
    request.on("error", reject);
    request.on("response", (response) => {
      const chunks: Buffer[] = [];
      let length = 0;
      // Of a success the head is enough, and nothing after it can turn it into a failure that is repeated.
      const answer = () => {
        resolve({ kind: "answer", status: response.statusCode ?? 0, headers: response.headers, text: Buffer.concat(chunks).toString("utf8").slice(0, mostAnswerBytes) });
        request.destroy();
      };
      if (response.statusCode !== undefined && response.statusCode >= 200 && response.statusCode < 300) return answer();
      response.on("data", (chunk: Buffer) => {
        chunks.push(chunk);
        length += chunk.length;
        if (length >= mostAnswerBytes) answer();
      });
      response.on("end", answer);
      response.on("error", answer);
    });
    request.end(bytes);
  });
}
