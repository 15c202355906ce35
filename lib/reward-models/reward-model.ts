import type { ConformanceCheck, Message, RewardModelSpec } from "@/lib/contracts";

/** What one score is made of: a prompt (one user message or a conversation) and one completion. */
export interface ScoreItem {
  messages: readonly Message[];
  completion: string;
  /** What a pairwise model compares the completion with; other models do not read it. */
  reference?: string;
}

/** What a pairwise model says of a completion a against a reference b. */
export interface Preference {
  /** P(a better), both orders taken together. */
  probability: number;
  /** P(a better) when a is shown first. */
  probabilityAB: number;
  /** P(a better) when b is shown first. */
  probabilityBA: number;
}

export type Cut = "none" | "prompt" | "completion";

export type ItemErrorCode = "completion-too-long" | "not-finite" | "template-failed" | "inference-failed" | "server-refused";

/** Result of one item; an item that fails never fails the others. */
export type ItemScore =
  | {
      status: "ok";
      /** Reward units (logit), float32; of a pairwise model the log-odds of `preference.probability`. */
      score: number;
      /** Absolute models: one value for each of LoadedRewardModel.attributes. */
      attributes?: number[];
      /** Pairwise models. */
      preference?: Preference;
      nTokens: number; cut: Cut; ids?: number[];
    }
  | { status: "failed"; code: ItemErrorCode; message: string; nTokens: number; cut: Cut };

/** What opening the files says of a model. */
export interface LoadedRewardModel {
  /** SHA-256 (hex) over name, weights, tokeniser, template, precision, truncation. */
  identity: string;
  maxTokens: number;
  precision: "fp32" | "fp16" | "int8";
  /** Names of what an absolute model scores, in order; empty for others. */
  attributes: string[];
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

/** A text and the score it got; what another worker, or this one after an upgrade, must give again. */
export interface GoldenScore {
  prompt: string;
  completion: string;
  /** Pairwise models. */
  reference?: string;
  score: number;
}

export interface Recorded {
  /** Scores of the check texts as they were stored when the model first passed; null or left out where there are none. */
  recorded?: readonly GoldenScore[] | null;
}

/** Opens reward models and keeps them: one for each worker process. */
export interface RewardModelPool {
  /**
   * Also compares a handful of golden or recorded scores, once for each model and process.
   * @throws DomainError reward-model-failed with one sentence naming the file and the remedy; reward-model-changed where this worker's scores differ
   */
  open(spec: RewardModelSpec, options?: Recorded): Promise<RewardModel>;
  /** Opens the model and runs the checks; never throws for a bad model: `load` fails instead. `recorded`: scores to store once the model has passed. */
  check(spec: RewardModelSpec, options?: Recorded): Promise<{ loaded: LoadedRewardModel | null; conformance: ConformanceCheck[]; recorded: GoldenScore[] }>;
  readonly nThreads: number;
  close(): Promise<void>;
}
