/** Why one request to a model server brought no usable scores; the message is one sentence, without key and query. */
export type ServerErrorKind =
  /** It was refused (4xx): an item may be to blame. */
  | "refused"
  /** The server broke on it (500, 424, a lost connection), again and again. */
  | "fault"
  /** No answer within the time limit, again and again. */
  | "slow"
  /** The answer is not what this type of server answers: wrong length, wrong fields. */
  | "shape";

/** An error that a smaller request may not have: the batch is halved until the item to blame stands alone. */
export class ServerError extends Error {
  override readonly name = "ServerError";
  constructor(readonly kind: ServerErrorKind, message: string, readonly status?: number) {
    super(message);
  }
}
