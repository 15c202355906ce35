import type { ScoreItem } from "./reward-model";

type Texts = readonly [question: string, sound: string, broken: string];

const texts: readonly Texts[] = [
  ["What is the capital of France?", "The capital of France is Paris.", "purple purple purple purple purple purple purple"],
  ["How do I boil an egg?", "Put the egg into boiling water for seven to ten minutes, then cool it under cold water and peel it.", "egg the water of. minutes boil seven then it peel cold"],
  ["Write one sentence about the sea.", "The sea was calm that morning, and the boats lay still in the harbour.", ""],
  ["Explain why leaves are green.", "Leaves are green because chlorophyll absorbs red and blue light for photosynthesis and reflects green light back to our eyes.", "jjjj kkkk 0000 ;;;; zzzz jjjj kkkk 0000 ;;;; zzzz"],
];

const ask = (question: string, completion: string, reference: string): ScoreItem => ({ messages: [{ role: "user", content: question }], completion, reference });

/**
 * Texts that the conformance checks score: sound and broken ones, short and long, so that a working model spreads them out.
 * Each stands next to the same pair with completion and reference exchanged, for models that compare.
 */
export const probeTexts: readonly ScoreItem[] = texts.flatMap(([question, sound, broken]) => [ask(question, sound, broken), ask(question, broken, sound)]);

/** A prompt of about that many words, and a completion that must survive truncation whole. */
export function overlongText(nWords: number): ScoreItem {
  return ask("start " + "and then it went on ".repeat(Math.ceil(nWords / 5)), "This answer stays whole.", "So does this one.");
}
