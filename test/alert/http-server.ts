import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface Received { method: string; path: string; headers: IncomingMessage["headers"]; body: string }
export type Answer = (response: ServerResponse, request: Received) => void;

export const ok: Answer = (response) => response.end("ok");
export const status = (code: number, headers: Record<string, string> = {}, body = ""): Answer => (response) => response.writeHead(code, headers).end(body);

/** A real HTTP server that answers each request with the next of `answers`, the last one for ever. */
export async function httpServer(...answers: Answer[]): Promise<{ url: string; received: Received[]; close(): Promise<void> }> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const got = { method: request.method ?? "", path: request.url ?? "", headers: request.headers, body: Buffer.concat(chunks).toString("utf8") };
      received.push(got);
      answers[Math.min(received.length, answers.length) - 1]!(response, got);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received,
    close: () => new Promise((resolve) => { server.closeAllConnections(); server.close(() => resolve()); }),
  };
}
