import { describe, expect, test } from "vitest";
import { expectParity } from "../support/expect-parity";
import { families, goldenOf, specs } from "../support/families";
import { poolOfFile } from "../support/pool-of-file";

const pool = poolOfFile([families]);

describe("token ids and scores are those of transformers and torch", () => {
  const { llama, qwen3, gemma2, llama31, mistral, mistral3, deberta, bert, roberta, xlmRoberta } = specs;
  test.each([
    ["LlamaForSequenceClassification, Llama-3 template", llama], ["Qwen3ForSequenceClassification, Qwen3 template", qwen3], ["Gemma2ForSequenceClassification, a template that refuses a system message", gemma2],
    ["LlamaForSequenceClassification, Llama-3.1 template with its date", llama31],
    ["MistralForSequenceClassification, spaces written by a normaliser", mistral], ["MistralForSequenceClassification, spaces written by a pre-tokeniser", mistral3],
    ["DebertaV2ForSequenceClassification, Unigram text pairs", deberta], ["BertForSequenceClassification, WordPiece text pairs with token types", bert], ["RobertaForSequenceClassification, byte-level BPE text pairs", roberta], ["XLMRobertaForSequenceClassification, Unigram text pairs", xlmRoberta],
  ])("%s", async (_, spec) => {
    expect(await expectParity(pool, spec)).toBeGreaterThanOrEqual(60);
  });

  test("over at least 200 different texts in all, whole and cut", () => {
    const lines = Object.values(specs).flatMap((spec) => goldenOf(spec.backend.path));
    expect(new Set(lines.map((line) => JSON.stringify([line.messages, line.completion]))).size).toBeGreaterThanOrEqual(200);
    expect(new Set(lines.map((line) => line.cut))).toEqual(new Set(["none", "prompt", "completion", undefined]));
  });
});

test.each([specs.llama, specs.qwen3, specs.gemma2, specs.llama31, specs.mistral, specs.mistral3, specs.deberta, specs.bert, specs.roberta, specs.xlmRoberta])("$name passes every check that applies", async (spec) => {
  const { conformance } = await pool.check(spec);
  expect(conformance.filter((entry) => entry.outcome === "fail" || entry.outcome === "warn")).toEqual([]);
  expect(conformance.find((entry) => entry.check === "golden-scores")).toMatchObject({ outcome: "pass" });
});
