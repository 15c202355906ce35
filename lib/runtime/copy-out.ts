import { Readable } from "node:stream";
import type pg from "pg";
import type { CopyHandlers } from "./pg-copy";

/**
 * Bytes of `COPY ... TO STDOUT`, as fast as they are taken: a slow reader holds the server back.
 * @returns the bytes; `nRows` is known when they have ended
 */
export function copyOut(client: pg.Client, sql: string): { bytes: Readable; nRows: () => number } {
  let connection: pg.Connection | undefined;
  let nRows = 0;
  const bytes = new Readable({ read: () => void connection?.stream.resume() });
  const handlers: CopyHandlers & { handleCopyData(message: { chunk: Buffer }): void } = {
    submit: (given) => (connection = given).query(sql),
    handleCopyData: ({ chunk }) => void (bytes.push(chunk) || connection?.stream.pause()),
    handleCommandComplete: ({ text }) => (nRows = rowsOf(text)),
    handleError: (error) => void bytes.destroy(error),
    handleReadyForQuery: () => void bytes.push(null),
  };
  client.query(handlers);
  return { bytes, nRows: () => nRows };
}

/** Of a command tag, `COPY 42`. */
export const rowsOf = (tag: string): number => Number(/^COPY (\d+)$/.exec(tag)?.[1] ?? 0);
