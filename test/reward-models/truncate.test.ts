import fc from "fast-check";
import { expect, test } from "vitest";
import { promptFloor, truncate } from "@/lib/reward-models/truncate";

test("leaves alone what fits exactly", () => {
  expect(truncate({ nPrompt: 5, nCompletion: 2, nControl: 3 }, 10, "fail")).toEqual({ promptStart: 0, completionEnd: 2, cut: "none" });
});

test("trims the prompt at its start before it touches the completion", () => {
  expect(truncate({ nPrompt: 600, nCompletion: 100, nControl: 3 }, 512, "cut-end")).toEqual({ promptStart: 191, completionEnd: 100, cut: "prompt" });
});

test("keeps an eighth for the prompt and cuts the completion at its end", () => {
  expect(truncate({ nPrompt: 600, nCompletion: 700, nControl: 3 }, 512, "cut-end")).toEqual({ promptStart: 536, completionEnd: 445, cut: "completion" });
  expect(truncate({ nPrompt: 10, nCompletion: 700, nControl: 3 }, 512, "cut-end")).toEqual({ promptStart: 0, completionEnd: 499, cut: "completion" });
});

test("refuses to cut a completion under overlong: fail, but still trims prompts", () => {
  expect(truncate({ nPrompt: 600, nCompletion: 700, nControl: 3 }, 512, "fail")).toBeNull();
  expect(truncate({ nPrompt: 600, nCompletion: 100, nControl: 3 }, 512, "fail")?.cut).toBe("prompt");
});

test("whatever the lengths: it fits, nothing is cut without need, the prompt keeps its floor and the completion is cut last", () => {
  const length = fc.integer({ min: 0, max: 5000 });
  fc.assert(fc.property(length, length, fc.integer({ min: 1, max: 4 }), fc.integer({ min: 8, max: 4096 }), (nPrompt, nCompletion, nControl, maxTokens) => {
    const plan = truncate({ nPrompt, nCompletion, nControl }, maxTokens, "cut-end")!;
    const keptPrompt = nPrompt - plan.promptStart;
    const used = keptPrompt + plan.completionEnd + nControl;
    expect(used).toBeLessThanOrEqual(maxTokens);
    expect(plan.promptStart).toBeGreaterThanOrEqual(0);
    expect(keptPrompt).toBeGreaterThanOrEqual(promptFloor(nPrompt, maxTokens));
    if (nPrompt + nCompletion + nControl <= maxTokens) expect(plan).toEqual({ promptStart: 0, completionEnd: nCompletion, cut: "none" });
    else expect(used).toBe(maxTokens);
    if (plan.completionEnd < nCompletion) {
      expect(plan.cut).toBe("completion");
      expect(keptPrompt).toBe(promptFloor(nPrompt, maxTokens));
    }
    expect(truncate({ nPrompt, nCompletion, nControl }, maxTokens, "fail")).toEqual(plan.cut === "completion" ? null : plan);
  }), { numRuns: 2000 });
});
