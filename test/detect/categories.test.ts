import { expect, test } from "vitest";
import { splitAlpha } from "@/lib/detect/categories";

const tagged = (sizes: Record<string, number>) => Object.entries(sizes).flatMap(([tag, n]) => Array.from({ length: n }, () => (tag === "none" ? [] : [tag])));
const names = (families: ReturnType<typeof splitAlpha>) => families.map(({ name }) => name);

test("half of alpha goes to all prompts, the other half in equal parts to categories of at least 50 prompts", () => {
  const families = splitAlpha(tagged({ code: 50, maths: 80, small: 49, none: 10 }), 0.05);
  expect(names(families)).toEqual(["all", "tag:maths", "tag:code"]);
  expect(families.map(({ alpha }) => alpha)).toEqual([0.025, 0.0125, 0.0125]);
  expect([...families[2]!.promptIndices!]).toEqual(Array.from({ length: 50 }, (_, i) => i));
  expect(families[0]!.promptIndices).toBeNull();
});

test("without a category all prompts have the whole of alpha", () => {
  expect(splitAlpha(tagged({ code: 49, none: 100 }), 0.05)).toEqual([{ name: "all", promptIndices: null, alpha: 0.05 }]);
  expect(splitAlpha([], 0.05)).toHaveLength(1);
});

test("the ten largest categories, of equals the first by name, and alpha is never exceeded", () => {
  const families = splitAlpha(tagged(Object.fromEntries(Array.from({ length: 14 }, (_, i) => [`t${String.fromCharCode(110 - i)}`, i === 5 ? 90 : 60]))), 0.05);
  expect(names(families)).toEqual(["all", "tag:ti", "tag:ta", "tag:tb", "tag:tc", "tag:td", "tag:te", "tag:tf", "tag:tg", "tag:th", "tag:tj"]);
  expect(families.reduce((sum, { alpha }) => sum + alpha, 0)).toBeCloseTo(0.05, 12);
});

test("a prompt counts in each of its tags and once in each; a tag that every prompt carries is no category", () => {
  const prompts = Array.from({ length: 120 }, (_, i) => ["en", ...(i < 60 ? ["code", "code"] : []), ...(i % 2 ? ["odd"] : [])]);
  const families = splitAlpha(prompts, 0.05);
  expect(names(families)).toEqual(["all", "tag:code", "tag:odd"]);
  expect(families.slice(1).map(({ promptIndices }) => promptIndices!.length)).toEqual([60, 60]);
});
