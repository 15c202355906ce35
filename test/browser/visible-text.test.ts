import fc from "fast-check";
import { expect, test } from "vitest";
import { visibleText } from "@/app/_ui/visible-text";

const signs = (text: string) => visibleText(text).flatMap(({ sign }) => sign ?? []);

test("control characters are shown as their symbols, tab and newline stay", () => {
  expect(signs("a\u0000b\u001b[31m\u0007\r")).toEqual(["\u2400", "\u241b", "\u2407", "\u240d"]);
  expect(visibleText("one\ttwo\nthree")).toEqual([{ text: "one\ttwo\nthree" }]);
});

test("marks that reorder or hide text are named, and so are C1 controls and tag characters", () => {
  expect(signs("\u202eevil\u2066\u200b\ufeff\u0085\u{e0041}")).toEqual(["RLO", "LRI", "zero-width space", "BOM", "U+0085", "tag A"]);
});

test("emoji sequences and other scripts are left whole", () => {
  const family = "\u{1f468}\u200d\u{1f469}\u200d\u{1f467} \u05e9\u05dc\u05d5\u05dd \u4f60\u597d";
  expect(visibleText(family)).toEqual([{ text: family }]);
});

test("the parts put together are the text, for any text", () => {
  fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => visibleText(text).map((part) => part.text).join("") === text));
});
