import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { assemblePair, controlTokens, pairLayout } from "@/lib/reward-models/tokenise-pair";
import { createTokeniser } from "@/lib/reward-models/tokeniser";
import { splitByPattern } from "@/lib/reward-models/split-by-pattern";
import { fixtures, models } from "./support/scoring-pool";

const folder = path.join(fixtures, "tokenisers");
const read = (file: string): never => JSON.parse(readFileSync(file, "utf8")) as never;
/** Made by test/fixtures/make_tokenisers.py with the native library. */
const golden: { texts: string[]; ids: Record<string, number[][]> } = read(path.join(folder, "golden.json"));

describe("ids are those of the native library", () => {
  test.each(Object.keys(golden.ids))("%s", (name) => {
    const tokeniser = createTokeniser(read(name === "starter" ? path.join(models, "starter/tokenizer.json") : path.join(folder, `${name}.json`)), name);
    for (const [i, text] of golden.texts.entries()) expect([text, ...tokeniser.encode(text)]).toEqual([text, ...golden.ids[name]![i]!]);
  });
});

test("a tokeniser of an unknown kind is refused with a sentence that names the file and the part", () => {
  const json = read(path.join(folder, "bpe-gpt2.json")) as Record<string, unknown>;
  expect(() => createTokeniser({ ...json, normalizer: { type: "Mystery" } }, "my-model")).toThrow(/my-model\/tokenizer\.json .*Unknown Normalizer type: Mystery/);
});

describe("a text pair", () => {
  const tokeniser = createTokeniser(read(path.join(folder, "unigram-xlm-roberta.json")), "x");
  const templates = {
    "RobertaProcessing: <s> A </s></s> B </s>": [{ type: "RobertaProcessing", cls: ["<s>", 0], sep: ["</s>", 2] }, [0, 7, 8, 2, 2, 9, 2], [0, 0, 0, 0, 0, 0, 0]],
    "BertProcessing: [CLS] A [SEP] B [SEP]": [{ type: "BertProcessing", cls: ["[CLS]", 101], sep: ["[SEP]", 102] }, [101, 7, 8, 102, 9, 102], [0, 0, 0, 0, 1, 1]],
    "the last of a sequence that adds control tokens": [{ type: "Sequence", processors: [{ type: "ByteLevel" }, { type: "BertProcessing", cls: ["[CLS]", 1], sep: ["[SEP]", 2] }] }, [1, 7, 8, 2, 9, 2], [0, 0, 0, 0, 1, 1]],
    "no post-processor: the sides alone": [null, [7, 8, 9], [0, 0, 1]],
    "a template of its own": [{
      type: "TemplateProcessing", pair: [{ SpecialToken: { id: "<s>", type_id: 0 } }, { Sequence: { id: "B", type_id: 0 } }, { SpecialToken: { id: "</s>", type_id: 0 } }, { Sequence: { id: "A", type_id: 1 } }],
      special_tokens: { "<s>": { ids: [0] }, "</s>": { ids: [2, 3] } },
    }, [0, 9, 2, 3, 7, 8], [0, 0, 0, 0, 1, 1]],
  } as const;
  test.each(Object.entries(templates))("%s", (_, [processor, ids, types]) => {
    const layout = pairLayout({ post_processor: processor }, tokeniser, "x");
    expect(assemblePair(layout, [7, 8], [9])).toEqual({ ids, types });
    expect(controlTokens(layout)).toBe(ids.length - 3);
  });
  test("an empty completion is an empty second side, with its separator", () => {
    const layout = pairLayout({ post_processor: { type: "BertProcessing", cls: ["[CLS]", 101], sep: ["[SEP]", 102] } }, tokeniser, "x");
    expect(assemblePair(layout, [7], []).ids).toEqual([101, 7, 102, 102]);
  });
});

test("splits as the native library does, in all its ways", () => {
  const by = (behaviour: Parameters<typeof splitByPattern>[2], invert = false): string => splitByPattern("a12b3", /\d/g, behaviour, invert).join("|");
  expect([by("removed"), by("isolated"), by("mergedwithprevious"), by("mergedwithnext"), by("contiguous")]).toEqual(["a|b", "a|1|2|b|3", "a1|2|b3", "a|1|2b|3", "a|12|b|3"]);
  expect([by("removed", true), by("mergedwithprevious", true), by("mergedwithnext", true)]).toEqual(["1|2|3", "a|1|2b|3", "a1|2|b3"]);
});
