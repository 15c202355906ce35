import type { Adapter, RawScore } from "./adapter";
import { isRecord, listOfLength, numberOrNull, wrongShape } from "./read-shape";
import { renderText, renderWarning } from "./render-text";

const EXPECTED = "[{embedding: [reward]}]";

/** `/classify` of SGLang started with `--is-embedding`; it takes texts that already carry the model's template. */
export const sglang: Adapter = {
  path: "/classify",
  mostItems: () => 16,
  mostCharacters: 200_000,
  refuses: (spec) => (typeof spec.label === "string" ? "SGLang gives no names of classes: register label as the index of the class" : null),
  warning: renderWarning,
  async ask(spec, items, post) {
    const answer = await post({ ...(spec.backend.model === undefined ? {} : { model: spec.backend.model }), text: items.map((item) => renderText(spec, item)) });
    const list = listOfLength(items.length === 1 && isRecord(answer) ? [answer] : answer, items.length, EXPECTED);
    return list.map((entry): RawScore => {
      if (!isRecord(entry) || !Array.isArray(entry.embedding) || entry.embedding.length === 0) throw wrongShape(EXPECTED);
      const nTokens = isRecord(entry.meta_info) && typeof entry.meta_info.prompt_tokens === "number" ? entry.meta_info.prompt_tokens : undefined;
      return { kind: "values", values: entry.embedding.map((value) => numberOrNull(value, EXPECTED)), nTokens };
    });
  },
};
