import { probeTexts } from "./probe-texts";
import type { ScoreItem } from "./reward-model";

/** Pairs that a lower precision is judged on, at least. */
const leastParityPairs = 200;

export interface ParityPair { messages: ScoreItem["messages"]; a: string; b: string }

const questions = [
  "Give me three tips for sleeping better.", "Translate 'good morning' into Spanish.", "What does HTTP stand for?", "Write a haiku about rain.", "Is it safe to eat raw potatoes?", "Summarise the water cycle.",
  "How many days are in a leap year?", "Explain recursion to a child.", "Name two noble gases.", "Why is the sky blue?", "Write a polite refusal of an invitation.", "What is 17 times 23?",
];
const answers = [
  "Keep a regular schedule, avoid screens before bed, and make the room dark and cool.", "Buenos días.", "It stands for Hypertext Transfer Protocol, which browsers and servers use to exchange pages.", "Soft rain on the roof\nwhispers to the sleeping town\nmorning wakes in green",
  "I cannot help with that.", "I am not sure, but I think it depends on the case; could you tell me more about what you need?", "A leap year has 366 days, one more than usual, in February.", "No.", "Helium and neon are noble gases; they hardly react with other elements.",
  "Sunlight is scattered by the air, and blue light is scattered more than red, so we see blue from every side.", "Thank you so much for thinking of me! Sadly I cannot come this time, but I hope you have a lovely evening.", "17 times 23 is 391.", "17 times 23 is 400.",
  "asdf qwer zxcv asdf qwer zxcv", "Water evaporates, condenses into clouds, falls as rain and flows back to the sea. ".repeat(4).trim(), "As an AI language model, I do not have personal opinions. However, I can say that there are many sides to this question.",
];

/**
 * At least 200 pairs of completions of one prompt, no two alike: prompts and completions of `texts` (golden ones) and texts that come with the engine, each prompt with
 * completions from all over, so that margins are small and large. Always the same for the same texts.
 */
export function parityPairs(texts: readonly ScoreItem[], least = leastParityPairs): ParityPair[] {
  const asked = [...texts, ...probeTexts, ...questions.map((content): ScoreItem => ({ messages: [{ role: "user", content }], completion: "" }))];
  const prompts = [...new Map(asked.map(({ messages }) => [JSON.stringify(messages), messages])).values()];
  const completions = [...new Set([...texts.map(({ completion }) => completion), ...answers, ...probeTexts.map(({ completion }) => completion)])];
  const pairs: ParityPair[] = [];
  for (let round = 0; pairs.length < least && round < completions.length; round++) {
    for (const [p, messages] of prompts.entries()) {
      const first = (p + round * 5) % completions.length;
      const a = completions[first]!, b = completions[(first + 1 + round) % completions.length]!;
      if (a !== b && pairs.length < least) pairs.push({ messages, a, b });
    }
  }
  return pairs;
}
