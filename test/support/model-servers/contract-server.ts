import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";

/** What a server does instead of its work, once for each entry. */
export type Fault =
  | { kind: "status"; status: number; headers?: Record<string, string>; body?: string }
  | { kind: "slow"; ms: number }
  | { kind: "hang" }
  | { kind: "cut-off" }
  | { kind: "reset" }
  | { kind: "body"; text: string };

export interface Answer { status: number; json: unknown; /** Instead of answering. */ fault?: "reset" | "hang" }

export interface ContractServer {
  url: string;
  /** Every request that came, in order. */
  requests: { path: string; headers: IncomingHttpHeaders; body: any }[];
  /** Requests at work at the same time, at most. */
  peak: number;
  /** Done to the next requests, one each, before the server works again. */
  faults: Fault[];
  /** Closed sockets and no listener, as after a crash; `up` brings it back at the same port. */
  down(): Promise<void>;
  up(): Promise<void>;
  close(): Promise<void>;
}

export interface ContractOptions {
  /** Bearer key that every request must carry. */
  key?: string;
  /** How long each answer takes, in milliseconds. */
  delayMs?: number;
}

export const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** A server of node:http that answers POST by `answer`, with the faults that real ones have. */
export async function startContractServer(answer: (path: string, body: any) => Answer, { key, delayMs = 2 }: ContractOptions = {}): Promise<ContractServer> {
  const sockets = new Set<Socket>();
  let working = 0;
  const server = createServer((request, response) => void handle(request, response));
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  await listen(0);
  const port = (server.address() as AddressInfo).port;

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    working++;
    self.peak = Math.max(self.peak, working);
    try {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const text = Buffer.concat(chunks).toString("utf8");
      const path = (request.url ?? "/").split("?")[0]!;
      const body: any = text ? JSON.parse(text) : null;
      self.requests.push({ path, headers: request.headers, body });
      const fault = self.faults.shift();
      await sleep(fault?.kind === "slow" ? fault.ms : delayMs);
      if (fault?.kind === "hang") await new Promise((resolve) => response.on("close", resolve));
      if (fault?.kind === "reset") return void request.socket.destroy();
      if (fault?.kind === "status") return void response.writeHead(fault.status, fault.headers).end(fault.body ?? "");
      if (fault?.kind === "body") return void response.writeHead(200, { "content-type": "application/json" }).end(fault.text);
      if (key && request.headers.authorization !== `Bearer ${key}`) return send(response, { status: 401, json: { error: { message: "Unauthorized" } } });
      if (request.method !== "POST") return send(response, { status: 405, json: { detail: "Method Not Allowed" } });
      const result = answer(path, body);
      if (result.fault === "reset") return void request.socket.destroy();
      if (result.fault === "hang") return void (await new Promise((resolve) => response.on("close", resolve)));
      if (fault?.kind === "cut-off") {
        const whole = JSON.stringify(result.json);
        response.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(whole) });
        response.write(whole.slice(0, whole.length >> 1), () => request.socket.destroy());
        return;
      }
      send(response, result);
    } catch {
      if (!response.headersSent) response.writeHead(500).end();
    } finally {
      working--;
    }
  }

  const down = () => new Promise<void>((resolve) => {
    server.close(() => resolve());
    for (const socket of sockets) socket.destroy();
  });
  const self: ContractServer = { url: `http://127.0.0.1:${port}`, requests: [], peak: 0, faults: [], down, up: () => listen(port), close: down };
  return self;
}

function send(response: ServerResponse, { status, json }: Answer): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(json));
}
