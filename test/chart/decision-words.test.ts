import { describe, expect, test } from "vitest";
import { detectableWords, errorLevelWords, jitterAdvice, splitReason, verdictWords } from "@/lib/chart/decision-words";
import { errorSentence } from "@/lib/chart/verdict-sentence";

const plain = (text: string) => text.replaceAll(/[\u202F\u00A0]/g, " ");

describe("the decision in words", () => {
  test("a verdict is a headline, what happened, and how sure that is, each once", () => {
    const reason = `Regressed since step 70. Win probability fell by 32.3\u00A0pp (at least 24.0\u00A0pp), against steps 20-30. ${errorSentence(0.05)}`;
    const { headline, rest, sure } = verdictWords({ reason, errorLevel: 0.05 });
    expect(headline).toBe("Regressed since step 70");
    expect(plain(rest)).toBe("Win probability fell by 32.3 pp (at least 24.0 pp), against steps 20-30.");
    expect(plain(sure)).toBe("Over the whole run a false alarm has a probability of at most 5 %.");
  });
  test("how sure is said of verdicts too whose sentence leaves it out", () => {
    expect(verdictWords({ reason: "Healthy: no drop below an earlier block in 11 looks.", errorLevel: 0.1 })).toMatchObject({ headline: "Healthy", rest: "No drop below an earlier block in 11 looks." });
    expect(plain(verdictWords({ reason: "Pending", errorLevel: 0.1 }).sure)).toContain("at most 10 %");
  });
  test("a sentence without an end is a headline alone", () => expect(splitReason("Not enough evidence.")).toEqual({ headline: "Not enough evidence", rest: "" }));
  test("the detectable drop says what it rests on, and nothing where nothing can be tested", () => {
    expect(detectableWords(null)).toBeNull();
    const { value, detail } = detectableWords({ fast: 0.0931, sustained: 0.076, sdPair: 0.3, sdSource: "assumed", nUnits: 1200 })!;
    expect(plain(value)).toBe("9.3 pp");
    expect(plain(detail)).toContain("from 1 200 independent prompts and a typical spread");
  });
  test("jitter is mentioned only where the plan is too fine for it", () => {
    expect(jitterAdvice(null, 0.005)).toBeNull();
    expect(jitterAdvice({ sd: 0.02, deltaTooSmall: false }, 0.005)).toBeNull();
    expect(plain(jitterAdvice({ sd: 0.02, deltaTooSmall: true }, 0.005)!)).toContain("plan the next run with at least 4.0 pp");
  });
  test("the error level is a bound", () => expect(plain(errorLevelWords(0.05))).toBe("run-wide error at most 5 %"));
});
