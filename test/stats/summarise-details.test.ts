import fc from "fast-check";
import { expect, test } from "vitest";
import { logOdds } from "@/lib/stats/log-odds";
import { sigmoid } from "@/lib/stats/sigmoid";
import { positionBias, summariseAttributes } from "@/lib/stats/summarise-details";

const ok = 1, failed = 2;

test("log-odds are what sigmoid undoes, exactly zero at one half, and finite at the ends", () => {
  fc.assert(fc.property(fc.double({ min: 1e-8, max: 1 - 1e-8, noNaN: true }), (p) => Math.abs(sigmoid(logOdds(p)) - p) < 1e-12));
  expect(logOdds(0.5)).toBe(0);
  expect([logOdds(0), logOdds(1)].every(Number.isFinite)).toBe(true);
  expect(logOdds(0)).toBeCloseTo(-logOdds(1), 6);
});

test("an attribute's mean is over the scored prompts of its own column", () => {
  const details = Float32Array.of(1, 10, 3, 30, Number.NaN, Number.NaN, 5, 80);
  const statuses = Uint8Array.of(ok, ok, failed, ok);
  const [quality, toxicity] = summariseAttributes({ details, statuses, names: ["quality", "toxicity"], clusters: Int32Array.of(0, 1, 2, 3) });
  expect(quality).toMatchObject({ name: "quality", mean: { value: 3 } });
  expect(toxicity?.mean.value).toBe(40);
  // t interval of 1, 3, 5: mean 3, se 2/sqrt(3), t(2, .975) = 4.302652729749462
  expect(quality?.mean.low).toBeCloseTo(3 - (4.302652729749462 * 2) / Math.sqrt(3), 9);
  expect(() => summariseAttributes({ details, statuses, names: ["one"], clusters: Int32Array.of(0, 1, 2, 3) })).toThrow(RangeError);
});

test("position bias is what the text shown first gains, whichever text it is", () => {
  const always = Float32Array.of(1, 0, 1, 0);
  expect(positionBias({ details: always, statuses: Uint8Array.of(ok, ok) })).toBe(0.5);
  expect(positionBias({ details: Float32Array.of(0.8, 0.8, 0.1, 0.1), statuses: Uint8Array.of(ok, ok) })).toBe(0);
  expect(positionBias({ details: Float32Array.of(0.9, 0.7, 0, 1), statuses: Uint8Array.of(ok, failed) })).toBeCloseTo(0.1, 6);
  expect(positionBias({ details: always, statuses: Uint8Array.of(failed, failed) })).toBeNull();
});
