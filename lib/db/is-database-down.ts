/** Prisma: server unreachable, time limit, connection closed, no free connection in the pool. */
const prismaCodes = new Set(["P1001", "P1002", "P1008", "P1017", "P2024"]);
/** Kinds that the driver adapter gives. */
const adapterKinds = new Set(["DatabaseNotReachable", "ConnectionClosed", "SocketTimeout", "TooManyConnections", "TlsConnectionError", "AuthenticationFailed", "DatabaseAccessDenied", "DatabaseDoesNotExist"]);
/** Sockets, and PostgreSQL's own: shutting down, crashed, starting up, out of connections, disk or memory (class 53), connection failures (class 08). */
const outsideCodes = /^(ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EPIPE|57P0[123]|53...|08...)$/;
const driverMessages = /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|the database system is|Unable to start a transaction|not currently accepting connections/;

/** Whether an error means that the database cannot be reached just now (as against a query that is wrong). */
export function isDatabaseDown(error: unknown): boolean {
  for (let e = error, depth = 0; e !== null && typeof e === "object" && depth < 5; depth++) {
    const { code, originalCode, kind, message, cause, meta } = e as Record<string, unknown>;
    if ([code, originalCode].some((c) => typeof c === "string" && (prismaCodes.has(c) || outsideCodes.test(c)))) return true;
    if (typeof kind === "string" && adapterKinds.has(kind)) return true;
    if (typeof message === "string" && driverMessages.test(message)) return true;
    e = cause ?? (meta as { driverAdapterError?: unknown } | undefined)?.driverAdapterError;
  }
  return false;
}
