import type { Adapter, RawScore } from "./adapter";
import { isRecord, listOfLength, numberOrNull } from "./read-shape";
import { renderText, renderWarning } from "./render-text";

const EXPECTED = "rewards: [..]";

/** `/get_reward` of OpenRLHF's serve_rm; it takes texts that already carry the model's template, and cuts what is longer than its own limit without saying so. */
export const openrlhf: Adapter = {
  path: "/get_reward",
  mostItems: () => 16,
  mostCharacters: 200_000,
  refuses: (spec) => (spec.label === undefined ? null : "serve_rm answers one reward a text: leave label out"),
  warning: renderWarning,
  async ask(spec, items, post) {
    const answer = await post({ query: items.map((item) => renderText(spec, item)) });
    const rewards = listOfLength(isRecord(answer) ? answer.rewards : undefined, items.length, EXPECTED);
    return rewards.map((value): RawScore => ({ kind: "values", values: [numberOrNull(value, EXPECTED)] }));
  },
};
