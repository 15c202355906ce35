import { describe, expect, test } from "vitest";
import type { Pair } from "@/lib/contracts";
import { annotationsOf, modelOutputs } from "@/lib/formats/alpaca-eval";
import { matchAnnotations, matchOutputs } from "@/lib/formats/match-alpaca-eval";
import { nameOf } from "@/lib/formats/name-of";
import type { TableRow } from "@/lib/formats/table-of";
import { alpacaEvalFiles } from "@/lib/formats/write-alpaca-eval";

const rows = (...fields: Record<string, unknown>[]): TableRow[] => fields.map((own, i) => ({ at: `entry ${i + 1}`, fields: own }));
const outputs = modelOutputs(rows({ instruction: "a", output: "1", generator: "m" }, { instruction: "b", output: "2", generator: "m" }, { instruction: "c", output: "3" }));
const prompts = ["a", "b", "d"].map((instruction) => ({ key: `key-${instruction}`, instruction }));
const references = modelOutputs(rows({ instruction: "b", output: "r" }, { instruction: "a", output: "s" }));

describe("model outputs", () => {
  test("are found by instruction; what the set lacks and what the file lacks is named", () => {
    expect(matchOutputs(outputs, prompts)).toEqual({
      completions: [{ key: "key-a", completion: "1" }, { key: "key-b", completion: "2" }], unknown: ["c"], missing: ["key-d"],
    });
  });

  test.each([
    [{ output: "x" }, /^entry 1: "instruction" is no text\. A file of model outputs is/], [{ instruction: "a" }, /^entry 1: "output" is missing/], [{ instruction: "a", output: 3 }, /^entry 1: "output" is no text/],
  ])("%j is refused", (fields, message) => expect(() => modelOutputs(rows(fields))).toThrow(message));
});

describe("annotations", () => {
  test("a preference is a probability less one; 0 is a tie as in alpaca_eval; one that is absent stays absent", () => {
    const read = annotationsOf(rows({ instruction: "a", preference: 1.75 }, { instruction: "b", preference: 0 }, { instruction: "c", preference: null }));
    expect(matchAnnotations(read, outputs, [...prompts, { key: "key-c", instruction: "c" }], null).preferences).toEqual([
      { key: "key-a", probability: 0.75 }, { key: "key-b", probability: 0.5 }, { key: "key-c", probability: null },
    ]);
  });

  test.each([
    [{ instruction: "a", preference: 3 }, /^entry 1: "preference" is 3; it is a number from 1/], [{ instruction: "a", preference: "better" }, /"preference" is "better"/], [{ preference: 1 }, /^entry 1: neither "instruction" nor "prompt_index"/],
  ])("%j is refused", (fields, message) => expect(() => annotationsOf(rows(fields))).toThrow(message));

  test("a place counts the reference's outputs, not the model's", () => {
    const read = annotationsOf(rows({ prompt_index: "0", preference: "2" }));
    expect(matchAnnotations(read, outputs, prompts, references).preferences).toEqual([{ key: "key-b", probability: 1 }]);
    expect(matchAnnotations(read, outputs, prompts, null).unmatched[0]?.why).toMatch(/--reference/);
  });

  test("a judgement of other texts, of an unknown prompt, or a second one of the same pair is never counted in", () => {
    const judged = (fields: object) => ({ instruction: "a", preference: 2, output_1: "s", output_2: "1", ...fields });
    const read = annotationsOf(rows(judged({}), judged({}), judged({ instruction: "b", output_1: "r", output_2: "other" }), judged({ instruction: "b", output_1: "other", output_2: "2" }), judged({ instruction: "z" }), judged({ instruction: "d" })));
    const { preferences, unmatched, missing } = matchAnnotations(read, outputs, prompts, references);
    expect(preferences).toEqual([{ key: "key-a", probability: 1 }]);
    expect(unmatched.map(({ at, why }) => `${at} ${why}`)).toEqual([
      "entry 2 the same pair is judged at entry 1", "entry 3 output_2 is another text than the checkpoint's output", "entry 4 output_1 is another text than the reference's output",
      "entry 5 no prompt has this instruction", "entry 6 the checkpoint has no output for it",
    ]);
    expect(missing).toEqual(["key-b"]);
  });
});

describe("writing a checkpoint for alpaca_eval", () => {
  const names = { generator: "m", reference: "r", annotator: "tidemark:judge" };
  const pair = (fields: Partial<Pair>): Pair => ({
    key: "k", tags: ["koala"], prompt: "p", reference: "r", completion: "c", referenceScore: null, score: null, margin: 0.1, probability: 0.525, outcome: "win", cut: "none", referenceCut: "none", finishReason: null, ...fields,
  });

  test("weighted by the probability, binary by the outcome, a tie exactly 1.5 in both", () => {
    const pairs = [pair({}), pair({ outcome: "loss", probability: 0.25 }), pair({ outcome: "tie", probability: 0.5000000001 })];
    expect(alpacaEvalFiles(pairs, names, false).annotations.map(({ preference }) => preference)).toEqual([1.525, 1.25, 1.5]);
    expect(alpacaEvalFiles(pairs, names, true).annotations.map(({ preference }) => preference)).toEqual([2, 1, 1.5]);
    expect(alpacaEvalFiles(pairs, names, false).annotations[0]).toMatchObject({ instruction: "p", output_1: "r", output_2: "c", generator_1: "r", generator_2: "m", dataset: "koala" });
  });

  test("what cannot be written is named, each in its own list", () => {
    const { prompt: _, ...conversation } = pair({ key: "talk" });
    const files = alpacaEvalFiles([conversation, pair({ key: "none", completion: null, outcome: "missing" }), pair({ key: "failed", outcome: "failed", probability: null }), pair({})], names, false);
    expect([files.conversations, files.missing, files.unscored]).toEqual([["talk"], ["none"], ["failed"]]);
    expect([files.modelOutputs.length, files.annotations.length]).toEqual([2, 1]);
  });
});

test.each([["weighted_alpaca_eval_gpt4_turbo", "weighted_alpaca_eval_gpt4_turbo"], ["../gpt 4 (turbo)", "gpt-4-turbo"], ["***", null]])("the text %j gives the name %j", (text, name) => expect(nameOf(text)).toBe(name));
