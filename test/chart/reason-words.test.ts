import { readFileSync, readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { overOptimisationAbsence, fitSentence } from "@/lib/chart/over-optimisation-words";
import { reasonSentence } from "@/lib/chart/reason-sentence";
import { hasReasonWords, reasonWords } from "@/lib/chart/reason-words";

/** Why an episode began or an alert came again: not why a value is unknown. */
const otherReasons = new Set(["first", "acknowledged", "comparability", "plan-changed", "found-again", "none"]);
const folders = ["lib/stats", "lib/detect", "lib/detect/degeneracy", "lib/pipeline"];
/** Its reasons are why an alert changes its state. */
const otherFiles = new Set(["alert-lifecycle.ts"]);

/** Every code that the sources give as a reason: `unknown("code")`, `reason: "code"`, also several in a type or a choice. */
function codesIn(source: string): string[] {
  const places = [...source.matchAll(/\bunknown(?:Estimate)?\(\s*((?:[^()"]*"[a-z-]+")+)/g), ...source.matchAll(/\b\w*[rR]eason\??: ((?:[^;,}\n"]*"[a-z-]+")+)/g), ...source.matchAll(/return (?:\w+ \? null : )?("no-[a-z-]+")/g)];
  return places.flatMap(([, codes]) => [...codes!.matchAll(/"([a-z]+(?:-[a-z]+)*)"/g)].map(([, code]) => code!));
}
const sources = folders.flatMap((folder) => readdirSync(folder).filter((name) => name.endsWith(".ts") && !otherFiles.has(name)).map((name) => readFileSync(`${folder}/${name}`, "utf8")));
const codes = [...new Set(sources.flatMap(codesIn))].filter((code) => !otherReasons.has(code)).sort();

describe("reasons in words", () => {
  test("the sources are read: codes of every kind are among them", () => {
    for (const code of ["no-texts", "too-few-texts", "one-cluster", "all-equal", "not-measured", "pairwise-model", "one-side-of-peak", "no-kl-logged", "no-training-model", "no-comparisons", "not-scored"]) expect(codes).toContain(code);
  });
  test.each(codes)("%s has words of its own", (code) => {
    expect(hasReasonWords(code)).toBe(true);
    expect(reasonSentence(code)).toMatch(/^[A-Z].*\.$/);
  });
  test("a code that nobody has foreseen is shown as it is, never as a value", () => {
    expect(hasReasonWords("lost-in-the-sea")).toBe(false);
    expect(reasonWords("lost-in-the-sea")).toBe("lost in the sea");
    expect(overOptimisationAbsence("lost-in-the-sea")).toBe("Lost in the sea.");
    expect(fitSentence({ fit: null, fitReason: "lost-in-the-sea" })).toBe("Lost in the sea.");
  });
});
