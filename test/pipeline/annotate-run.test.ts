import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readRun } from "@/lib/services/read-run";
import { addAnnotation } from "@/lib/services/add-annotation";
import { createKey } from "@/lib/services/create-key";
import { listAnnotations } from "@/lib/services/list-annotations";
import { listMetrics } from "@/lib/services/list-metrics";
import { listPins } from "@/lib/services/list-pins";
import { logMetrics } from "@/lib/services/log-metrics";
import { pinCheckpoint } from "@/lib/services/pin-checkpoint";
import { unpinCheckpoint } from "@/lib/services/unpin-checkpoint";
import { createScoredRun, type ScoredRun } from "../support/scored-run";

let it: ScoredRun;
let run: string;
const onMain = { branch: "main" };
beforeAll(async () => {
  it = await createScoredRun({ n: 4 });
  run = it.run.id;
  await it.checkpoint(100, [1, 1, 1, 1]);
  await it.checkpoint(200, [1, 1, 1, 0.5]);
  await it.checkpoint(200, [1, 0.5, 1, 1], { branch: "main.2" });
});
afterAll(() => it?.close());
const revision = async () => (await readRun(it.ctx, { run })).revision;

describe("pins", () => {
  test("are kept once for each checkpoint, and a change is told to whoever watches the run", async () => {
    const before = await revision();
    expect(await pinCheckpoint(it.ctx, { run, step: 200, ...onMain })).toMatchObject({ created: true, pin: { step: 200, branch: "main" } });
    expect(await revision()).toBe(before + 1);
    expect((await pinCheckpoint(it.ctx, { run, step: 200, ...onMain })).created).toBe(false);
    await pinCheckpoint(it.ctx, { run, step: 200, branch: "main.2" });
    await pinCheckpoint(it.ctx, { run, step: 100, ...onMain });
    expect((await listPins(it.ctx, { run })).items.map(({ step, branch }) => [step, branch])).toEqual([[100, "main"], [200, "main"], [200, "main.2"]]);
    expect(await revision()).toBe(before + 3);
    await unpinCheckpoint(it.ctx, { run, step: 200, ...onMain });
    await unpinCheckpoint(it.ctx, { run, step: 200, ...onMain });
    expect((await listPins(it.ctx, { run })).items).toHaveLength(2);
    expect(await revision()).toBe(before + 4);
  });

  test.each([[{ step: 300 }], [{ step: 100, branch: "main.2" }], [{ step: 100, branch: "nowhere" }], [{ step: 100, run: "default/none" }]])("%j cannot be pinned or unpinned", async (at) => {
    for (const verb of [pinCheckpoint, unpinCheckpoint]) await expect(verb(it.ctx, { run, ...onMain, ...at })).rejects.toMatchObject({ code: "not-found" });
  });
});

describe("notes", () => {
  test("come by step, those on the whole run first, page by page, with the name of the key", async () => {
    await createKey(it.ctx, { name: "laptop", scope: "write" });
    const { id: keyId } = await it.ctx.db.apiKey.findFirstOrThrow();
    for (const [step, text] of [[200, "worse?"], [null, "The data were mended.\u0000"], [200, "again"], [7, "no checkpoint here"]] as const) {
      const note = await addAnnotation(it.ctx, { run, step, ...onMain, text, keyId });
      expect(note).toMatchObject({ step, text, author: "laptop", branch: "main" });
    }
    const texts: string[] = [];
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const page: Awaited<ReturnType<typeof listAnnotations>> = await listAnnotations(it.ctx, { run, limit: 1, ...(cursor && { cursor }) });
      texts.push(...page.items.map(({ text }) => text));
      cursor = page.nextCursor;
    }
    expect(texts).toEqual(["The data were mended.\u0000", "no checkpoint here", "worse?", "again"]);
    await expect(addAnnotation(it.ctx, { run, step: 1, branch: "nowhere", text: "x", keyId })).rejects.toMatchObject({ code: "invalid-request", details: { errors: [{ path: "/branch" }] } });
    await expect(listAnnotations(it.ctx, { run, limit: 1, cursor: "WzFd" })).rejects.toMatchObject({ code: "invalid-request" });
  });
});

describe("metrics of the training loop", () => {
  test("are kept by step and name, replaced when sent again, and need no checkpoint", async () => {
    expect(await logMetrics(it.ctx, { run, step: 20, ...onMain, values: { kl: 0.2, entropy: 2 } })).toEqual({ step: 20, branch: "main", nValues: 2 });
    await logMetrics(it.ctx, { run, step: 10, ...onMain, values: { kl: 0.1 } });
    await logMetrics(it.ctx, { run, step: 20, ...onMain, values: { kl: 0.25 } });
    expect((await listMetrics(it.ctx, { run, ...onMain })).series).toEqual([
      { name: "entropy", points: [{ step: 20, value: 2 }] }, { name: "kl", points: [{ step: 10, value: 0.1 }, { step: 20, value: 0.25 }] },
    ]);
    expect((await listMetrics(it.ctx, { run, ...onMain, name: "entropy" })).series).toHaveLength(1);
    expect((await listMetrics(it.ctx, { run, ...onMain, name: "nothing" })).series).toEqual([]);
  });

  test("of a branch begin with its parent's, and its own value of a step counts", async () => {
    await logMetrics(it.ctx, { run, step: 300, ...onMain, values: { kl: 9 } });
    await logMetrics(it.ctx, { run, step: 200, branch: "main.2", values: { kl: 0.5 } });
    await logMetrics(it.ctx, { run, step: 20, branch: "main.2", values: { kl: 0.26 } });
    const [kl] = (await listMetrics(it.ctx, { run, branch: "main.2", name: "kl" })).series;
    expect(kl?.points).toEqual([{ step: 10, value: 0.1 }, { step: 20, value: 0.26 }, { step: 200, value: 0.5 }]);
  });

  test("of more than two hundred names, or of an unknown branch, are refused and not kept", async () => {
    const many = Object.fromEntries(Array.from({ length: 199 }, (_, i) => [`loss/${i}`, i]));
    await expect(logMetrics(it.ctx, { run, step: 30, ...onMain, values: many })).rejects.toMatchObject({ code: "invalid-request", details: { errors: [{ path: "/values" }] } });
    await expect(logMetrics(it.ctx, { run, step: 30, branch: "nowhere", values: { kl: 1 } })).rejects.toMatchObject({ code: "invalid-request", details: { errors: [{ path: "/branch" }] } });
    await expect(listMetrics(it.ctx, { run, branch: "nowhere" })).rejects.toMatchObject({ code: "invalid-request" });
    expect(await it.ctx.db.metric.count({ where: { step: 30n } })).toBe(0);
    const { "loss/0": _left, ...fits } = many;
    await logMetrics(it.ctx, { run, step: 30, ...onMain, values: fits });
    await logMetrics(it.ctx, { run, step: 40, ...onMain, values: { ...fits, kl: 1 } });
    await expect(logMetrics(it.ctx, { run, step: 40, ...onMain, values: { another: 1 } })).rejects.toMatchObject({ code: "invalid-request" });
  });
});
