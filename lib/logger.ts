import pino from "pino";

export type Logger = pino.Logger;

/** JSON lines on standard error (or appended to a file), so that standard output stays for what a command prints. Keys and codes are never logged. */
export function createLogger(options: { level: string; name: string; file?: string }): Logger {
  return pino(
    {
      level: options.level,
      name: options.name,
      redact: { paths: ["key", "code", "authorization", "*.authorization", "*.cookie", "*.key", "databaseUrl", "*.databaseUrl"], censor: "[hidden]" },
    },
    pino.destination(options.file ? { dest: options.file, append: true, sync: true, mode: 0o600 } : 2),
  );
}
