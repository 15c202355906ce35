import type { OnnxSpec } from "@/lib/contracts";
import type { ChatTemplate } from "./chat-template";
import type { ModelFolder } from "./load-model-folder";
import type { Cut, ItemErrorCode, ScoreItem } from "./reward-model";
import type { SpecialToken, Tokeniser } from "./tokeniser";
import type { Overlong } from "./truncate";

export type EncodedItem =
  | { ok: true; ids: number[]; types: number[] | null; cut: Cut; /** Pairwise models: the same with the reference shown first. */ swapped?: { ids: number[]; types: number[] | null } }
  | { ok: false; code: ItemErrorCode; message: string; nTokens: number };

export interface ItemEncoder {
  encode(item: ScoreItem): EncodedItem;
  readonly maxTokens: number;
  readonly specialTokens: readonly SpecialToken[];
  /** The control token that begins an input, where the tokeniser has one. */
  readonly bos: SpecialToken | null;
  /** How many of it an input holds. */
  readonly nBos: number;
  /** Ids of the two answers of a model that answers with a token. */
  readonly labelIds: readonly [number, number] | null;
  /** Remarks for the model's page, whole sentences. */
  readonly notes: string[];
}

/** What the encoder of one input form is made of. */
export interface EncoderParts {
  folder: ModelFolder;
  spec: OnnxSpec;
  tokeniser: Tokeniser;
  maxTokens: number;
  overlong: Overlong;
  /** The control token that tokenizer_config.json names, such as bos_token. */
  special(name: string): SpecialToken | null;
  template(): ChatTemplate;
  tooLong(nTokens: number): EncodedItem;
}
