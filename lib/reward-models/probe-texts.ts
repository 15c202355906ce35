import type { ScoreItem } from "./reward-model";

const ask = (question: string, completion: string): ScoreItem => ({ messages: [{ role: "user", content: question }], completion });

/** Texts that the conformance checks score: sound, weak and broken ones, short and long, so that a working model spreads them out. */
export const probeTexts: readonly ScoreItem[] = [
  ask("What is the capital of France?", "The capital of France is Paris."),
  ask("What is the capital of France?", "purple purple purple purple purple purple purple"),
  ask("How do I boil an egg?", "Put the egg into boiling water for seven to ten minutes, then cool it under cold water and peel it."),
  ask("How do I boil an egg?", "egg the water of. minutes boil seven then it peel cold"),
  ask("Write one sentence about the sea.", "The sea was calm that morning, and the boats lay still in the harbour."),
  ask("Write one sentence about the sea.", ""),
  ask("Explain why leaves are green.", "Leaves are green because chlorophyll absorbs red and blue light for photosynthesis and reflects green light back to our eyes."),
  ask("Explain why leaves are green.", "jjjj kkkk 0000 ;;;; zzzz jjjj kkkk 0000 ;;;; zzzz"),
];

/** A prompt of about that many words, and a completion that must survive truncation whole. */
export function overlongText(nWords: number): ScoreItem {
  return ask("start " + "and then it went on ".repeat(Math.ceil(nWords / 5)), "This answer stays whole.");
}
