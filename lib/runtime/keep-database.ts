import type { Logger } from "@/lib/logger";
import { findLiveDatabase, startEmbeddedPostgres } from "./embedded-postgres";

const lookEveryMs = 3000;

/**
 * Starts the embedded database again, on the same port, should somebody end it while the product runs (the out-of-memory
 * killer, a stray kill): app and workers reconnect by themselves.
 * @returns stop: call it before the database is stopped on purpose
 */
export function keepDatabase(options: { dataDir: string; url: string; log: Logger }): { stop(): Promise<void> } {
  const port = Number(new URL(options.url).port);
  let stopped = false;
  let missed = 0;
  let turn: Promise<void> = Promise.resolve();
  const look = async () => {
    missed = (await findLiveDatabase(options.dataDir).catch(() => null)) ? 0 : missed + 1;
    if (missed < 2 || stopped) return; // one refused connection is not yet a dead server
    options.log.warn("the embedded database is gone; it is started again");
    await startEmbeddedPostgres({ dataDir: options.dataDir, log: options.log, port });
    missed = 0;
  };
  const timer = setInterval(() => {
    turn = turn.then(() => (stopped ? undefined : look())).catch((error: unknown) => options.log.error({ err: error }, "the embedded database does not start again"));
  }, lookEveryMs);
  timer.unref();
  return {
    stop: async () => {
      stopped = true;
      clearInterval(timer);
      await turn;
    },
  };
}
