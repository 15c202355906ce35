import fc from "fast-check";
import { expect, test } from "vitest";
import { createNearDuplicateSearch } from "@/lib/stats/near-duplicates";

const pairsOf = (texts: readonly string[], threshold = 0.8) => {
  const search = createNearDuplicateSearch(threshold);
  return texts.flatMap((text, b) => search.add(text).map(({ place: a, similarity }) => ({ a, b, similarity })));
};

test("finds texts that differ in case, white space or one word, and says how alike they are", () => {
  const long = "Explain in three short sentences why the sky is blue during the day and red in the evening.";
  const found = pairsOf([long, "Write a haiku about the sea.", `  ${long.toUpperCase()}\n`, long.replace("three", "four")]);
  expect(found.map(({ a, b }) => [a, b])).toEqual([[0, 2], [0, 3], [2, 3]]);
  expect(found[0]!.similarity).toBe(1);
  expect(found[1]!.similarity).toBeGreaterThan(0.8);
  expect(found[1]!.similarity).toBeLessThan(1);
});

test("leaves texts alone that share a beginning only", () => {
  expect(pairsOf(["Summarise this text: the tides follow the moon.", "Summarise this text: bread rises in a warm place."])).toEqual([]);
});

test("takes empty texts, and texts shorter than a shingle, as equal only to their like", () => {
  expect(pairsOf(["", "a", "a", "b", ""]).map(({ a, b }) => [a, b])).toEqual([[1, 2], [0, 4]]);
});

test("finds what comparing every pair finds", () => {
  const word = fc.constantFrom("tide", "moon", "water", "high", "low", "coast", "wind", "sand");
  fc.assert(fc.property(fc.array(fc.array(word, { minLength: 4, maxLength: 9 }).map((words) => words.join(" ")), { maxLength: 12 }), (texts) => {
    const shingles = texts.map((text) => new Set(Array.from({ length: Math.max(1, text.length - 4) }, (_, i) => text.slice(i, i + 5))));
    const expected = texts.flatMap((_, b) => texts.slice(0, b).flatMap((_, a) => {
      const shared = [...shingles[a]!].filter((s) => shingles[b]!.has(s)).length;
      return shared / (shingles[a]!.size + shingles[b]!.size - shared) >= 0.8 ? [`${a} ${b}`] : [];
    }));
    expect(pairsOf(texts).map(({ a, b }) => `${a} ${b}`)).toEqual(expected);
  }), { seed: 5, numRuns: 200 });
});
