import { ConfigError, DomainError } from "@/lib/errors";
import { showControls } from "@/lib/formats/show-controls";
import { ApiError } from "./api-client";

/** What to type next, where the server's own words do not say it. */
const remedies: Record<string, string> = {
  unauthorized: 'Set TIDEMARK_API_KEY to a key of this server; "tidemark keys create NAME" on its machine makes one.',
};

/** One line for the terminal; the stack only with --debug (wherever it stands on the line). */
export function explainError(error: unknown, debug = process.argv.includes("--debug")): string {
  const known = error instanceof ConfigError || error instanceof DomainError || error instanceof ApiError;
  const message = error instanceof Error ? error.message : String(error);
  const line = known ? message : `Something unexpected went wrong: ${message.split("\n")[0]} (--debug shows where).`;
  const remedy = error instanceof ApiError ? remedies[error.problem.code] : undefined;
  return `tidemark: ${showControls(line)}${remedy ? ` ${remedy}` : ""}${debug && error instanceof Error ? `\n${error.stack}${error.cause instanceof Error ? `\ncaused by ${error.cause.stack}` : ""}` : ""}`;
}
