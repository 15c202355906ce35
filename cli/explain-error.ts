import { ConfigError, DomainError } from "@/lib/errors";
import { ApiError } from "./api-client";

/** One line for the terminal; the stack only with --debug (wherever it stands on the line). */
export function explainError(error: unknown, debug = process.argv.includes("--debug")): string {
  const known = error instanceof ConfigError || error instanceof DomainError || error instanceof ApiError;
  const message = error instanceof Error ? error.message : String(error);
  const line = known ? message : `Something unexpected went wrong: ${message.split("\n")[0]} (--debug shows where).`;
  return `tidemark: ${line}${debug && error instanceof Error ? `\n${error.stack}${error.cause instanceof Error ? `\ncaused by ${error.cause.stack}` : ""}` : ""}`;
}
