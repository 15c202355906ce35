import { describe, expect, test } from "vitest";
import { paceSamples, paceWords, scoringPace } from "@/lib/chart/scoring-pace";

const plain = (text: string) => text.replaceAll(/[\u202F\u00A0]/g, " ");
const at = (seconds: number) => new Date(seconds * 1000).toISOString();
const done = (createdAt: number, scoredAt: number | null, total = 100) => ({ createdAt: at(createdAt), scoredAt: scoredAt === null ? null : at(scoredAt), progress: { done: scoredAt === null ? 0 : total, total } });

describe("pace of scoring", () => {
  test("is what was scored between the first and the last sample of the last minute", () => {
    expect(scoringPace([{ atMs: 0, done: 0 }, { atMs: 100_000, done: 900 }, { atMs: 110_000, done: 1000 }])).toBeCloseTo(10);
  });
  test("is not known from one sample, from a moment, or when nothing moves", () => {
    expect(scoringPace([])).toBeNull();
    expect(scoringPace([{ atMs: 0, done: 5 }])).toBeNull();
    expect(scoringPace([{ atMs: 0, done: 0 }, { atMs: 500, done: 50 }])).toBeNull();
    expect(scoringPace([{ atMs: 0, done: 50 }, { atMs: 9000, done: 50 }])).toBeNull();
    expect(scoringPace([{ atMs: 0, done: 50 }, { atMs: 9000, done: 20 }])).toBeNull();
  });
  test("from checkpoints, counts only as far back as there was always something to score", () => {
    // The third arrived after the second was done: the pause between them says nothing about pace.
    const samples = paceSamples([done(0, 10), done(0, 20), done(500, 510), done(500, 520), done(500, 530), done(500, null)]);
    expect(samples).toEqual([{ atMs: 510_000, done: 0 }, { atMs: 520_000, done: 100 }, { atMs: 530_000, done: 200 }]);
    expect(scoringPace(samples)).toBeCloseTo(10);
    expect(paceSamples([])).toEqual([]);
    expect(scoringPace(paceSamples([done(0, 10)]))).toBeNull();
  });
  test("is said with the time that is left, never less than a few seconds and never a false precision", () => {
    expect(plain(paceWords(24.4, 4392))).toBe("24 completions/s, about 3 min left");
    expect(plain(paceWords(2.34, 0))).toBe("2.3 completions/s, about 5 s left");
    expect(plain(paceWords(1234.5, 1))).toBe("1 235 completions/s, about 5 s left");
  });
});
