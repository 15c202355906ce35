import type { ItemScore, ScoreItem } from "./reward-model";
import type { EncodedRow, ModelFacts } from "./thread-messages";

/** An opened model as the conformance checks see it. */
export interface ModelUnderTest {
  facts: ModelFacts;
  /** With ids. */
  score(items: readonly ScoreItem[]): Promise<ItemScore[]>;
  encode(items: readonly ScoreItem[]): Promise<EncodedRow[]>;
  /** Scores of rows run together, padded to the longest plus `extra`. */
  scoreBatch(rows: { ids: number[]; types: number[] | null }[], side: "left" | "right", extra: number): Promise<number[]>;
}
