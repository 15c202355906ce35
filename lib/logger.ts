import pino from "pino";

export type Logger = pino.Logger;

/** JSON lines on standard error, so that standard output stays for what a command prints. Keys and codes are never logged. */
export function createLogger(options: { level: string; name: string }): Logger {
  return pino(
    {
      level: options.level,
      name: options.name,
      redact: { paths: ["key", "code", "authorization", "*.authorization", "*.cookie", "*.key", "databaseUrl", "*.databaseUrl"], censor: "[hidden]" },
    },
    pino.destination(2),
  );
}
