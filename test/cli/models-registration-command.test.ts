import { expect, test } from "vitest";
import type { RewardModel, RewardModelSpec } from "@/lib/contracts";
import { registrationCommand } from "@/cli/models-registration-command";

const modelOf = (spec: Omit<RewardModelSpec, "name">): RewardModel => ({
  id: "id", name: "rm", kind: spec.kind, input: spec.input, backend: spec.backend, status: "ready", identity: "0", temperature: 1, hasProbability: true,
  attributes: [], maxTokens: 512, overlong: "cut-end", precision: "fp32", conformance: [], notice: null, createdAt: "2026-01-01T00:00:00.000Z", spec: { name: "rm", ...spec },
});

test("the command registers again everything that was registered, with the new temperature", () => {
  const command = registrationCommand(modelOf({
    kind: "absolute", input: "chat", backend: { type: "onnx", path: "my models/rm", file: "model.onnx" }, attributes: [{ name: "helpfulness", weight: 0.65 }, { name: "verbosity", weight: -0.4 }],
    outputs: { attributes: "rewards" }, overlong: "fail", bos: false,
  }), 2.34567);
  expect(command).toEqual({
    line: "tidemark models add rm-t2.346 --kind absolute --input chat --path 'my models/rm' --file model.onnx --overlong fail --attribute helpfulness=0.65 --attribute verbosity=-0.4 --output attributes=rewards --temperature 2.346 --no-bos",
    note: null,
  });
});

test("what was left out stays left out, and a template is told apart, since it needs a file", () => {
  const plain = registrationCommand(modelOf({ kind: "bradley-terry", input: "text-pair", backend: { type: "tei", url: "http://gpu-1:80", apiKeyEnv: "TIDEMARK_SECRET_TEI" }, label: 0 }), 1.5);
  expect(plain.line).toBe("tidemark models add rm-t1.5 --kind bradley-terry --input text-pair --server tei --url http://gpu-1:80 --api-key-env TIDEMARK_SECRET_TEI --label 0 --temperature 1.5");
  const template = { pair: "{context} {a} {b}", context: "{role}: {content}", labels: ["A", "B"] as [string, string] };
  const judge = registrationCommand(modelOf({ kind: "pairwise", input: "pair-template", backend: { type: "onnx", path: "judge" }, template }), 2);
  expect(judge.line).toContain("--template template.json");
  expect(judge.note).toContain("{context} {a} {b}");
});
