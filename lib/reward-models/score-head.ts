import type { ReadOutputs } from "./run-rows";

/** What a model says of one text: its scalar (float32), and what an absolute model scores besides. */
export interface RowScore { score: number; attributes?: number[] }

/** Reads scores from a model's outputs. */
export interface ScoreHead {
  readonly outputNames: readonly string[];
  /** Names of what RowScore.attributes holds, in order; empty where it holds nothing. */
  readonly attributes: readonly string[];
  readonly read: ReadOutputs<RowScore[]>;
}
