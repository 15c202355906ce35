/** What can be seen of a text without reading it. Shares in [0, 1]. */
export interface TextSigns {
  characters: number; words: number;
  /** Distinct words over all words; low where a text repeats itself. Null below ten words. */
  distinctWords: number | null;
  /** Share of four-word runs that occur more than once. Null below ten words. */
  repeated: number | null;
  /** Writing system of most letters, or null without letters. */
  script: string | null;
}

const scripts = ["Latin", "Cyrillic", "Han", "Hiragana", "Hangul", "Arabic", "Hebrew", "Devanagari", "Greek", "Thai"] as const;
const letters = scripts.map((name) => ({ name, pattern: new RegExp(`\\p{Script=${name}}`, "gu") }));
const fewestWords = 10, mostCharacters = 50_000;

const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
/** Every four words in a row. */
const runsOf = (words: readonly string[]): string[] => words.slice(3).map((_, i) => words.slice(i, i + 4).join(" "));

/** Signs of the first 50,000 characters of a text. */
export function textSigns(text: string): TextSigns {
  const read = text.slice(0, mostCharacters);
  const words = wordsOf(read), runs = runsOf(words);
  const often = new Map<string, number>();
  for (const run of runs) often.set(run, (often.get(run) ?? 0) + 1);
  const counts = letters.map(({ name, pattern }) => ({ name, n: (read.match(pattern) ?? []).length })).sort((a, b) => b.n - a.n);
  const enough = words.length >= fewestWords;
  return {
    characters: [...text].length, words: words.length,
    distinctWords: enough ? new Set(words).size / words.length : null,
    repeated: enough ? runs.filter((run) => often.get(run)! > 1).length / runs.length : null,
    script: counts[0]!.n > 0 ? counts[0]!.name : null,
  };
}

/** Share of a prompt's four-word runs that the completion repeats. Null where the prompt has fewer than ten words. */
export function echoOf(prompt: string, completion: string): number | null {
  const [asked, answered] = [prompt, completion].map((text) => new Set(runsOf(wordsOf(text.slice(0, mostCharacters))))) as [Set<string>, Set<string>];
  if (asked.size < fewestWords - 3) return null;
  return [...asked].filter((run) => answered.has(run)).length / asked.size;
}

/** What stands out in a completion beside another text of the same prompt, in words; empty where nothing does. */
export function whatStandsOut(completion: TextSigns, other: TextSigns, echo: number | null): string[] {
  const found: string[] = [];
  const ratio = completion.characters / Math.max(1, other.characters);
  if (completion.characters === 0) found.push("it is empty");
  else if (ratio <= 0.5) found.push(`it is ${(1 / ratio).toFixed(1)} times shorter`);
  else if (ratio >= 2) found.push(`it is ${ratio.toFixed(1)} times longer`);
  if (completion.repeated !== null && completion.repeated >= 0.2 && completion.repeated > (other.repeated ?? 0) + 0.1) found.push(`it repeats itself: ${(completion.repeated * 100).toFixed(0)} % of its four-word runs occur more than once`);
  if (echo !== null && echo >= 0.5) found.push(`it echoes the prompt: ${(echo * 100).toFixed(0)} % of the prompt’s four-word runs`);
  if (completion.script !== null && other.script !== null && completion.script !== other.script) found.push(`it is written in ${completion.script}, the other in ${other.script}`);
  return found;
}
