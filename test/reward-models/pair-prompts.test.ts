import fc from "fast-check";
import { expect, describe, test } from "vitest";
import type { Message } from "@/lib/contracts";
import { createChatTemplate } from "@/lib/reward-models/chat-template";
import { assembleEncoderPair } from "@/lib/reward-models/encoder-pair";
import { createPairText } from "@/lib/reward-models/pair-text";
import { preferenceOf } from "@/lib/reward-models/preference-of";
import { truncatePair } from "@/lib/reward-models/truncate-pair";

const user = (content: string): Message => ({ role: "user", content });
const assistant = (content: string): Message => ({ role: "assistant", content });

describe("the user turn of a pairwise generative model", () => {
  test("by default is what pair-preference-model publishes", () => {
    // Its plain template, rendered as transformers does (trim_blocks, lstrip_blocks, no trailing line break).
    const published = "\n{% for message in messages %}{% if loop.index0 % 2 == 0 %}\n\n<turn> user\n {{ message['content'] }}{% else %}\n\n<turn> assistant\n {{ message['content'] }}{% endif %}{% endfor %}\n\n\n";
    const messages = [user("Q"), assistant("A"), user("R")];
    const context = "\n\n<turn> user\n Q\n<turn> assistant\n A\n<turn> user\n R\n";
    expect(createChatTemplate(published, {}, "published").render(messages)).toBe(context);
    expect(createPairText(undefined, "m")(messages, "first", "second")).toBe(`[CONTEXT] ${context} [RESPONSE A] first [RESPONSE B] second \n`);
  });

  test("takes a template for each message, or one in Jinja for all", () => {
    const labels: [string, string] = ["A", "B"];
    const pair = "{context}|{a}|{b}";
    expect(createPairText({ pair, context: "<{role}: {content}>", labels }, "m")([user("x"), assistant("y")], "1", "2")).toBe("<user: x><assistant: y>|1|2");
    expect(createPairText({ pair, context: "{% for m in messages %}[{{ m.content }}]{% endfor %}", labels }, "m")([user("x"), assistant("y")], "1", "2")).toBe("[x][y]|1|2");
  });

  test("the name of a place in a text stays text", () => {
    expect(createPairText({ pair: "{context} {a} {b} {other}", context: "{content}", labels: ["A", "B"] }, "m")([user("{a} {content}")], "{b}", "$& {context}")).toBe("{a} {content} {b} $& {context} {other}");
  });

  test("a template that leaves something out is refused with what is missing", () => {
    expect(() => createPairText({ pair: "{context} {a}", context: "{content}", labels: ["A", "B"] }, "m")).toThrow(/template\.pair of m has no place for \{b\}/);
    expect(() => createPairText({ pair: "{context} {a} {b}", context: "{role}", labels: ["A", "B"] }, "m")).toThrow(/template\.context of m has no place for \{content\}/);
  });
});

describe("the layout of a pairwise encoder", () => {
  const layout = { cls: 1, sep: 2, source: 100, candidates: [101, 102] as const };
  const filled = (id: number, n: number): number[] => Array<number>(n).fill(id);

  test("marks each part by itself, and swaps the candidates but not their marks", () => {
    expect(assembleEncoderPair(layout, [7, 8], [9], [], 2048, true)).toEqual({ ids: [1, 100, 7, 8, 2, 1, 101, 9, 2, 1, 102, 2], swapped: [1, 100, 7, 8, 2, 1, 101, 2, 1, 102, 9, 2], cut: "none" });
  });

  test("gives the source 1,224 of 2,048 tokens and the candidates half of the rest each, all cut on the right", () => {
    const { ids, cut } = assembleEncoderPair(layout, [...filled(7, 1221), 8], [...filled(9, 409), 5], [...filled(10, 409), 5], 2048, true)!;
    expect([ids.length, cut, ids.includes(8), ids.includes(5)]).toEqual([2048, "completion", false, false]);
    expect([ids.filter((id) => id === 7).length, ids.filter((id) => id === 9).length, ids.filter((id) => id === 10).length]).toEqual([1221, 409, 409]);
  });

  test("a short source leaves the candidates more, and a cut source is counted as the prompt's", () => {
    expect(assembleEncoderPair(layout, [7], filled(9, 1019), filled(10, 1019), 2048, false)).toMatchObject({ cut: "none" });
    expect(assembleEncoderPair(layout, filled(7, 1222), filled(9, 409), [10], 2048, false)).toMatchObject({ cut: "prompt" });
    expect(assembleEncoderPair(layout, [7], filled(9, 1020), [10], 2048, false)).toBeNull();
  });

  test("never takes more than maxTokens, in either order", () => {
    const n = fc.integer({ min: 0, max: 3000 });
    fc.assert(fc.property(n, n, n, fc.integer({ min: 16, max: 4096 }), (source, a, b, maxTokens) => {
      const pair = assembleEncoderPair(layout, filled(7, source), filled(9, a), filled(10, b), maxTokens, true);
      if (!pair) return;
      expect(pair.ids.length).toBeLessThanOrEqual(maxTokens);
      expect(pair.swapped.length).toBe(pair.ids.length);
      if (pair.cut === "none") expect(pair.ids.length).toBe(source + a + b + 9);
    }));
  });
});

describe("a preference from both orders", () => {
  test("a generative model's is the mean of its two probabilities, an encoder's the sigmoid of its mean logit", () => {
    const generative = preferenceOf(1, 0.5, "probabilities");
    expect(generative.preference.probabilityAB).toBeCloseTo(0.731059, 6);
    expect(generative.preference.probabilityBA).toBeCloseTo(0.377541, 6);
    expect(generative.preference.probability).toBeCloseTo((0.731059 + 0.377541) / 2, 6);
    expect(generative.score).toBeCloseTo(Math.log(0.5543 / 0.4457), 3);
    const encoder = preferenceOf(2, -1, "logits");
    expect(encoder.score).toBe(1.5);
    expect(encoder.preference).toEqual({ probability: 1 / (1 + Math.exp(-1.5)), probabilityAB: 1 / (1 + Math.exp(-2)), probabilityBA: 1 / (1 + Math.exp(-1)) });
  });

  test("exchanged it is the complement to the last bit, and a text against itself is one half and zero", () => {
    const logit = fc.double({ min: -60, max: 60, noNaN: true }).map(Math.fround);
    for (const average of ["logits", "probabilities"] as const) {
      fc.assert(fc.property(logit, logit, (first, swapped) => {
        const [forth, back] = [preferenceOf(first, swapped, average), preferenceOf(swapped, first, average)];
        expect(forth.preference.probability + back.preference.probability).toBeCloseTo(1, 15);
        expect(forth.score).toBe(-back.score + 0);
        const self = preferenceOf(first, first, average);
        expect([self.preference.probability, Math.abs(self.score)]).toEqual([0.5, 0]);
        expect(Number.isFinite(forth.score)).toBe(true);
      }), { numRuns: 500 });
    }
  });

  test("NaN stays NaN", () => {
    for (const average of ["logits", "probabilities"] as const) expect(preferenceOf(NaN, 1, average).score).toBeNaN();
  });
});

describe("a pair that is too long", () => {
  const sizes = { rendered: (messages: readonly Message[], a: string, b: string): number => 10 + messages.reduce((n, { content }) => n + content.length, 0) + a.length + b.length, text: (text: string): number => text.length };

  test("loses context at its start first", () => {
    expect(truncatePair([user("0123456789".repeat(5))], "aaaa", "bb", 40, "fail", sizes)).toEqual({ messages: [user("0123456789".repeat(5).slice(-24))], a: "aaaa", b: "bb", cut: "prompt" });
  });

  test("keeps an eighth of the context, then cuts both responses to one length, so that a short one stays whole", () => {
    expect(truncatePair([user("x".repeat(50))], "a".repeat(100), "b".repeat(5), 80, "cut-end", sizes)).toEqual({ messages: [user("x".repeat(10))], a: "a".repeat(55), b: "bbbbb", cut: "completion" });
    expect(truncatePair([user("q")], "a".repeat(100), "b".repeat(100), 81, "cut-end", sizes)).toMatchObject({ a: "a".repeat(35), b: "b".repeat(35) });
  });

  test("fails where responses must not be cut, or nothing is left of them", () => {
    expect(truncatePair([user("q")], "a".repeat(100), "b", 80, "fail", sizes)).toBeNull();
    expect(truncatePair([user("q")], "a".repeat(100), "b", 11, "cut-end", sizes)).toBeNull();
  });
});
