import type { Adapter, RawScore } from "./adapter";
import { byIndex, listOfLength, numberOrNull, promptTokens, wrongShape } from "./read-shape";
import { vllmInput } from "./vllm-input";

const EXPECTED = "data: [{index, label, probs, num_classes}]";

/** `/classify` of vLLM. `probs` holds logits because `use_activation: false` is sent; the server templates messages itself, one conversation a request. */
export const vllmClassify: Adapter = {
  path: "/classify",
  mostItems: (spec) => (spec.input === "chat" ? 1 : 16),
  mostCharacters: 200_000,
  refuses: (spec) => (typeof spec.label === "string" ? "vLLM names only the likeliest class: register label as the index of the class" : null),
  warning: () => null,
  async ask(spec, items, post) {
    const answer = await post({ ...vllmInput(spec, items), use_activation: false });
    return byIndex(answer, items.length, EXPECTED).map(({ probs, num_classes }): RawScore => {
      if (!Array.isArray(probs) || probs.length === 0) throw wrongShape(EXPECTED);
      const values = listOfLength(probs, typeof num_classes === "number" ? num_classes : probs.length, "probs").map((value) => numberOrNull(value, EXPECTED));
      return { kind: "values", values, nTokens: items.length === 1 ? promptTokens(answer) : undefined };
    });
  },
};
