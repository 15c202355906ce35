import { describe, expect, test } from "vitest";
import { clusterIds } from "@/lib/stats/cluster-ids";
import { intervalMethods } from "@/lib/stats/interval-methods";
import { mcnemarExact } from "@/lib/stats/mcnemar-exact";
import { pairedDifference } from "@/lib/stats/paired-difference";
import { signFlipExact } from "@/lib/stats/sign-flip-exact";
import { winRateBounds } from "@/lib/stats/win-rate-bounds";

describe("clusters", () => {
  const prompt = (textHash: string, group: string | null = null) => ({ textHash, group });

  test("prompts without group or duplicate are clusters of their own", () => {
    expect(clusterIds([prompt("a"), prompt("b"), prompt("c")])).toEqual({ ids: Int32Array.of(0, 1, 2), nClusters: 3 });
  });
  test("exact duplicates and groups join, and a duplicate ties two groups together", () => {
    const prompts = [prompt("a", "g1"), prompt("b", "g2"), prompt("c"), prompt("d", "g1"), prompt("b", "g1"), prompt("e", "g2"), prompt("c", null)];
    expect(clusterIds(prompts)).toEqual({ ids: Int32Array.of(0, 0, 1, 0, 0, 0, 1), nClusters: 2 });
  });
  test("a group may have the name of a hash without joining it", () => {
    expect(clusterIds([prompt("a", "b"), prompt("b")]).nClusters).toBe(2);
  });
  test("a chain of 100 000 duplicates and groups ends as one", () => {
    const chain = Array.from({ length: 100_000 }, (_, i) => prompt(`t${Math.floor(i / 2)}`, `g${Math.floor((i + 1) / 2)}`));
    expect(clusterIds(chain).nClusters).toBe(1);
  });
  test("method names say when clusters were used", () => {
    expect(intervalMethods(false)).toEqual({ winRate: "Wilson 95 %", winProbability: "logit-t 95 %", meanScore: "t 95 %" });
    expect(intervalMethods(true).winRate).toBe("Wilson 95 %, clustered");
  });
});

describe("two checkpoints", () => {
  test("prompts that either side lacks are left out", () => {
    const result = pairedDifference([1, NaN, 3, 5], [0, 1, Infinity, 2], null);
    expect(result).toMatchObject({ kind: "estimate", n: 2, difference: 2, df: 1 });
  });
  test.each([
    [[1], [0], null, "too-few-pairs"], [[1, 2], [0, 0], [3, 3], "one-cluster"], [[0.3, 0.4], [0.3, 0.4], null, "all-equal"],
    [[1, 2, 1, 2], [2, 1, 2, 1], [0, 0, 1, 1], "all-equal"],
  ] as const)("%j against %j in clusters %j is insufficient: %s", (a, b, clusters, reason) => {
    expect(pairedDifference(a, b, clusters)).toMatchObject({ kind: "insufficient", reason });
  });
  test("other lengths are refused", () => expect(() => pairedDifference([1], [], null)).toThrow(RangeError));

  test("sign flips leave zeros out and stop at twenty others", () => {
    expect(signFlipExact([1, 0, 0, 1])).toBe(0.5);
    expect(signFlipExact([])).toBe(1);
    expect(signFlipExact([0.1, 0.2, -0.3])).toBe(1);
    expect(signFlipExact(Array.from({ length: 20 }, () => 1))).toBe(2 / 2 ** 20);
    expect(signFlipExact(Array.from({ length: 21 }, () => 1))).toBeNull();
  });

  test("McNemar refuses half steps and stays a probability for many prompts", () => {
    expect(() => mcnemarExact(0.5, 1)).toThrow(/whole numbers/);
    const { pTwoSided } = mcnemarExact(50_000, 50_000);
    expect(pTwoSided).toBeGreaterThan(0.999);
    expect(pTwoSided).toBeLessThanOrEqual(1);
    expect(mcnemarExact(3, 9).pTwoSided).toBe(mcnemarExact(9, 3).pTwoSided);
  });

  test("bounds of the win rate enclose all that the absent prompts could have been", () => {
    expect(winRateBounds({ nWin: 6, nTie: 2, nLoss: 0, nFailed: 1, nMissing: 1 })).toEqual({ worst: 0.7, best: 0.9 });
    expect(winRateBounds({ nWin: 0, nTie: 0, nLoss: 0, nFailed: 2, nMissing: 0 })).toEqual({ worst: 0, best: 1 });
    expect(winRateBounds({ nWin: 0, nTie: 0, nLoss: 0, nFailed: 0, nMissing: 0 })).toBeNull();
  });
});
