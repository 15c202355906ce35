import type { ServerSpec } from "@/lib/contracts";
import type { ScoreItem } from "../reward-model";

/** What a server said of one item, in its own numbers. null: it wrote null or NaN. */
export type RawScore =
  | {
      kind: "values";
      /** Logits, probabilities or attributes, in the model's order. */
      values: (number | null)[];
      /** Their names, where the server gives them. */
      names?: string[];
      /** The scalar, where the server gives one beside the attributes. */
      score?: number | null;
      nTokens?: number;
    }
  /** P(completion better) when the completion is shown first, and when the reference is. */
  | { kind: "preference"; ab: number | null; ba: number | null; nTokens?: number }
  /** This item alone has no score. */
  | { kind: "failed"; message: string };

/** How one type of model server is asked. */
export interface Adapter {
  /** The server's own path; empty where the registered address is the whole one. */
  path: string;
  /** Items and characters in one request, at most; one item may be longer. */
  mostItems(spec: ServerSpec): number;
  mostCharacters: number;
  /** Why this registration cannot work, with the remedy; null if it can. */
  refuses(spec: ServerSpec): string | null;
  /** What the admin must know about how texts are sent; null if nothing. */
  warning(spec: ServerSpec): string | null;
  /**
   * Asks for the scores of a batch.
   * @param post sends one request body and returns the answer's JSON
   * @returns one entry for each item, in order
   * @throws ServerError shape if the answer is not what the server documents
   */
  ask(spec: ServerSpec, items: readonly ScoreItem[], post: (body: unknown) => Promise<unknown>): Promise<RawScore[]>;
}
