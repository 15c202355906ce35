import { readFileSync } from "node:fs";
import path from "node:path";
import type { OnnxSpec } from "@/lib/contracts";
import type { ScoreItem } from "@/lib/reward-models/reward-model";
import { fixtures } from "./scoring-pool";

export const families = path.join(fixtures, "families");

/** A line of a golden.jsonl by transformers and torch; `ids` and `score` are what must come out. */
export interface GoldenLine extends ScoreItem {
  ids: number[]; score: number; cut?: string; attributes?: number[];
  idsBA?: number[]; probability?: number; probabilityAB?: number; probabilityBA?: number;
}

export function goldenOf(family: string): GoldenLine[] {
  return readFileSync(path.join(families, family, "golden.jsonl"), "utf8").trim().split("\n").map((line) => JSON.parse(line) as GoldenLine);
}

/** The registration of a fixture below test/fixtures/families. */
export function familySpec(family: string, spec: Pick<OnnxSpec, "kind" | "input"> & Partial<OnnxSpec>): OnnxSpec {
  return { name: family, backend: { type: "onnx", path: family }, ...spec };
}

export const preferenceTemplate: NonNullable<OnnxSpec["template"]> = {
  pair: "[CONTEXT] {context} [RESPONSE A] {a} [RESPONSE B] {b} \n", context: "\n\n<turn> {role}\n {content}", labels: ["A", "B"],
};

export const helpSteerAttributes = ["quality", "toxicity", "humor", "creativity", "helpfulness", "correctness", "coherence", "complexity", "verbosity"];
export const nemotronWeights = [0, 0, 0, 0, 0.3, 0.74, 0.46, 0.47, -0.33];

export const specs = {
  llama: familySpec("llama-chat", { kind: "bradley-terry", input: "chat" }),
  qwen3: familySpec("qwen3-chat", { kind: "bradley-terry", input: "chat" }),
  gemma2: familySpec("gemma2-chat", { kind: "bradley-terry", input: "chat" }),
  llama31: familySpec("llama31-scalar", { kind: "bradley-terry", input: "chat" }),
  mistral: familySpec("mistral-chat", { kind: "bradley-terry", input: "chat" }),
  mistral3: familySpec("mistral3-chat", { kind: "bradley-terry", input: "chat" }),
  xlmRoberta: familySpec("xlm-roberta-pair", { kind: "bradley-terry", input: "text-pair" }),
  deberta: familySpec("deberta-pair", { kind: "bradley-terry", input: "text-pair" }),
  bert: familySpec("bert-pair", { kind: "bradley-terry", input: "text-pair" }),
  roberta: familySpec("roberta-pair", { kind: "bradley-terry", input: "text-pair" }),
  preference: familySpec("llama-preference", { kind: "pairwise", input: "pair-template", template: preferenceTemplate }),
  pairRm: familySpec("pair-rm", { kind: "pairwise", input: "text-pair" }),
  nemotron: familySpec("nemotron-attributes", { kind: "absolute", input: "chat", attributes: helpSteerAttributes.map((name, i) => ({ name, weight: nemotronWeights[i]! })) }),
  armoRm: familySpec("armorm-gated", { kind: "absolute", input: "chat", outputs: { score: "score", attributes: "rewards", gating: "gating_output" } }),
} satisfies Record<string, OnnxSpec>;
