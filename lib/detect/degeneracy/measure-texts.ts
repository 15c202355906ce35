import { characterKinds } from "./character-kind";
import { duplicateAnswers } from "./duplicate-answers";
import { isCut } from "./is-cut";
import { longestSpans } from "./longest-spans";
import { countLetters, dominantScript, readCharacters } from "./read-characters";
import { repeatedNgrams } from "./repeated-ngrams";
import { unknownTextMeasures, type TextMeasures } from "./text-measures";

export interface TextsInput {
  /** [nPrompts] the last user message, and all messages joined. */
  prompts: readonly { lastUser: string; conversation: string }[];
  /** [nPrompts] null where missing; finishReason null where the sender gave none. */
  completions: readonly ({ text: string; finishReason: string | null } | null)[];
  /** Bytes of a text after raw deflate; left out: no compression, since a compressor belongs to the caller. */
  deflatedSize?: (text: string) => number;
}

/** The end of a conversation that echo looks at, in characters: the part that a model copies from, at a bounded price. */
const longestPrompt = 10_000;
/** Unrelated texts of one language share shorter stretches by chance. */
const shortestEcho = 16;

const utf8 = new TextEncoder();

/** Scripts in which each prompt asks: its last user message's, else that of all of them together, else null. */
function askedScripts(prompts: TextsInput["prompts"]): (number | null)[] {
  const counts = prompts.map(({ lastUser }) => readCharacters(lastUser).counts);
  const all = new Int32Array(counts[0]?.length ?? 0);
  for (const own of counts) own.forEach((n, kind) => { all[kind]! += n; });
  const ofAll = dominantScript(all);
  return counts.map((own) => dominantScript(own) ?? ofAll);
}

/**
 * Signs of a degenerate model in the texts alone, prompt by prompt. No model is asked, and no reference: lengthChange stays unknown.
 * Time is linear in the characters of the completions and of the ends of the conversations, about 0.5 s for 805 texts of 2,000.
 * Yields after every completion, so that a caller can give way to other work; nothing is known before it returns.
 * @returns see degeneracyMonitors for each measure's meaning, unit and range
 * @throws RangeError when the inputs are not of one length
 */
export function* measureTextsInSteps(input: TextsInput): Generator<void, TextMeasures> {
  const { prompts, completions } = input;
  const n = prompts.length;
  if (completions.length !== n) throw new RangeError(`completions has ${completions.length} entries for ${n} prompts`);
  const measures = unknownTextMeasures(n);
  const scripts = askedScripts(prompts);
  measures.duplicate = duplicateAnswers(prompts.map(({ conversation }) => conversation), completions.map((completion) => completion?.text ?? null));
  for (let i = 0; i < n; i++) {
    measureOne(input, i, scripts[i] ?? null, measures);
    yield;
  }
  return measures;
}

/** All steps of measureTextsInSteps at once. */
export function measureTexts(input: TextsInput): TextMeasures {
  const steps = measureTextsInSteps(input);
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}

/** Fills row i of the measures, but for duplicate, which needs all texts. */
function measureOne({ prompts, completions, deflatedSize }: TextsInput, i: number, script: number | null, measures: TextMeasures): void {
  const completion = completions[i] ?? null;
  if (completion === null) return;
  const { text, finishReason } = completion;
  const { codes, counts } = readCharacters(text);
  const length = codes.length;
  measures.length[i] = length;
  measures.empty[i] = Number(text.trim() === "");
  if (finishReason !== null) measures.truncated[i] = Number(isCut(finishReason));
  if (length === 0) return;
  const { bigrams, trigrams } = repeatedNgrams(codes);
  measures.repeatedBigrams[i] = bigrams;
  measures.repeatedTrigrams[i] = trigrams;
  const { repeated, shared } = longestSpans(codes, readCharacters(prompts[i]!.conversation).codes.subarray(-longestPrompt));
  measures.repeatedSpan[i] = repeated;
  measures.repeatedSpanShare[i] = repeated / length;
  measures.promptEcho[i] = shared < shortestEcho ? 0 : shared / length;
  measures.unknownCharacters[i] = counts[characterKinds.unreadable]! / length;
  const nLetters = countLetters(counts);
  if (nLetters > 0 && script !== null) measures.otherScript[i] = (nLetters - counts[script]!) / nLetters;
  if (deflatedSize !== undefined) measures.compression[i] = utf8.encode(text).length / deflatedSize(text);
}
