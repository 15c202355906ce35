import { describe, expect, test } from "vitest";
import type { OnnxSpec } from "@/lib/contracts";
import { absoluteScore } from "@/lib/reward-models/absolute-score";
import { nameOutputs } from "@/lib/reward-models/name-outputs";

const config = { id2label: { 0: "helpfulness", 1: "correctness", 2: "verbosity" } };
const widths = new Map([["logits", 3], ["rewards", 3], ["gate", 3], ["score", 1]]);
const values = (output: string): number[] => ({ logits: [1, 2, 4], rewards: [1, 2, 4], gate: [0.5, 0.25, 0.125], score: [9] })[output]!;
const weights = [{ name: "helpfulness", weight: 0.5 }, { name: "verbosity", weight: -1 }];

describe("the scalar of an absolute model", () => {
  test.each([
    ["the weighted sum; what is not named weighs nothing", { score: "logits" }, { attributes: weights }, { score: -3.5, attributes: [1, 2, 4] }],
    ["the score output, where there is one", { score: "score", attributes: "rewards", gating: "gate" }, {}, { score: 9, attributes: [1, 2, 4] }],
    ["rewards x gating, where only those are named", { attributes: "rewards", gating: "gate" }, {}, { score: 1.5, attributes: [1, 2, 4] }],
    ["the registration's weights go before the model's own score", { score: "score", attributes: "rewards" }, { attributes: weights }, { score: -3.5, attributes: [1, 2, 4] }],
    ["one attribute chosen by label", { score: "logits" }, { label: "correctness" }, { score: 2, attributes: [1, 2, 4] }],
    ["a model that gives one number has no attributes", { score: "score" }, {}, { score: 9 }],
  ])("%s", (_, outputs, spec, expected) => {
    const { attributes, score } = absoluteScore(outputs, widths, config, spec, "m/model.onnx");
    expect(score(values)).toEqual(expected);
    expect(attributes).toEqual("attributes" in expected ? ["helpfulness", "correctness", "verbosity"] : []);
  });

  test.each([
    ["no weights and no score", { score: "logits" }, {}, config, /3 attributes \(helpfulness, correctness, verbosity\): say how much each counts by attributes, such as \[\{"name": "helpfulness", "weight": 1\}\]/],
    ["names that are not there, all of them", { score: "logits" }, { attributes: [{ name: "wit", weight: 1 }, { name: "verbosity", weight: 1 }, { name: "style", weight: 1 }] }, config, /no attribute "wit", "style" \(it has helpfulness/],
    ["a gate of another width", { attributes: "rewards", gating: "score" }, {}, config, /"score" of m\/model\.onnx gives 1 numbers and "rewards" 3.*correct outputs\.gating/],
    ["a score of several numbers", { score: "gate", attributes: "rewards" }, {}, config, /not a score: correct outputs\.score/],
    ["labels that do not fit", { score: "logits" }, { attributes: weights }, { id2label: { 0: "a", 1: "b" } }, /3 numbers for a text where config\.json has 2 labels/],
    ["a name given twice", { score: "logits" }, { attributes: weights }, { id2label: { 0: "a", 1: "a", 2: "b" } }, /same name/],
  ] as const)("%s is refused with a sentence", (_, outputs, spec, labels, sentence) => {
    expect(() => absoluteScore(outputs, widths, labels, spec as Pick<OnnxSpec, "attributes">, "m/model.onnx")).toThrow(sentence);
  });

  test("attributes without names in config.json are numbered", () => {
    expect(absoluteScore({ score: "score", attributes: "rewards" }, widths, { id2label: { 0: "LABEL_0" } }, {}, "m").attributes).toEqual(["LABEL_0", "LABEL_1", "LABEL_2"]);
  });
});

describe("which output is read", () => {
  const choose = (spec: Partial<OnnxSpec>, floats: string[]) => nameOutputs({ kind: "absolute", input: "chat", ...spec }, floats, [...floats, "ids"], "m/model.onnx");
  test("the only float output, what is named, and the logits of a language model with a cache", () => {
    expect(choose({}, ["logits"])).toEqual({ score: "logits" });
    expect(choose({ outputs: { attributes: "rewards", gating: "gate" } }, ["rewards", "gate", "score"])).toEqual({ attributes: "rewards", gating: "gate" });
    expect(choose({ kind: "pairwise", input: "pair-template" }, ["logits", "present.0.key"])).toEqual({ score: "logits" });
  });
  test("several and no choice, a name that is not there, and a gate without attributes are refused", () => {
    expect(() => choose({}, ["rewards", "score"])).toThrow(/several outputs \(rewards, score\): say which is the score by outputs\.score, or which holds the attributes by outputs\.attributes/);
    expect(() => choose({ outputs: { gating: "gate" } }, ["rewards", "score"])).toThrow(/no float output "gate" \(it has rewards, score, ids\): correct outputs\.gating/);
    expect(() => choose({ outputs: { gating: "gate" } }, ["gate", "score"])).toThrow(/outputs\.attributes does not say/);
    expect(() => choose({ kind: "pairwise", input: "pair-template" }, [])).toThrow(/--task text-generation/);
  });
});
