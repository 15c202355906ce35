import { afterEach, expect, test } from "vitest";
import { listPairs } from "@/lib/pipeline/list-pairs";
import { createScoredRun, type ScoredRun } from "../support/scored-run";

let it: ScoredRun;
afterEach(() => it?.close());
const n = 12;
const floats = (value: number) => new Uint8Array(new Float32Array(n).fill(value).buffer);
const page = (query: Partial<Parameters<typeof listPairs>[1]> = {}) => listPairs(it.ctx, { run: it.run.id, branch: "main", step: 100, limit: 100, ...query });

/** Scores everything by a revision of the model, in one transaction. */
async function scoreAs(identity: string, scores: { reference: number; own: number }): Promise<void> {
  await it.ctx.db.$transaction([
    it.ctx.db.scoreVector.updateMany({ where: { completionSet: { checkpoints: { none: {} } } }, data: { identity, scores: floats(scores.reference) } }),
    it.ctx.db.scoreVector.updateMany({ where: { completionSet: { checkpoints: { some: {} } } }, data: { identity, scores: floats(scores.own) } }),
  ]);
}

test("a page read while another revision scores the history is of one revision alone", async () => {
  it = await createScoredRun({ n });
  await it.checkpoint(100, new Array<number>(n).fill(1));
  let scoring = true;
  const writer = (async () => {
    for (let i = 0; scoring; i++) await scoreAs(`revision ${i % 2}`, i % 2 ? { reference: 100, own: 102 } : { reference: 0, own: 1 });
  })();
  const seen = new Set<number | null>();
  try {
    for (let i = 0; i < 20; i++) for (const { margin } of (await page()).items) seen.add(margin);
  } finally {
    scoring = false;
    await writer;
  }
  expect([...seen].filter((margin) => margin !== 1 && margin !== 2)).toEqual([]);
});

test("a checkpoint that another revision than its references' has scored is not scored yet, and its change is not known", async () => {
  it = await createScoredRun({ n });
  await it.checkpoint(50, new Array<number>(n).fill(3));
  await it.checkpoint(100, new Array<number>(n).fill(1));
  expect((await page({ sort: "change" })).items[0]).toMatchObject({ margin: 1, outcome: "win", since: { outcome: "win", change: -2 } });
  const ofStep = (step: bigint) => ({ completionSet: { checkpoints: { some: { step } } } });
  await it.ctx.db.scoreVector.updateMany({ where: ofStep(50n), data: { identity: "earlier" } });
  expect((await page({ sort: "change" })).items[0]).toMatchObject({ margin: 1, since: { outcome: null, change: null } });
  await it.ctx.db.scoreVector.updateMany({ where: ofStep(100n), data: { identity: "earlier" } });
  expect((await page()).items[0]).toMatchObject({ score: null, margin: null, outcome: null, referenceScore: 0 });
});

test("the pair of one prompt is the one that the whole list has; an unknown key has none", async () => {
  it = await createScoredRun({ n });
  await it.checkpoint(50, Array.from({ length: n }, (_, i) => (i === 3 ? null : 1)));
  await it.checkpoint(100, Array.from({ length: n }, (_, i) => i - 5));
  const all = (await page({ since: 50 })).items;
  for (const i of [0, 3, 11]) expect((await page({ since: 50, key: it.keys[i]! })).items).toEqual([all[i]]);
  expect(all[3]).toMatchObject({ since: { outcome: "missing", change: null } });
  expect((await page({ key: "nobody" })).items).toEqual([]);
});

test("what turned since another step is told by its direction", async () => {
  it = await createScoredRun({ n });
  await it.checkpoint(50, Array.from({ length: n }, (_, i) => (i < 6 ? 1 : -1)));
  await it.checkpoint(100, Array.from({ length: n }, (_, i) => (i < 2 || i > 8 ? 1 : i === 5 ? 0 : -1)));
  const keys = async (turned: "win-to-loss" | "loss-to-win" | "any") => (await page({ turned })).items.map(({ key }) => it.keys.indexOf(key));
  expect(await keys("win-to-loss")).toEqual([2, 3, 4]);
  expect(await keys("loss-to-win")).toEqual([9, 10, 11]);
  expect(await keys("any")).toEqual([2, 3, 4, 5, 9, 10, 11]);
  await expect(page({ turned: "any", since: 70 })).rejects.toMatchObject({ code: "not-found" });
});
