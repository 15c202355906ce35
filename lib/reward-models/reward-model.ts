import type { ConformanceCheck, Message, RewardModelSpec } from "@/lib/contracts";

/** What one score is made of: a prompt (one user message or a conversation) and one completion. */
export interface ScoreItem {
  messages: readonly Message[];
  completion: string;
}

export type Cut = "none" | "prompt" | "completion";

export type ItemErrorCode = "completion-too-long" | "not-finite" | "template-failed" | "inference-failed";

/** Result of one item; an item that fails never fails the others. */
export type ItemScore =
  | { status: "ok"; /** Reward units (logit), float32. */ score: number; nTokens: number; cut: Cut; ids?: number[] }
  | { status: "failed"; code: ItemErrorCode; message: string; nTokens: number; cut: Cut };

/** What opening the files says of a model. */
export interface LoadedRewardModel {
  /** SHA-256 (hex) over name, weights, tokeniser, template, precision, truncation. */
  identity: string;
  maxTokens: number;
  precision: "fp32" | "fp16" | "int8";
  /** One sentence on its limits from the folder's tidemark.json (`{"notice": "..."}`), or null. */
  notice: string | null;
}

export interface ScoreOptions {
  signal: AbortSignal;
  /** Called as results come in, in any order; `index` is the item's place in `items`. */
  onResults: (results: readonly { index: number; result: ItemScore }[]) => void;
  /** Also return token ids (for parity tests and "explain"). */
  withIds?: boolean;
}

/** A reward model that is ready to score. */
export interface RewardModel {
  readonly loaded: LoadedRewardModel;
  /** Scores every item; resolves when all have a result. Batch size and order never change a score. @throws the signal's reason if aborted */
  score(items: readonly ScoreItem[], options: ScoreOptions): Promise<void>;
}

/** Opens reward models and keeps them: one for each worker process. */
export interface RewardModelPool {
  /** @throws DomainError reward-model-failed with one sentence naming the file and the remedy */
  open(spec: RewardModelSpec): Promise<RewardModel>;
  /** Opens the model and runs the checks; never throws for a bad model: `load` fails instead. */
  check(spec: RewardModelSpec): Promise<{ loaded: LoadedRewardModel | null; conformance: ConformanceCheck[] }>;
  readonly nThreads: number;
  close(): Promise<void>;
}
