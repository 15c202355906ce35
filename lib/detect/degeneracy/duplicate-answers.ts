import { createHash } from "node:crypto";

/** Equal for texts that differ in nothing but Unicode form and white space. */
const digest = (text: string) => createHash("sha256").update(text.normalize("NFKC").replace(/\s+/gu, " ").trim(), "utf8").digest("base64");

/**
 * Which completions also answer a different prompt. The same answer to the same prompt asked twice is no duplicate.
 * @param conversations [nPrompts] whole prompts
 * @param texts [nPrompts] completions; null where missing
 * @returns [nPrompts] 1 or 0; NaN where the completion is missing or empty
 */
export function duplicateAnswers(conversations: readonly string[], texts: readonly (string | null)[]): Float32Array {
  const places = new Map<string, number[]>();
  texts.forEach((text, i) => {
    if (text === null || text.trim() === "") return;
    const key = digest(text), found = places.get(key);
    if (found === undefined) places.set(key, [i]);
    else found.push(i);
  });
  const flags = new Float32Array(texts.length).fill(NaN);
  for (const found of places.values()) {
    const isDuplicate = found.length > 1 && new Set(found.map((i) => digest(conversations[i]!))).size > 1;
    for (const i of found) flags[i] = Number(isDuplicate);
  }
  return flags;
}
