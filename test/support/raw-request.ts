import { connect } from "node:net";

/**
 * Sends bytes as they are and returns everything that comes back until the server closes, or is silent for `quietMs`.
 * @param halfClose ends our side after sending, in the middle of whatever was announced
 */
export function rawRequest(port: number, bytes: string | Uint8Array, options: { halfClose?: boolean; quietMs?: number } = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    let received = "";
    const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
    const done = () => {
      socket.destroy();
      resolve(received);
    };
    socket.setTimeout(options.quietMs ?? 2000, done);
    socket.on("error", (error) => (received ? done() : reject(error)));
    socket.on("data", (chunk) => { received += chunk.toString("utf8"); });
    socket.on("end", done);
    if (options.halfClose) socket.end(bytes);
    else socket.write(bytes);
  });
}
