import { expect, test } from "vitest";
import { expectParity } from "../support/expect-parity";
import { families, goldenOf, helpSteerAttributes, specs } from "../support/families";
import { poolOfFile } from "../support/pool-of-file";
import { scoreAll } from "../support/scoring-pool";

const pool = poolOfFile([families]);

const { nemotron, armoRm } = specs;

test("nine attributes named by id2label come out in order, and their weighted sum is the score", async () => {
  expect(await expectParity(pool, nemotron)).toBeGreaterThanOrEqual(60);
  expect((await pool.open(nemotron)).loaded.attributes).toEqual(helpSteerAttributes);
});

test("the gated model gives its rewards, and its own score is the score", async () => {
  expect(await expectParity(pool, armoRm)).toBeGreaterThanOrEqual(60);
  expect((await pool.open(armoRm)).loaded.attributes).toHaveLength(7);
});

test("without a score output the sum of rewards times gating is the score", async () => {
  const golden = goldenOf("armorm-gated").slice(0, 20);
  const results = await scoreAll(await pool.open({ ...armoRm, outputs: { attributes: "rewards", gating: "gating_output" } }), golden);
  results.forEach((result, i) => expect(result.status === "ok" ? result.score : NaN).toBeCloseTo(golden[i]!.score, 4));
});

test.each([nemotron, armoRm])("$name passes every check that applies", async (spec) => {
  const { conformance } = await pool.check(spec);
  expect(conformance.filter((entry) => entry.outcome === "fail" || entry.outcome === "warn")).toEqual([]);
  expect(conformance.find((entry) => entry.check === "golden-scores")).toMatchObject({ outcome: "pass" });
});

test("attributes without weights, or a weight for one that is not there, are refused with the names", async () => {
  await expect(pool.open({ ...nemotron, attributes: undefined })).rejects.toMatchObject({ message: expect.stringMatching(/9 attributes \(quality, .*say how much each counts/) as string });
  await expect(pool.open({ ...nemotron, attributes: [{ name: "kindness", weight: 1 }] })).rejects.toMatchObject({ message: expect.stringMatching(/no attribute "kindness"/) as string });
  await expect(pool.open({ ...armoRm, outputs: undefined })).rejects.toMatchObject({ message: expect.stringMatching(/several outputs \(rewards, gating_output, score\)/) as string });
});
