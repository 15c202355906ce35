import type { Check } from "./check-subject";
import { fail, pass, skipped, warn } from "./finding";
import { overlongText, probeTexts } from "./probe-texts";

/** Exactly one token that begins a text, or one for each part. */
export const singleBos: Check = async ({ spec, model: { facts, encode } }) => {
  const { bosId, nBos } = facts;
  if (bosId === null) return skipped("the tokeniser has no token that begins a text");
  const [row] = await encode(probeTexts.slice(0, 1));
  const count = row?.ids.filter((id) => id === bosId).length ?? 0;
  if (count === nBos && row!.ids[0] === bosId) return pass(nBos === 1 ? "a text begins with exactly one such token" : `each of the ${nBos} parts begins with exactly one such token`);
  if (count === 0) return spec.input === "text-pair" ? warn("the tokeniser has a token that begins a text but does not put it there") : pass(spec.bos === false ? "a text begins without such a token, as registered" : "the template begins a text without such a token");
  return fail(`a text holds ${count} tokens that begin a text: correct the chat template, or register bos: true for exactly one`);
};

/** A control string in user text stays text. */
export const specialTokens: Check = async ({ model: { facts, encode } }) => {
  if (facts.specialTokens.length === 0) return skipped("the tokeniser has no control tokens");
  const control = new Set(facts.specialTokens.map((token) => token.id));
  const countIn = async (text: string): Promise<number> => {
    const [row] = await encode([{ messages: [{ role: "user", content: `Say ${text} please.` }], completion: `Here: ${text} and ${text}.`, reference: `There: ${text}.` }]);
    return row ? row.ids.filter((id) => control.has(id)).length : NaN;
  };
  const plain = await countIn("word");
  for (const { content } of facts.specialTokens.slice(0, 16)) {
    if ((await countIn(content)) !== plain) return fail(`"${content}" in a text becomes a control token`);
  }
  return pass("control strings in a text stay text");
};

/** A prompt that is too long is cut and counted, the completion is kept, and the model really reads that far. */
export const truncation: Check = async ({ spec, model: { facts, encode, score, scoreBatch } }) => {
  const { maxTokens } = facts.loaded;
  const long = overlongText(maxTokens * 2);
  const [whole, short] = await encode([long, { ...overlongText(1), messages: [{ role: "user", content: "start" }] }]);
  if (!whole || !short) return fail("a prompt that is too long could not be cut");
  const tail = Math.min(4, short.ids.length);
  const kept = whole.ids.slice(-tail).join() === short.ids.slice(-tail).join();
  if (whole.cut !== "prompt" || whole.ids.length > maxTokens || !kept) {
    return fail(`a prompt that is too long became ${whole.ids.length} tokens of ${maxTokens}, cut: ${whole.cut}: register a smaller maxTokens`);
  }
  const [result] = await score([long]);
  if (result!.status === "failed") return fail(`a text of ${whole.ids.length} tokens could not be scored (${result!.message}): register the maxTokens that the model takes`);
  // The same text but for the order of the last words.
  const other = [...whole.ids.slice(0, -12), ...whole.ids.slice(-12, -3).reverse(), ...whole.ids.slice(-3)];
  if ((await scoreBatch([whole], "right", 0))[0] === (await scoreBatch([{ ids: other, types: whole.types }], "right", 0))[0]) {
    return fail(`two texts of ${whole.ids.length} tokens that differ at their end get the same score: the model does not read that far, so register a smaller maxTokens`);
  }
  const side = spec.kind === "pairwise" && spec.input === "text-pair" ? "right, as this family does," : "left";
  return pass(`a prompt that is too long is cut on its ${side} to ${whole.ids.length} tokens and counted; the completion is kept and read`);
};
