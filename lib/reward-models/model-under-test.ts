import type { ItemScore, ScoreItem } from "./reward-model";
import type { EncodedRow, ModelFacts, PlainRow } from "./thread-messages";

/** An opened model as the conformance checks see it. */
export interface ModelUnderTest {
  facts: ModelFacts;
  /** With ids. */
  score(items: readonly ScoreItem[]): Promise<ItemScore[]>;
  encode(items: readonly ScoreItem[]): Promise<EncodedRow[]>;
  /** What the model answers for rows run together, padded to the longest plus `extra`. */
  scoreBatch(rows: PlainRow[], side: "left" | "right", extra: number): Promise<number[]>;
  /** Scores with the fp32 file of the same folder, or why there is none. */
  fullPrecision(): Promise<((items: readonly ScoreItem[]) => Promise<ItemScore[]>) | string>;
}
