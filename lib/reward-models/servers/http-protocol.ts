import type { Adapter, RawScore } from "./adapter";
import { isRecord, listOfLength, numberOrNull, wrongShape } from "./read-shape";

const SCORES = "scores: [number or null], and with attributes a row and names: [..]";
const PROBABILITIES = "probabilities: [{ab, ba}]";

/** Tidemark's own protocol: `POST {pairs: [{messages, completion, reference?}]}` to the registered address as it is. */
export const httpProtocol: Adapter = {
  path: "",
  mostItems: () => 32,
  mostCharacters: 500_000,
  refuses: () => null,
  warning: () => null,
  async ask(spec, items, post) {
    const pairwise = spec.kind === "pairwise";
    const answer = await post({
      ...(spec.backend.model === undefined ? {} : { model: spec.backend.model }),
      pairs: items.map(({ messages, completion, reference }) => ({ messages, completion, ...(pairwise ? { reference: reference ?? "" } : {}) })),
    });
    if (!isRecord(answer)) throw wrongShape(pairwise ? PROBABILITIES : SCORES);
    if (pairwise) {
      return listOfLength(answer.probabilities, items.length, PROBABILITIES).map((entry): RawScore => {
        if (entry === null) return { kind: "preference", ab: null, ba: null };
        if (!isRecord(entry)) throw wrongShape(PROBABILITIES);
        return { kind: "preference", ab: numberOrNull(entry.ab, PROBABILITIES), ba: numberOrNull(entry.ba, PROBABILITIES) };
      });
    }
    const scores = listOfLength(answer.scores, items.length, SCORES).map((value) => numberOrNull(value, SCORES));
    if (answer.attributes === undefined || answer.attributes === null) return scores.map((score) => ({ kind: "values", values: [score] }));
    const names = answer.names;
    if (!Array.isArray(names) || !names.every((name): name is string => typeof name === "string")) throw wrongShape(SCORES);
    return listOfLength(answer.attributes, items.length, SCORES).map((row, i): RawScore => {
      if (row === null) return { kind: "values", values: names.map(() => null), names, score: scores[i]! };
      return { kind: "values", values: listOfLength(row, names.length, "a row of attributes").map((value) => numberOrNull(value, SCORES)), names, score: scores[i]! };
    });
  },
};
