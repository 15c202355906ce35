import { once } from "node:events";
import type pg from "pg";
import { rowsOf } from "./copy-out";
import type { CopyHandlers } from "./pg-copy";

/**
 * Sends bytes to `COPY ... FROM STDIN`, no faster than the server takes them.
 * @returns rows that were stored
 * @throws the database's error, or that of the bytes; nothing is stored then
 */
export function copyIn(client: pg.Client, sql: string, bytes: AsyncIterable<Buffer>): Promise<number> {
  return new Promise((resolve, reject) => {
    let nRows = 0;
    let failure: Error | undefined;
    const handlers: CopyHandlers & { handleCopyInResponse(connection: pg.Connection): void } = {
      submit: (connection) => connection.query(sql),
      handleCopyInResponse: (connection) => {
        send(connection, bytes, () => failure !== undefined).catch((error: Error) => {
          failure ??= error;
          connection.sendCopyFail("the backup cannot be read");
        });
      },
      handleCommandComplete: ({ text }) => (nRows = rowsOf(text)),
      handleError: (error) => reject((failure ??= error)),
      handleReadyForQuery: () => (failure ? reject(failure) : resolve(nRows)),
    };
    client.query(handlers);
  });
}

async function send(connection: pg.Connection, bytes: AsyncIterable<Buffer>, isOver: () => boolean): Promise<void> {
  for await (const chunk of bytes) {
    if (isOver()) return;
    connection.sendCopyFromChunk(chunk);
    if (connection.stream.writableNeedDrain) await untilTaken(connection);
  }
  connection.endCopyFrom();
}

/** Until the server takes more, or has gone; neither leaves a listener behind. */
async function untilTaken({ stream }: pg.Connection): Promise<void> {
  const over = new AbortController(), { signal } = over;
  await Promise.race([once(stream, "drain", { signal }), once(stream, "close", { signal })]).finally(() => over.abort());
}
