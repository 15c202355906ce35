import { promptText } from "../prompt-text";
import type { Adapter, RawScore } from "./adapter";
import { byIndex, numberOrNull } from "./read-shape";

const EXPECTED = "data: [{index, score}]";

/** `/score` of vLLM: cross-encoders with one label, the prompt as query and the completion as document, pair by pair. */
export const vllmScore: Adapter = {
  path: "/score",
  mostItems: () => 16,
  mostCharacters: 200_000,
  refuses: (spec) => (spec.input === "text-pair" ? null : 'vllm-score takes a question and an answer: register input: "text-pair", or backend.type: "vllm-classify" for a chat model'),
  warning: () => null,
  async ask(spec, items, post) {
    const answer = await post({
      ...(spec.backend.model === undefined ? {} : { model: spec.backend.model }),
      queries: items.map((item) => promptText(item.messages)), documents: items.map((item) => item.completion), use_activation: false,
    });
    return byIndex(answer, items.length, EXPECTED).map(({ score }): RawScore => ({ kind: "values", values: [numberOrNull(score, EXPECTED)] }));
  },
};
