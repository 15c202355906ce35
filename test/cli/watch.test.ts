import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseStepPattern, stepOfName } from "@/cli/watch-step-of-name";
import { startCli, type RunningCli } from "../support/run-cli";
import { startServedProduct, type ServedProduct } from "./served-product";

let served: ServedProduct;
beforeAll(async () => (served = await startServedProduct()), 120_000);
afterAll(() => served?.stop());

const newFolder = () => mkdtempSync(path.join(served.folder, "out-"));
const text = (step: number, mean = 1, n = 60) => served.completions(step, mean).slice(0, n).map((row) => `${JSON.stringify(row)}\n`).join("");
const quick = ["--settle", "300ms", "--every", "100ms"];
const steps = async (run: string) => {
  const { body } = await served.product.call("GET", `/api/v1/runs/default%2F${run}/checkpoints`);
  return body.items.map(({ step, nCompletions, path: place }: { step: number; nCompletions: number; path: string | null }) => ({ step, nCompletions, path: place }));
};
const stop = async (watching: RunningCli) => {
  watching.child.kill("SIGINT");
  return watching.ended;
};
describe("a step is read from a name", () => {
  test.each([
    ["checkpoint-400", 400], ["epoch=1-step=0400.jsonl", 400], ["completions.400.csv.gz", 400], ["global_step_0", 0], ["latest", null], ["run-99999999999999999999", null],
  ])("%s: %s", (name, step) => expect(stepOfName(name, null)).toBe(step));

  test("by a pattern where the last number is another", () => {
    expect(stepOfName("ckpt-400-of-7b", null)).toBe(7);
    expect(stepOfName("ckpt-400-of-7b", parseStepPattern("ckpt-(\\d+)"))).toBe(400);
    expect(stepOfName("final", parseStepPattern("ckpt-(\\d+)"))).toBeNull();
    expect(() => parseStepPattern("ckpt-\\d+")).toThrow(/in parentheses/);
    expect(() => parseStepPattern("(")).toThrow(/in parentheses/);
  });
});

test("checkpoints are registered as their completions appear, with the folder as path", async () => {
  await served.createRun("folders");
  const dir = newFolder();
  for (const step of [20, 10]) mkdirSync(path.join(dir, `checkpoint-${step}`));
  mkdirSync(path.join(dir, "runs"));
  writeFileSync(path.join(dir, "checkpoint-20", "completions.jsonl"), text(20));
  const watching = served.start("watch", dir, "--run", "folders", ...quick);
  await watching.says(/Step 20 is registered: 60 completions\. {2}checkpoint-20\/completions\.jsonl\n/);
  writeFileSync(path.join(dir, "checkpoint-10", "completions.jsonl"), text(10)); // an earlier step that comes late
  await watching.says(/Step 10 is registered/);
  const { code, stderr } = await stop(watching);
  expect([code, stderr]).toEqual([0, `Watching ${dir} for default/folders. Ctrl-C stops it.\n`]);
  expect(await steps("folders")).toEqual([10, 20].map((step) => ({ step, nCompletions: 60, path: path.join(dir, `checkpoint-${step}`) })));
});

test("a file that is still being written is left alone until it is whole", async () => {
  await served.createRun("slow");
  const dir = newFolder();
  const file = path.join(dir, "step-5.jsonl");
  const lines = text(5).split(/(?<=\n)/);
  writeFileSync(file, lines[0]!.slice(0, 20));
  const watching = served.start("watch", dir, "--run", "slow", ...quick);
  await watching.says(/step-5\.jsonl: Line 1 is not JSON/);
  appendFileSync(file, lines[0]!.slice(20));
  await watching.says(/step-5\.jsonl: 1 of 60 prompts have a completion so far; the others are waited for\./);
  for (const line of lines.slice(1)) {
    appendFileSync(file, line);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await watching.says(/Step 5 is registered: 60 completions\./);
  await stop(watching);
  expect(watching.stdout().match(/registered/g)).toHaveLength(1);
});

test("what a copying program has not finished is not taken for a checkpoint", async () => {
  await served.createRun("copied");
  const dir = newFolder();
  writeFileSync(path.join(dir, ".step-1.jsonl"), text(1));
  mkdirSync(path.join(dir, "tmp-checkpoint-2"));
  writeFileSync(path.join(dir, "tmp-checkpoint-2", "completions.jsonl"), text(2));
  writeFileSync(path.join(dir, "step-3.jsonl.part"), text(3));
  expect(await served.cli("watch", dir, "--run", "copied", "--once", ...quick)).toEqual({ code: 0, stdout: "", stderr: "" });
  renameSync(path.join(dir, "tmp-checkpoint-2"), path.join(dir, "checkpoint-2"));
  expect((await served.cli("watch", dir, "--run", "copied", "--once", ...quick)).stdout).toMatch(/^Step 2 is registered/);
});

test("one bad file is named once and stops nothing; mended, it is registered", async () => {
  await served.createRun("bad");
  const dir = newFolder();
  writeFileSync(path.join(dir, "step-1.jsonl"), '{"key": "nobody", "completion": "x"}\n');
  writeFileSync(path.join(dir, "step-2.csv"), "key,text\np000,x\n");
  writeFileSync(path.join(dir, "step-3.jsonl"), text(3));
  const watching = served.start("watch", dir, "--run", "bad", ...quick);
  await watching.says(/Step 3 is registered/);
  await watching.says(/step-1\.jsonl: .*nobody/);
  await watching.says(/step-2\.csv: line 2: "completion" is missing/);
  writeFileSync(path.join(dir, "step-1.jsonl"), text(1));
  await watching.says(/Step 1 is registered/);
  const { stderr } = await stop(watching);
  expect(stderr.match(/step-2\.csv/g)).toHaveLength(1);
});

test("links are followed, and one that leads to itself or nowhere stops nothing", async () => {
  await served.createRun("linked");
  const [dir, store] = [newFolder(), newFolder()];
  writeFileSync(path.join(store, "completions.jsonl"), text(4));
  symlinkSync(store, path.join(dir, "checkpoint-4"));
  symlinkSync("checkpoint-5", path.join(dir, "checkpoint-5"));
  symlinkSync(path.join(dir, "gone"), path.join(dir, "checkpoint-6"));
  const { code, stdout, stderr } = await served.cli("watch", dir, "--run", "linked", "--once", ...quick);
  expect([code, stderr]).toEqual([0, ""]);
  expect(stdout).toMatch(/^Step 4 is registered[^\n]*\n$/);
});

describe("after a restart", () => {
  test("only what is new is sent, and --from-start or a lost state file changes nothing on the server", { timeout: 180_000 }, async () => {
    await served.createRun("again");
    const dir = newFolder();
    for (const step of [1, 2]) writeFileSync(path.join(dir, `step-${step}.jsonl`), text(step));
    const once = (...more: string[]) => served.cli("watch", dir, "--run", "again", "--once", ...quick, ...more);
    expect((await once()).stdout).toBe("Step 1 is registered: 60 completions.  step-1.jsonl\nStep 2 is registered: 60 completions.  step-2.jsonl\n");
    expect(await once()).toEqual({ code: 0, stdout: "", stderr: "" });
    writeFileSync(path.join(dir, "step-3.jsonl"), text(3));
    expect((await once()).stdout).toBe("Step 3 is registered: 60 completions.  step-3.jsonl\n");
    expect((await once("--from-start")).stdout.match(/was registered already/g)).toHaveLength(3);
    rmSync(path.join(dir, ".tidemark-watch.json"));
    expect((await once()).stdout.match(/was registered already/g)).toHaveLength(3);
    expect(await steps("again")).toHaveLength(3);
  });

  test("killed without warning it finds everything again, each once", async () => {
    await served.createRun("killed");
    const dir = newFolder();
    const watching = served.start("watch", dir, "--run", "killed", ...quick);
    for (let step = 1; step <= 8; step++) writeFileSync(path.join(dir, `step-${step}.jsonl`), text(step));
    await watching.says(/Step 2 is registered/);
    watching.child.kill("SIGKILL");
    await watching.ended;
    expect((await served.cli("watch", dir, "--run", "killed", "--once", ...quick)).code).toBe(0);
    expect((await steps("killed")).map(({ step }: { step: number }) => step)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });
});

test("other completions for a step are refused, or become a branch", async () => {
  await served.createRun("other");
  const dir = newFolder();
  await served.register("default%2Fother", 1, 1);
  writeFileSync(path.join(dir, "step-1.jsonl"), text(1, 2));
  const refused = await served.cli("watch", dir, "--run", "other", "--once", ...quick, "--json");
  expect(refused.code).toBe(1);
  expect(JSON.parse(refused.stdout)).toMatchObject({ event: "refused", file: "step-1.jsonl", step: 1, reason: expect.stringContaining("other completions") });
  expect((await served.cli("watch", dir, "--run", "other", "--once", ...quick, "--on-conflict", "branch")).stdout).toContain("on the new branch main.2");
});

test("a file that will not be whole any more is registered as it is, after a while", async () => {
  await served.createRun("short");
  const dir = newFolder();
  writeFileSync(path.join(dir, "step-1.jsonl"), text(1, 1, 58));
  const early = await served.cli("watch", dir, "--run", "short", "--once", "--settle", "2s");
  expect([early.code, early.stderr]).toEqual([1, "tidemark: step-1.jsonl: 58 of 60 prompts have a completion so far; the others are waited for.\n"]);
  const watching = served.start("watch", dir, "--run", "short", "--settle", "100ms", "--every", "50ms");
  await watching.says(/Step 1 is registered: 58 completions, 2 prompts without one\./);
  await stop(watching);
});

test("a state file that cannot be written is told once and stops nothing", async () => {
  await served.createRun("nostate");
  const dir = newFolder();
  for (const step of [1, 2]) writeFileSync(path.join(dir, `step-${step}.jsonl`), text(step));
  const { code, stdout, stderr } = await served.cli("watch", dir, "--run", "nostate", "--once", ...quick, "--state", path.join(dir, "nowhere", "state.json"));
  expect(stdout.match(/is registered/g)).toHaveLength(2);
  expect(stderr.match(/The state file cannot be written \(ENOENT\)/g)).toHaveLength(1);
  expect(code).toBe(0);
});

test("a server that is away for a while is waited for, one that never was is an error", async () => {
  const run = await served.createRun("away");
  const dir = newFolder();
  let isUp = true;
  const proxy = createServer(async (request, response) => {
    if (!isUp) return void request.socket.destroy();
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const answer = await fetch(served.product.url + request.url, {
      method: request.method, headers: { authorization: request.headers.authorization ?? "", ...(chunks.length && { "content-type": "application/json" }) }, ...(chunks.length && { body: Buffer.concat(chunks) }),
    });
    response.writeHead(answer.status, { "content-type": "application/json" }).end(Buffer.from(await answer.arrayBuffer()));
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(proxy.address() as { port: number }).port}`;
  try {
    const watching = startCli(["watch", dir, "--run", run, ...quick], { ...served.env, TIDEMARK_URL: url });
    await watching.says(/Watching/);
    isUp = false;
    writeFileSync(path.join(dir, "step-1.jsonl"), text(1));
    await watching.says(/No Tidemark answers at .* Trying again until it does\./);
    isUp = true;
    await watching.says(/Step 1 is registered/);
    expect((await stop(watching)).stderr.match(/No Tidemark answers/g)).toHaveLength(1);
  } finally {
    proxy.close();
    proxy.closeAllConnections();
  }
});

test.each([
  ["a folder that is not there", ["nowhere", "--run", "first"], /There is no folder nowhere\. .*mkdir -p nowhere/],
  ["no run", ["."], /required option '--run <run>' not specified.*watch --help/],
  ["a pattern without a group", [".", "--run", "first", "--step-pattern", "x\\d+"], /step in parentheses/],
])("with %s it ends with 2 and one line that says what to do", async (_, args, sentence) => {
  if (!existsSync(path.join(served.folder, "made"))) {
    await served.createRun("first");
    writeFileSync(path.join(served.folder, "made"), "");
  }
  const { code, stderr } = await served.cli("watch", ...args);
  expect(stderr).toMatch(sentence);
  expect(stderr.trimEnd().split("\n")).toHaveLength(1);
  expect(code).toBe(2);
});

test("the state file holds names and sizes, nothing of the texts or the key", async () => {
  await served.createRun("state");
  const dir = newFolder();
  writeFileSync(path.join(dir, "step-1.jsonl"), text(1));
  await served.cli("watch", dir, "--run", "state", "--once", ...quick);
  const state = readFileSync(path.join(dir, ".tidemark-watch.json"), "utf8");
  expect(Object.keys(JSON.parse(state).registered)).toEqual(["step-1.jsonl"]);
  expect(state).not.toMatch(/tdm_|An answer to/);
});
