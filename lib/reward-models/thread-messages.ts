import type { OnnxSpec } from "@/lib/contracts";
import type { ItemScore, LoadedRewardModel, ScoreItem } from "./reward-model";

/** What a scoring thread is asked; `id` comes back with the answer. */
export type ThreadRequest =
  | { id: number; kind: "load"; model: number; folder: string; roots: string[]; spec: OnnxSpec; nThreads: number; identify: boolean }
  | { id: number; kind: "score"; model: number; items: ScoreItem[]; withIds: boolean; /** [0] becomes 1 when nobody wants the rest. */ stop: Int32Array }
  | { id: number; kind: "encode"; model: number; items: ScoreItem[] }
  | { id: number; kind: "score-batch"; model: number; rows: PlainRow[]; side: "left" | "right"; extra: number };

export interface ModelFacts {
  loaded: LoadedRewardModel;
  /** Threads that may hold a copy of it. */
  maxThreads: number;
  specialTokens: { id: number; content: string }[];
  bosId: number | null;
  /** How many of it an input holds. */
  nBos: number;
  /** Text of the folder's golden.jsonl, or null. */
  golden: string | null;
  notes: string[];
  /** The last token decides (decoders), so padding on the left is meant to work too. */
  isDecoder: boolean;
  /** It compares two texts. */
  isPairwise: boolean;
}

export type PlainRow = { ids: number[]; types: number[] | null };
export type EncodedRow = (PlainRow & { cut: "none" | "prompt" | "completion" }) | null;

export type ThreadAnswer =
  | { id: number; kind: "loaded"; facts: ModelFacts | null }
  | { id: number; kind: "scored"; /** Shorter than the items asked where it was stopped. */ results: ItemScore[]; elapsedMs: number }
  | { id: number; kind: "encoded"; rows: EncodedRow[] }
  | { id: number; kind: "batch"; scores: number[] }
  | { id: number; kind: "failed"; /** `model`: the sentence may be shown; `internal`: only logged. */ reason: "model" | "internal"; message: string };
