import { describe, expect, test } from "vitest";
import { jitter } from "@/lib/detect/jitter";
import { looksAt, makeLooks } from "./make-looks";

/** +1 and -1 without a period of two or four looks. */
const signs = [1, 1, -1, 1, -1, -1, 1, -1, 1, 1, -1, -1, 1, -1, -1, 1, 1, -1, 1, -1];
const jittery = (size: number, nPrompts = 20_000) => looksAt(signs.map((sign) => 0.6 + size * sign), nPrompts, 0.1);

describe("true jitter of checkpoints", () => {
  test("is found where checkpoints differ by more than their prompts explain, of about its size", () => {
    const small = jitter(jittery(0.002), null, 0.005)!, none = jitter(jittery(0), null, 0.005)!;
    expect(small.sd).toBeGreaterThan(0.0008);
    expect(small.sd).toBeLessThan(0.004);
    expect(none.sd).toBeLessThan(0.0008);
  });
  test("is exactly the formula's where differences and their variance are known", () => {
    // Second neighbours have the opposite sign: D = 2 L, and its variance over 100 prompts is 4 s^2 / 99.
    const s = 0.1, L = s * Math.sqrt(4 / 99);
    const looks = makeLooks(Array.from({ length: 20 }, (_, t) => Array.from({ length: 100 }, (_, i) => 0.5 + (t % 4 < 2 ? 1 : -1) * (L + (i % 2 ? s : -s)))));
    expect(jitter(looks, null, 0)).toMatchObject({ deltaTooSmall: true });
    expect(jitter(looks, null, 0.005)!.sd).toBeCloseTo(Math.sqrt(((4 / 0.995 - 1) * 4 * s * s) / 99 / 1.5), 12);
  });
  test("advises a larger delta when delta is below twice its size", () => {
    const { sd } = jitter(jittery(0.002), null, 0)!;
    expect(jitter(jittery(0.002), null, 2 * sd - 1e-9)!.deltaTooSmall).toBe(true);
    expect(jitter(jittery(0.002), null, 2 * sd)!.deltaTooSmall).toBe(false);
  });
  test("advises nothing where the jitter found is no more than chance brings", () => {
    const s = 0.1, chance = makeLooks(Array.from({ length: 20 }, (_, t) => Array.from({ length: 100 }, (_, i) => 0.5 + (t % 4 < 2 ? 1 : -1) * (s * Math.sqrt(1.5 / 99) + (i % 2 ? s : -s)))));
    const found = jitter(chance, null, 0)!;
    expect(found.sd).toBeGreaterThan(0.005);
    expect(found.deltaTooSmall).toBe(false);
  });
  test("one real drop does not count as jitter of its size", () => {
    const looks = looksAt(signs.map((_, t) => (t < 10 ? 0.6 : 0.4)), 20_000, 0.1);
    expect(jitter(looks, null, 0.005)!.sd).toBeLessThan(0.002);
  });
  test("is zero where nothing varies, and copies of few prompts look alike by chance", () => {
    expect(jitter(looksAt(signs.map(() => 0.5), 100, 0), null, 0.005)).toEqual({ sd: 0, deltaTooSmall: false });
    const copies = jittery(0, 50).map((look) => ({ ...look, values: Float64Array.from({ length: 5000 }, (_, i) => look.values[i % 50]!) }));
    const clusters = Int32Array.from({ length: 5000 }, (_, i) => i % 50);
    expect(jitter(copies, clusters, 0.005)!.sd).toBeLessThanOrEqual(jitter(copies, null, 0.005)!.sd);
  });
  test("is unknown before twelve complete looks", () => {
    expect(jitter([], null, 0.005)).toBeNull();
    expect(jitter(jittery(0.002, 50).slice(0, 11), null, 0.005)).toBeNull();
    expect(jitter(jittery(0.002, 50).slice(0, 12), null, 0.005)).not.toBeNull();
    expect(jitter(jittery(0.002, 50).slice(0, 12).map((look) => ({ ...look, incomplete: look.step === 50 })), null, 0.005)).toBeNull();
  });
});
