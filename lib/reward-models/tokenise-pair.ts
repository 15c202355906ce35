import type { Json } from "./load-model-folder";
import { RewardModelError } from "./reward-model-error";
import type { Tokeniser } from "./tokeniser";

/** The layout of a text pair: control ids and the two sides, each with its token type. */
export type PairLayout = readonly ({ ids: readonly number[]; type: number } | { side: "A" | "B"; type: number })[];

export interface PairIds { ids: number[]; types: number[] }

/**
 * Where the post-processor of tokenizer.json puts control tokens around a pair: `[CLS] A [SEP] B [SEP]`, `<s> A </s></s> B </s>`, or a template of its own.
 * @throws RewardModelError if the template names a token that has no id
 */
export function pairLayout(tokenizerJson: Json, tokeniser: Tokeniser, shownName: string): PairLayout {
  const processor = pairProcessor(tokenizerJson.post_processor as Json | null | undefined);
  switch (processor?.type) {
    case "TemplateProcessing": {
      const tokens = processor.special_tokens as Record<string, { ids: number[] }> | undefined;
      return (processor.pair as Json[]).map((item) => {
        const sequence = item.Sequence as { id: "A" | "B"; type_id: number } | undefined;
        if (sequence) return { side: sequence.id, type: sequence.type_id };
        const special = item.SpecialToken as { id: string; type_id: number };
        const ids = tokens?.[special.id]?.ids ?? [tokeniser.idOf(special.id)].filter((id) => id !== undefined);
        if (ids.length === 0) throw new RewardModelError(`${shownName}/tokenizer.json puts "${special.id}" around a pair but has no id for it: save the tokeniser again.`);
        return { ids, type: special.type_id };
      });
    }
    case "BertProcessing": case "RobertaProcessing": {
      const [cls, sep] = [(processor.cls as [string, number])[1], (processor.sep as [string, number])[1]];
      const roberta = processor.type === "RobertaProcessing";
      const second = roberta ? 0 : 1;
      return [{ ids: [cls], type: 0 }, { side: "A", type: 0 }, { ids: roberta ? [sep, sep] : [sep], type: 0 }, { side: "B", type: second }, { ids: [sep], type: second }];
    }
    default: return [{ side: "A", type: 0 }, { side: "B", type: 1 }];
  }
}

/** Control tokens that a pair carries besides its two sides. */
export function controlTokens(layout: PairLayout): number {
  return layout.reduce((n, part) => n + ("ids" in part ? part.ids.length : 0), 0);
}

/** Puts two encoded sides together. An empty side stays a side: its separator is kept. */
export function assemblePair(layout: PairLayout, a: readonly number[], b: readonly number[]): PairIds {
  const ids: number[] = [], types: number[] = [];
  for (const part of layout) {
    for (const id of "ids" in part ? part.ids : part.side === "A" ? a : b) { ids.push(id); types.push(part.type); }
  }
  return { ids, types };
}

/** Within a sequence of post-processors the last that adds control tokens decides. */
function pairProcessor(processor: Json | null | undefined): Json | null {
  if (!processor) return null;
  if (processor.type !== "Sequence") return processor.type === "ByteLevel" ? null : processor;
  return (processor.processors as Json[]).map(pairProcessor).findLast((child) => child !== null) ?? null;
}
