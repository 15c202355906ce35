import { describe, expect, test } from "vitest";
import { lengthChanges } from "@/lib/detect/degeneracy/length-changes";
import { measureTexts, measureTextsInSteps } from "@/lib/detect/degeneracy/measure-texts";
import { textMeasureColumns, type TextMeasure } from "@/lib/detect/degeneracy/text-measures";
import { handwritten, measureOf, measureRows } from "./make-texts";

const sound = "The tide rises and falls twice a day because the moon pulls the water towards it.";
const careful = measureRows(handwritten);
const worst = (key: TextMeasure): number => Math.max(...careful.measures[key]);
const mean = (key: TextMeasure): number | null => careful.summary.find((entry) => entry.key === key)?.value ?? null;

describe("a text made for a monitor raises it above every careful answer", () => {
  test.each<[TextMeasure, string, Parameters<typeof measureOf>[1]]>([
    ["repeatedBigrams", "one word again and again", { text: "engineering ".repeat(40) }],
    ["repeatedTrigrams", "one sentence again and again", { text: `${sound} `.repeat(6) }],
    ["repeatedBigrams", "Chinese without spaces that turns in a circle", { text: "潮水每天涨落两次".repeat(6) }],
    ["repeatedTrigrams", "the same emoji", { text: "😀".repeat(50) }],
    ["repeatedBigrams", "one letter without a space", { text: "a".repeat(500) }],
    ["repeatedSpan", "a paragraph said twice", { text: `${sound.repeat(3)} But: ${sound.repeat(3)}` }],
    ["repeatedSpanShare", "one letter without a space", { text: "z".repeat(300) }],
    ["compression", "a loop", { text: "so it goes on, ".repeat(60) }],
    ["empty", "white space only", { text: " \n\t\u3000" }],
    ["truncated", "a completion that ran into its limit", { text: sound, finishReason: "MAX_TOKENS" }],
    ["otherScript", "Russian to an English question", { text: "Прилив поднимается и опускается дважды в день." }],
    ["otherScript", "Hebrew to an English question", { text: "הגאות עולה ויורדת פעמיים ביום" }],
    ["promptEcho", "the prompt itself", { prompt: sound, text: sound }],
    ["unknownCharacters", "bytes that are no text", { text: `The tide \uFFFD\uFFFD\u0000\u0007 rises` }],
  ])("%s: %s", (key, _, row) => {
    const value = measureOf(key, row);
    expect(value).toBeGreaterThan(Number.isFinite(worst(key)) ? worst(key) : 0);
    expect(value).toBeGreaterThan(0.2);
  });

  test("the length and its change see a text ten times as long", () => {
    expect(measureOf("length", { text: sound.repeat(10), referenceLength: sound.length })).toBe(10 * sound.length);
    expect(measureOf("lengthChange", { text: sound.repeat(2), referenceLength: sound.length })).toBeCloseTo(Math.log(2), 6);
    expect(measureOf("lengthChange", { text: sound.repeat(10), referenceLength: sound.length })).toBe(2);
    expect(measureOf("lengthChange", { text: "", referenceLength: sound.length })).toBe(-2);
  });
});

test("careful answers are quiet", () => {
  for (const key of ["duplicate", "empty", "otherScript", "unknownCharacters"] as const) expect(mean(key), key).toBe(0);
  for (const key of ["repeatedBigrams", "repeatedTrigrams", "repeatedSpanShare", "promptEcho"] as const) expect(mean(key), key).toBeLessThan(0.15);
});

describe("values by hand", () => {
  test("word pairs and triples: a b a b a holds 2 different of 4 pairs, and 2 of 3 triples", () => {
    const { measures } = measureRows([{ text: "a b a b a" }]);
    expect(measures.repeatedBigrams[0]).toBeCloseTo(1 / 2, 6);
    expect(measures.repeatedTrigrams[0]).toBeCloseTo(1 / 3, 6);
  });
  test("the longest repeated span of abcXabcYabc is abc, 3 of 11 characters", () => {
    const { measures } = measureRows([{ text: "abcXabcYabc" }]);
    expect(measures.repeatedSpan[0]).toBe(3);
    expect(measures.repeatedSpanShare[0]).toBeCloseTo(3 / 11, 6);
  });
  test("a million identical characters repeat all but one of them", () => {
    const { measures } = measureRows([{ text: "a".repeat(1_000_000) }]);
    expect(measures.repeatedSpan[0]).toBe(999_999);
    expect(measures.repeatedBigrams[0]).toBeCloseTo(1, 5);
    expect(measures.length[0]).toBe(1_000_000);
  });
  test("emoji are one character each", () => expect(measureOf("length", { text: "😀🌊" })).toBe(2));
  test("half of the letters are Greek in an answer to an English prompt", () => expect(measureOf("otherScript", { text: "tide 12 άλας" })).toBe(0.5));
  test("a prompt without letters takes the script that the other prompts ask in", () => {
    const { measures } = measureRows([{ prompt: "Что такое прилив?", text: "Вода." }, { prompt: "2 + 2 = ?", text: "четыре" }, { prompt: "3 + 3 = ?", text: "six" }]);
    expect([...measures.otherScript]).toEqual([0, 0, 1]);
  });
  test("Japanese mixes kanji and kana without a change of script", () =>
    expect(measureOf("otherScript", { prompt: "潮の満ち引きを説明してください。", text: "月の引力でカタカナもひらがなも漢字も動く" })).toBe(0));
  test("an echo counts the longest shared stretch, and none that unrelated texts share by chance", () => {
    expect(measureOf("promptEcho", { prompt: `Repeat: ${sound}`, text: `${sound} ${"x".repeat(sound.length - 1)}` })).toBeCloseTo((sound.length + 1) / (2 * sound.length), 1);
    expect(measureOf("promptEcho", { prompt: "Is Paris in France?", text: "Paris" })).toBe(0);
  });
  test("an echo of any message of the conversation counts, in its last 10 000 characters", () => {
    expect(measureOf("promptEcho", { prompt: "Go on.", conversation: `${sound}\nGo on.`, text: sound })).toBe(1);
    expect(measureOf("promptEcho", { prompt: "Go on.", conversation: `${sound}${".".repeat(10_000)}`, text: sound })).toBe(0);
  });
});

describe("duplicates", () => {
  const flags = (rows: Parameters<typeof measureRows>[0]) => [...measureRows(rows).measures.duplicate];
  test("one answer to two prompts is a duplicate of both, white space and Unicode form aside", () =>
    expect(flags([{ text: "I can’t  help.\n" }, { text: "I can’t help." }, { text: "ﬁne" }, { text: "fine" }, { text: "no" }])).toEqual([1, 1, 1, 1, 0]));
  test("one answer to a prompt that is asked twice is none", () =>
    expect(flags([{ prompt: "Hi", text: "Hello!" }, { prompt: " Hi ", text: "Hello!" }])).toEqual([0, 0]));
  test("empty answers are counted as empty alone", () => expect(flags([{ text: "" }, { text: " " }])).toEqual([NaN, NaN]));
});

describe("what is not known is NaN", () => {
  test("everything of a missing completion", () => {
    const { measures } = measureRows([{ text: null }, { text: sound }]);
    for (const key of textMeasureColumns) expect(measures[key][0], key).toBeNaN();
  });
  test("cut or not without a finish reason, and the length against a reference that is not there", () => {
    const { measures } = measureRows([{ text: sound }]);
    expect([measures.truncated[0], measures.lengthChange[0]]).toEqual([NaN, NaN]);
  });
  test("word pairs of one word, letters of a text without letters, and all shares of an empty text", () => {
    expect(measureOf("repeatedBigrams", { text: "Yes" })).toBeNaN();
    expect(measureOf("otherScript", { text: "12 🌊" })).toBeNaN();
    for (const key of ["repeatedSpanShare", "promptEcho", "unknownCharacters"] as const) expect(measureOf(key, { text: "" }), key).toBeNaN();
  });
  test("compression without a compressor", () => {
    const measures = measureTexts({ prompts: [{ lastUser: "Hi", conversation: "Hi" }], completions: [{ text: sound, finishReason: "stop" }] });
    expect(measures.compression[0]).toBeNaN();
    expect(measures.truncated[0]).toBe(0);
  });
});

test("measuring in steps gives way after every completion and ends with the same numbers", () => {
  const rows = handwritten.slice(0, 20);
  const input = {
    prompts: rows.map(({ prompt }) => ({ lastUser: prompt, conversation: prompt })), completions: rows.map(({ text }) => ({ text, finishReason: "stop" })),
  };
  const steps = measureTextsInSteps(input);
  let n = 0, step = steps.next();
  for (; step.done !== true; step = steps.next()) n++;
  expect(n).toBe(20);
  expect(step.value).toEqual(measureTexts(input));
});

test("inputs of different lengths are refused", () => {
  const input = { prompts: [{ lastUser: "a", conversation: "a" }], completions: [null] };
  expect(() => measureTexts({ ...input, completions: [] })).toThrow("completions has 0 entries for 1 prompts");
  expect(() => lengthChanges(new Float32Array(1), new Float32Array(2))).toThrow("1 lengths, 2 reference lengths");
});
