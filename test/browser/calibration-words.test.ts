import { describe, expect, test } from "vitest";
import { reliabilityWords } from "@/app/models/[model]/calibration-words";
import type { Reliability } from "@/lib/contracts";

const bin = (from: number, to: number, predicted: number, observed: number, half: number) => ({ from, to, n: 20, predicted, observed, low: observed - half, high: observed + half });
const of = (...bins: Reliability["bins"]): Reliability => ({ temperature: 1, logLoss: { value: 0.5, low: 0.4, high: 0.6 }, brier: { value: 0.2, low: 0.1, high: 0.3 }, calibrationError: 0, bins });
const empty = { from: 0.9, to: 1, n: 0, predicted: null, observed: null, low: null, high: null };
const plain = (text: string) => text.replaceAll("\u00A0", " ");

describe("a reliability diagram in words", () => {
  test("says which side probabilities lie on, bins that touch as one range", () => {
    const words = plain(reliabilityWords(of(bin(0.5, 0.6, 0.55, 0.8, 0.1), bin(0.6, 0.7, 0.65, 0.65, 0.1), bin(0.7, 0.8, 0.75, 0.5, 0.1), bin(0.8, 0.9, 0.85, 0.5, 0.1), empty)));
    expect(words).toBe("Too sure where it says 70 % to 90 %. Not sure enough where it says 50 % to 60 %. In the other bin the interval holds what it says.");
  });

  test("does not call probabilities wrong whose intervals hold them, and counts no empty bin", () => {
    expect(plain(reliabilityWords(of(bin(0.5, 0.9, 0.7, 0.75, 0.1), empty)))).toBe("In the one bin with pairs the interval holds what the model says.");
  });
});
