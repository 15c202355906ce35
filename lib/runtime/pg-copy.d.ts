import type { Connection } from "pg";

// What node-postgres has for COPY and its types leave out.
declare module "pg" {
  interface Connection {
    sendCopyFromChunk(chunk: Buffer): void;
    endCopyFrom(): void;
    sendCopyFail(message: string): void;
  }
}

/** What a client calls on the query that it is busy with. */
export interface CopyHandlers {
  submit(connection: Connection): void;
  handleError(error: Error, connection: Connection): void;
  handleReadyForQuery(connection: Connection): void;
  handleCommandComplete(message: { text: string }): void;
}
