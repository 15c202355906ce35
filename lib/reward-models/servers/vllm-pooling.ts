import type { Adapter, RawScore } from "./adapter";
import { byIndex, numberOrNull, promptTokens, wrongShape } from "./read-shape";
import { vllmInput } from "./vllm-input";

const EXPECTED = "data: [{index, data: [..]}]";

/** `/pooling` of vLLM with `task: "classify"`. A model that answers a row for each token is read at its last token, where an outcome reward model has its score. */
export const vllmPooling: Adapter = {
  path: "/pooling",
  mostItems: (spec) => (spec.input === "chat" ? 1 : 16),
  mostCharacters: 200_000,
  refuses: (spec) => (typeof spec.label === "string" ? "vLLM gives no names of classes: register label as the index of the class" : null),
  warning: () => null,
  async ask(spec, items, post) {
    const answer = await post({ ...vllmInput(spec, items), task: "classify", use_activation: false });
    return byIndex(answer, items.length, EXPECTED).map(({ data }): RawScore => {
      if (!Array.isArray(data) || data.length === 0) throw wrongShape(EXPECTED);
      const row: unknown = Array.isArray(data[0]) ? data[data.length - 1] : data;
      if (!Array.isArray(row) || row.length === 0) throw wrongShape(EXPECTED);
      return { kind: "values", values: row.map((value) => numberOrNull(value, EXPECTED)), nTokens: items.length === 1 ? promptTokens(answer) : undefined };
    });
  },
};
