import { textMeasureColumns, type TextMeasure } from "./text-measures";

export interface DegeneracyMonitor {
  key: TextMeasure;
  label: string;
  /** share: in [0, 1]; characters: Unicode code points; ratio: above 0; log ratio: natural logarithm of a ratio. */
  unit: "share" | "characters" | "ratio" | "log ratio";
  /** Which change is a bad sign: a rise, or a move to either side. */
  worse: "higher" | "either";
  /** Pointwise interval of the mean over prompts: Wilson for 0 or 1 a prompt, logit-t for a share of each text, t for the rest. */
  interval: "Wilson" | "logit-t" | "t";
  /** One sentence with its formula, for the help text. */
  definition: string;
}

const monitors: Record<TextMeasure, Omit<DegeneracyMonitor, "key">> = {
  duplicate: {
    label: "Same answer to different prompts", unit: "share", worse: "higher", interval: "Wilson",
    definition: "Share of the completions that are not empty whose text, after NFKC and with white space collapsed, is also the answer to a different prompt; the answers depend on each other, so the interval is approximate.",
  },
  repeatedBigrams: {
    label: "Repeated word pairs", unit: "share", worse: "higher", interval: "logit-t",
    definition: "1 - distinct-2 = 1 - (different word pairs / all word pairs) of a completion, by single characters in scripts without spaces and in words longer than 64 characters.",
  },
  repeatedTrigrams: {
    label: "Repeated word triples", unit: "share", worse: "higher", interval: "logit-t",
    definition: "1 - distinct-3 = 1 - (different word triples / all word triples) of a completion, by single characters in scripts without spaces and in words longer than 64 characters.",
  },
  repeatedSpan: {
    label: "Longest repeated span", unit: "characters", worse: "higher", interval: "t",
    definition: "Length of the longest stretch of characters that occurs at least twice in a completion; the occurrences may overlap.",
  },
  repeatedSpanShare: {
    label: "Longest repeated span, share of the text", unit: "share", worse: "higher", interval: "logit-t",
    definition: "Longest stretch that occurs at least twice (overlaps allowed) / characters of the completion.",
  },
  compression: {
    label: "Compression ratio", unit: "ratio", worse: "higher", interval: "t",
    definition: "Bytes of the completion in UTF-8 / bytes after deflate; it grows with repetition, and with length.",
  },
  empty: {
    label: "Empty", unit: "share", worse: "higher", interval: "Wilson",
    definition: "Share of the completions that hold nothing but white space.",
  },
  truncated: {
    label: "Cut at the length limit", unit: "share", worse: "higher", interval: "Wilson",
    definition: "Share of the completions with a finish reason whose reason is the length limit (length, max_tokens and the like).",
  },
  length: {
    label: "Length", unit: "characters", worse: "either", interval: "t",
    definition: "Characters (Unicode code points) of a completion.",
  },
  lengthChange: {
    label: "Length against the reference", unit: "log ratio", worse: "either", interval: "t",
    definition: "ln(characters of the completion / characters of the reference), cut to [-2, 2]: 0 is the same length, 0.69 twice as long, -0.69 half as long.",
  },
  otherScript: {
    label: "Letters of another script", unit: "share", worse: "higher", interval: "logit-t",
    definition: "Letters outside the script that most letters of the prompt's last user message have / all letters of the completion; a message without letters takes the script of most prompts, and Han, kana and bopomofo count as one script.",
  },
  promptEcho: {
    label: "Copied from the prompt", unit: "share", worse: "higher", interval: "logit-t",
    definition: "Longest stretch that the completion shares with the last 10 000 characters of its conversation / characters of the completion; stretches under 16 characters, which unrelated texts share as well, count 0.",
  },
  unknownCharacters: {
    label: "Unreadable characters", unit: "share", worse: "higher", interval: "logit-t",
    definition: "Replacement characters (U+FFFD), control characters other than white space, private-use, non-characters and lone surrogates / characters of the completion.",
  },
};

/** What is measured on the texts alone, in the order of the stored columns: a panel, not an alarm. */
export const degeneracyMonitors: readonly DegeneracyMonitor[] = textMeasureColumns.map((key) => ({ key, ...monitors[key] }));
