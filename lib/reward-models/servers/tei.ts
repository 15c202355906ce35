import { promptText } from "../prompt-text";
import type { Adapter, RawScore } from "./adapter";
import { isRecord, listOfLength, numberOrNull, wrongShape } from "./read-shape";
import { renderText, renderWarning } from "./render-text";

const EXPECTED = "a list of [{label, score}] for each input";

/** `/predict` of text-embeddings-inference. Each list comes sorted by score: labels are put into their own order (LABEL_2 before LABEL_10). */
export const tei: Adapter = {
  path: "/predict",
  mostItems: () => 32,
  mostCharacters: 500_000,
  refuses: () => null,
  warning: (spec) => (spec.input === "chat" ? renderWarning(spec) : null),
  async ask(spec, items, post) {
    const inputs = items.map((item) => (spec.input === "text-pair" ? [promptText(item.messages), item.completion] : [renderText(spec, item)]));
    const answer = listOfLength(await post({ inputs, raw_scores: true, truncate: false }), items.length, EXPECTED);
    return answer.map((classes): RawScore => {
      if (!Array.isArray(classes) || classes.length === 0) throw wrongShape(EXPECTED);
      const named = classes.map((entry) => {
        if (!isRecord(entry) || typeof entry.label !== "string") throw wrongShape(EXPECTED);
        return { label: entry.label, score: numberOrNull(entry.score, EXPECTED) };
      });
      named.sort((a, b) => a.label.localeCompare(b.label, "en", { numeric: true }));
      return { kind: "values", values: named.map(({ score }) => score), names: named.map(({ label }) => label) };
    });
  },
};
