import net from "node:net";
import { ConfigError } from "@/lib/errors";

/** Null when this host and port can be listened on, else the reason code. */
export function whyPortTaken(host: string, port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? "unknown"));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(null)));
  });
}

/**
 * The port to listen on: the wanted one, or where it was not asked for by name the next free one (at most 100 further).
 * @param options.explicit the user named the port: then another one would be a surprise
 * @param options.waitMs how long the wanted port may take to become free (the processes of a killed server are ending)
 * @throws ConfigError when the port is taken or the host is not this machine's
 */
export async function choosePort(options: { host: string; port: number; explicit: boolean; waitMs?: number }): Promise<number> {
  if (options.port === 0) return anyPort(options.host);
  const deadline = Date.now() + (options.waitMs ?? 0);
  while (Date.now() < deadline && (await whyPortTaken(options.host, options.port)) === "EADDRINUSE") await new Promise((resolve) => setTimeout(resolve, 200));
  for (let port = options.port; port <= Math.min(options.port + 100, 65535); port++) {
    const why = await whyPortTaken(options.host, port);
    if (!why) return port;
    if (why === "EADDRNOTAVAIL" || why === "ENOTFOUND") throw new ConfigError(`This machine has no address ${options.host}. Correct TIDEMARK_HOST (127.0.0.1 for this machine alone, 0.0.0.0 for every network).`);
    if (options.explicit) {
      const cause = why === "EACCES" ? "needs more rights than this user has" : "is taken by another program";
      throw new ConfigError(`Port ${port} of ${options.host} ${cause}. Choose another with TIDEMARK_PORT, or leave it out to get the next free one.`);
    }
  }
  throw new ConfigError(`No free port from ${options.port} on. Choose one with TIDEMARK_PORT.`);
}

function anyPort(host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once("error", () => reject(new ConfigError(`This machine has no address ${host}. Correct TIDEMARK_HOST.`)));
    server.listen(0, host, () => {
      const { port } = server.address() as net.AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
