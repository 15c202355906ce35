import { request as httpRequest, type Agent as HttpAgent, type IncomingMessage } from "node:http";
import { request as httpsRequest, type Agent as HttpsAgent } from "node:https";

/** What came back of one request. `broken`: the connection failed or the body was cut off; `late`: the time limit passed; `large`: more than `mostBytes`. */
export type Exchange =
  | { kind: "answer"; status: number; headers: IncomingMessage["headers"]; body: string }
  | { kind: "broken"; code: string }
  | { kind: "late" }
  | { kind: "large" };

export interface ExchangeOptions {
  url: URL;
  headers: Record<string, string>;
  body: string;
  agent: HttpAgent | HttpsAgent;
  timeoutMs: number;
  mostBytes: number;
  signal: AbortSignal;
}

/** Sends one POST and reads the whole answer. Follows nothing, repeats nothing. @throws the signal's reason if aborted */
export function exchange({ url, headers, body, agent, timeoutMs, mostBytes, signal }: ExchangeOptions): Promise<Exchange> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const bytes = Buffer.from(body, "utf8");
    const send = url.protocol === "https:" ? httpsRequest : httpRequest;
    const request = send(url, { method: "POST", agent, headers: { ...headers, "content-length": bytes.length } });
    const timer = setTimeout(() => settle(() => resolve({ kind: "late" })), timeoutMs);
    const abort = () => settle(() => reject(signal.reason));
    signal.addEventListener("abort", abort, { once: true });

    let settled = false;
    function settle(how: () => void): void {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      signal.removeEventListener("abort", abort);
      request.destroy();
      how();
    }
    const broken = (error: NodeJS.ErrnoException | null) => settle(() => resolve({ kind: "broken", code: error?.code ?? "ECONNRESET" }));

    request.on("error", broken);
    request.on("response", (response) => {
      const chunks: Buffer[] = [];
      let length = 0;
      response.on("data", (chunk: Buffer) => {
        length += chunk.length;
        if (length > mostBytes) settle(() => resolve({ kind: "large" }));
        else chunks.push(chunk);
      });
      response.on("error", broken);
      response.on("close", () => broken(null));
      response.on("end", () => {
        if (!response.complete) return broken(null);
        const answer = { status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks).toString("utf8") };
        if (settled) return;
        settled = true;
        clearTimeout(timer);
        signal.removeEventListener("abort", abort);
        resolve({ kind: "answer", ...answer });
      });
    });
    request.end(bytes);
  });
}
