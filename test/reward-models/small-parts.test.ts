import { describe, expect, test } from "vitest";
import { defaultMaxTokens, positionLimit } from "@/lib/reward-models/default-max-tokens";
import { promptText } from "@/lib/reward-models/prompt-text";
import { halfToNumber, probabilityToLogit, readElement, readOutput } from "@/lib/reward-models/read-output";
import { providerRemedy } from "@/lib/reward-models/provider-remedy";
import { memoryNote, sessionsThatFit, tooLargeToOpen } from "@/lib/reward-models/sessions-that-fit";
import { withTimeLimit } from "@/lib/reward-models/time-limit";

describe("default maxTokens", () => {
  test.each([
    ["the smaller of tokeniser and positions", { max_position_embeddings: 512 }, { model_max_length: 384 }, 384],
    ["a model_max_length above a million means not set", { max_position_embeddings: 512 }, { model_max_length: 1e30 }, 512],
    ["the RoBERTa family loses two positions", { model_type: "xlm-roberta", max_position_embeddings: 514 }, {}, 512],
    ["relative positions set no limit", { model_type: "deberta-v2", max_position_embeddings: 512, position_biased_input: false }, { model_max_length: 1e30 }, 2048],
    ["never above 4,096 unless set", { max_position_embeddings: 131072 }, {}, 4096],
    ["2,048 where nothing is said", {}, {}, 2048],
  ])("%s", (_, config, tokenizerConfig, expected) => expect(defaultMaxTokens(config, tokenizerConfig)).toBe(expected));
  test("positions are known for models that have them", () => expect([positionLimit({ n_positions: 1024 }), positionLimit({ model_type: "t5" })]).toEqual([1024, null]));
});

test("a prompt as text: one user message is its content, several are blocks", () => {
  expect(promptText([{ role: "user", content: "Hi" }])).toBe("Hi");
  expect(promptText([{ role: "system", content: "Be brief." }, { role: "user", content: "Hi" }])).toBe("system: Be brief.\n\nuser: Hi");
});

test("float16 bit patterns are decoded, subnormal and infinite ones too", () => {
  expect([0x3c00, 0xc000, 0x3555, 0x0001, 0x7bff, 0x7c00, 0x8000].map(halfToNumber)).toEqual([1, -2, 0.333251953125, 2 ** -24, 65504, Infinity, -0]);
  expect(halfToNumber(0x7e00)).toBeNaN();
  expect(readOutput("float16", new Uint16Array([0x4200]))).toEqual([3]);
  expect(() => readOutput("int64", new BigInt64Array(1))).toThrow();
});

test("probabilities become logits; a sure one stays finite, a wrong one does not pass", () => {
  expect(probabilityToLogit(0.5)).toBe(0);
  expect(probabilityToLogit(0.75)).toBeCloseTo(Math.log(3), 6);
  expect(probabilityToLogit(1)).toBeCloseTo(16.118, 2);
  expect(probabilityToLogit(0)).toBe(-probabilityToLogit(1));
  expect(probabilityToLogit(1.2)).toBeNaN();
});

test("as many copies of a model as memory holds, at least one", () => {
  expect(sessionsThatFit(45e6, 8, 16e9)).toBe(8);
  expect(sessionsThatFit(4e9, 8, 24e9)).toBe(2);
  expect(sessionsThatFit(40e9, 8, 24e9)).toBe(1);
});

test("a model of which not even one copy fits is refused with the arithmetic, and the room for several is told", () => {
  expect(tooLargeToOpen(1e9, "m/model.onnx", 4e9)).toBeNull();
  expect(tooLargeToOpen(16e9, "m/model.onnx", 8e9)).toMatch(/^m\/model\.onnx does not fit into memory: 1 thread needs at least 18,511 MB \(1\.2 x 15,259 MB of weights and 200 MB to work in\), and 7,630 MB are free: free some/);
  expect(memoryNote(1e9, 2, 4, 6e9)).toBe("Room for 2 threads of the 4 asked for, since 5,723 MB are free, up to 2,585 MB each (2.5 x 954 MB of weights and 200 MB to work in).");
});

test("an execution provider that this build does not have is refused with the remedy", () => {
  expect([providerRemedy("cpu", ["cpu"]), providerRemedy("cuda", ["cpu", "cuda"])]).toEqual([null, null]);
  expect(providerRemedy("coreml", ["cpu", "cuda"])).toMatch(/"coreml" is not part of .*\(it has cpu, cuda; coreml runs on macOS\).*register backend\.provider "cpu"/);
});

test("one value of a large output is read without the rest", () => {
  expect([readElement("float32", new Float32Array([1, 2, 3]), 1), readElement("float16", new Uint16Array([0, 0x4200]), 1)]).toEqual([2, 3]);
});

test("code under a time limit gives its value or is interrupted", () => {
  expect(withTimeLimit(() => 7, 1000)).toBe(7);
  expect(() => withTimeLimit(() => { for (;;); }, 50)).toThrow(expect.objectContaining({ code: "ERR_SCRIPT_EXECUTION_TIMEOUT" }) as Error);
});
