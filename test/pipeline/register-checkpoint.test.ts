import { deflateSync } from "node:zlib";
import { beforeEach, expect, test } from "vitest";
import { comparedCompletions } from "@/lib/db/completion-sets";
import { DomainError } from "@/lib/errors";
import { readCurve } from "@/lib/pipeline/read-curve";
import { createPromptSet } from "@/lib/services/create-prompt-set";
import { createReferenceSet } from "@/lib/services/create-reference-set";
import { createRun } from "@/lib/services/create-run";
import { listCheckpoints } from "@/lib/services/list-checkpoints";
import { readRun } from "@/lib/services/read-run";
import { testContext, type TestContext } from "../support/context";
import { createDemoRun, demoData, register } from "../support/demo-data";

let context: TestContext;
beforeEach(async () => { context = await testContext(); return () => context.close(); });

const refused = async (promise: Promise<unknown>): Promise<DomainError> => {
  const error = await promise.then(() => null, (reason: unknown) => reason);
  if (!(error instanceof DomainError)) throw error ?? new Error("was not refused");
  return error;
};

test("the same content again is the same checkpoint, and only path and metadata may change", async () => {
  const { ctx } = context;
  const { run, data } = await createDemoRun(ctx, { n: 6 });
  const first = await register(ctx, run, 10, data.completions("sft-good", 10), { path: "out/a" });
  const second = await register(ctx, run, 10, data.completions("sft-good", 10).reverse(), { path: "out/b" });
  expect(first.created).toBe(true);
  expect(second).toMatchObject({ created: false, checkpoint: { id: first.checkpoint.id, path: "out/b" } });
});

test("other content for a step is refused and nothing of it is kept", async () => {
  const { ctx } = context;
  const { run, data } = await createDemoRun(ctx, { n: 6 });
  await register(ctx, run, 10, data.completions("sft-good", 10));
  const sets = await ctx.db.completionSet.count();
  const error = await refused(register(ctx, run, 10, data.completions("sft-good", 20)));
  expect(error).toMatchObject({ code: "checkpoint-conflict", details: { step: 10, branch: "main" } });
  expect(await ctx.db.completionSet.count()).toBe(sets);
});

test("of two processes that register one step at once, both get the same checkpoint, or one is refused", async () => {
  const { ctx } = context;
  const { run, data } = await createDemoRun(ctx, { n: 6 });
  const same = await Promise.all(Array.from({ length: 4 }, () => register(ctx, run, 1, data.completions("sft-good", 10))));
  expect(new Set(same.map(({ checkpoint }) => checkpoint.id)).size).toBe(1);
  expect(same.filter(({ created }) => created)).toHaveLength(1);
  const other = await Promise.allSettled([10, 20, 30].map((from) => register(ctx, run, 2, data.completions("sft-good", from))));
  expect(other.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
});

test("of registrations with other texts for one step at once, each gets a branch of its own and none is lost", async () => {
  const { ctx } = context;
  const { run, data } = await createDemoRun(ctx, { n: 6 });
  const from = [0, 10, 20, 30, 40, 50];
  const all = await Promise.all(from.flatMap((step) => [1, 2].map((at) => register(ctx, run, at, data.completions("sft-good", step), { onConflict: "branch" }))));
  expect(all.every(({ created }) => created)).toBe(true);
  const { items } = await listCheckpoints(ctx, { run: run.id, limit: 50 });
  expect(new Set(items.map(({ step, branch }) => `${step} ${branch}`)).size).toBe(12);
  expect(items.filter(({ branch }) => branch === "main").map(({ step }) => step)).toEqual([1, 2]);
});

test("texts of more prompts than one statement takes are kept whole, and registered again they are known", async () => {
  const { ctx } = context;
  await createDemoRun(ctx, { n: 2 });
  const n = 4200;
  const keys = Array.from({ length: n }, (_, i) => `k${i}`);
  await createPromptSet(ctx, { name: "many", prompts: keys.map((key) => ({ key, prompt: `About ${key}.` })) });
  await createReferenceSet(ctx, { promptSet: "many", body: { name: "references", completions: keys.map((key) => ({ key, completion: "A reference." })) } });
  const { run } = await createRun(ctx, { project: "p", name: "many", promptSet: "many" });
  const completions = keys.flatMap((key) => [0, 1].map((sample) => ({ key, sample, completion: `${key} é ${"\u0000"}${sample}`, ...(sample === 1 && { finishReason: "length" as const }) })));
  expect(await register(ctx, run, 1, completions)).toMatchObject({ created: true, checkpoint: { nCompletions: 2 * n, nMissing: 0 } });
  expect(await register(ctx, run, 1, completions)).toMatchObject({ created: false });
  const { id } = await ctx.db.completionSet.findFirstOrThrow({ where: { nCompletions: 2 * n } });
  const kept = await comparedCompletions(ctx.db, id);
  expect(kept.size).toBe(n);
  expect(kept.get(4199)).toEqual({ position: 4199, sample: 0, completion: "k4199 é \u00000", finishReason: null });
});

test("texts that an earlier version compressed with zlib are read as they were", async () => {
  const { ctx } = context;
  const { run, data } = await createDemoRun(ctx, { n: 2 });
  await register(ctx, run, 1, data.completions("sft-good", 10));
  const { id } = await ctx.db.completionSet.findFirstOrThrow({ where: { checkpoints: { some: {} } } });
  const rows = [[0, 0, "Grüße\n", null], [1, 0, "", "length"]];
  await ctx.db.completionChunk.updateMany({ where: { completionSetId: id }, data: { data: new Uint8Array(deflateSync(JSON.stringify(rows))) } });
  expect([...(await comparedCompletions(ctx.db, id)).values()]).toEqual([
    { position: 0, sample: 0, completion: "Grüße\n", finishReason: null }, { position: 1, sample: 0, completion: "", finishReason: "length" },
  ]);
});

test("a resumed run that writes other texts becomes a branch that begins with its parent's points", async () => {
  const { ctx } = context;
  const { run, data } = await createDemoRun(ctx, { n: 6 });
  for (const step of [0, 10, 20]) await register(ctx, run, step, data.completions("sft-good", step));
  const other = (step: number) => data.completions("sft-too-hot", step);
  const fork = await register(ctx, run, 10, other(50), { onConflict: "branch" });
  expect(fork.checkpoint.branch).toBe("main.2");
  expect((await register(ctx, run, 20, other(60), { onConflict: "branch" })).checkpoint.branch).toBe("main.2");
  expect(await register(ctx, run, 10, other(50), { onConflict: "branch" })).toMatchObject({ created: false, checkpoint: { id: fork.checkpoint.id } });
  expect((await register(ctx, run, 10, other(70), { onConflict: "branch" })).checkpoint.branch).toBe("main.3");
  expect((await readRun(ctx, { run: run.id })).branches).toEqual([
    { name: "main", parent: null },
    { name: "main.2", parent: { branch: "main", step: 0 } },
    { name: "main.3", parent: { branch: "main", step: 0 } },
  ]);
  const steps = async (branch: string) => (await readCurve(ctx, { run: run.id, branch })).waiting.map(({ step }) => step);
  expect(await steps("main")).toEqual([0, 10, 20]);
  expect(await steps("main.2")).toEqual([0, 10, 20]);
  expect(await steps("main.3")).toEqual([0, 10]);

  // A fork of the fork's first step has nothing below it there: it keeps the history that the fork has.
  expect((await register(ctx, run, 10, other(80), { branch: "main.2", onConflict: "branch" })).checkpoint.branch).toBe("main.2.2");
  expect((await readRun(ctx, { run: run.id })).branches.at(-1)).toEqual({ name: "main.2.2", parent: { branch: "main", step: 0 } });
  expect(await steps("main.2.2")).toEqual([0, 10]);
});

test("unknown and doubled keys are refused by name; missing ones are counted", async () => {
  const { ctx } = context;
  const { run, data } = await createDemoRun(ctx, { n: 6 });
  const good = data.completions("sft-good", 10);
  const error = await refused(register(ctx, run, 10, [...good, { key: "nobody", completion: "x" }, good[0]!]));
  expect(error).toMatchObject({ code: "invalid-request" });
  expect(error.details.errors?.map(({ path }) => path)).toEqual(["/completions/6/key", "/completions/7/key"]);
  expect((await listCheckpoints(ctx, { run: run.id, limit: 50 })).items).toEqual([]);
  expect((await register(ctx, run, 10, good.slice(1))).checkpoint).toMatchObject({ nCompletions: 5, nMissing: 1 });
});

test("a completion above one million bytes is refused with its key and the limit", async () => {
  const { ctx } = context;
  const { run, data } = await createDemoRun(ctx, { n: 2 });
  const [first, second] = data.completions("sft-good", 10);
  const error = await refused(register(ctx, run, 1, [first!, { ...second!, completion: "é".repeat(500_001) }]));
  expect(error.code).toBe("completion-too-large");
  expect(error.details.errors?.[0]).toMatchObject({ path: "/completions/1/completion" });
  expect(error.details.errors?.[0]?.message).toContain("1000002 bytes; at most 1000000");
  expect((await register(ctx, run, 1, [first!, { ...second!, completion: "é".repeat(500_000) }])).created).toBe(true);
});

test("NUL and control characters in completions survive", async () => {
  const { ctx } = context;
  const { run, data } = await createDemoRun(ctx, { n: 2 });
  const completions = [{ key: data.prompts[0]!.key, completion: "a\u0000b\u001b[31m\u202e" }];
  expect((await register(ctx, run, 1, completions, { path: "p\u0000q" })).checkpoint.path).toBe("p\u0000q");
});

test("checkpoints are listed in step order whatever order they came in, page by page", async () => {
  const { ctx } = context;
  const { run, data } = await createDemoRun(ctx, { n: 2 });
  for (const step of [30, 0, 20, 10]) await register(ctx, run, step, data.completions("sft-good", step));
  const first = await listCheckpoints(ctx, { run: run.id, limit: 3 });
  const second = await listCheckpoints(ctx, { run: run.id, limit: 3, cursor: first.nextCursor! });
  expect([...first.items, ...second.items].map(({ step }) => step)).toEqual([0, 10, 20, 30]);
  expect(second.nextCursor).toBeNull();
  expect(await refused(listCheckpoints(ctx, { run: run.id, limit: 3, cursor: "nonsense" }))).toMatchObject({ details: { errors: [{ path: "/query/cursor" }] } });
});

test("a run is found again by what it was created with, and refused when that differs", async () => {
  const { ctx } = context;
  const { run } = await createDemoRun(ctx, { n: 2 });
  expect(run).toMatchObject({ project: "default", plan: { expectedLooks: 100, alpha: 0.05, delta: 0.005 }, rewardModels: [{ name: "starter", role: "monitor" }], referenceSets: [{ name: "handwritten" }] });
  expect(run.primary).toEqual({ referenceSet: run.referenceSets[0]!.id, rewardModel: run.rewardModels[0]!.id });
  const same = { project: "default", name: "sft-good", promptSet: "demo-prompts" };
  expect(await createRun(ctx, same)).toMatchObject({ created: false, run: { id: run.id } });
  expect(await createRun(ctx, { ...same, plan: { alpha: 0.05 } })).toMatchObject({ created: false });
  expect(await refused(createRun(ctx, { ...same, plan: { alpha: 0.01 } }))).toMatchObject({ code: "run-conflict", details: { errors: [{ path: "/plan" }] } });
});

test("a prompt set is found again by its content; the same name with other content is refused", async () => {
  const { ctx } = context;
  const { prompts } = demoData(3);
  const first = await createPromptSet(ctx, { name: "p", prompts });
  expect(await createPromptSet(ctx, { name: "p", prompts })).toEqual({ promptSet: first.promptSet, created: false });
  expect(await refused(createPromptSet(ctx, { name: "p", prompts: prompts.slice(1) }))).toMatchObject({ code: "prompt-set-conflict" });
  const doubled = await refused(createPromptSet(ctx, { name: "q", prompts: [prompts[0]!, prompts[0]!] }));
  expect(doubled.details.errors).toMatchObject([{ path: "/prompts/1/key" }]);
});
