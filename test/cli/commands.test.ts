import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Command } from "commander";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { plotCurve } from "@/cli/curve-plot";
import { nearestNames } from "@/cli/nearest-names";
import { createProgram } from "@/cli/program";
import { runCli } from "../support/run-cli";
import { startServedProduct, type ServedProduct } from "./served-product";

let served: ServedProduct;
const lines = (rows: readonly object[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join("");

beforeAll(async () => {
  served = await startServedProduct();
  const fallen = await served.createRun("fallen");
  for (const step of [0, 10, 20, 30, 40, 50, 60, 70, 80]) await served.register(fallen, step, step < 50 ? 1 : -1, { path: `out/ckpt-${step}` });
  await served.createRun("empty");
  await served.settled(fallen);
}, 180_000);
afterAll(() => served?.stop());

describe("from files to a curve", () => {
  test("prompts, references, a run and a checkpoint are made one after the other; each says what to type next", async () => {
    const prompts = served.file("tiny.jsonl", lines(["a", "b"].map((key) => ({ key, prompt: `Question ${key}?`, tags: ["short"] }))));
    const answers = served.file("answers.csv", "key,completion\na,An answer. [score 1]\nb,An answer. [score 2]\n");
    const added = await served.cli("prompts", "add", prompts, "--name", "tiny");
    expect(added).toEqual({ code: 0, stdout: 'Prompt set "tiny" has 2 prompts. Next: tidemark references add tiny FILE --name NAME\n', stderr: "" });
    expect((await served.cli("prompts", "add", prompts, "--name", "tiny")).stdout).toContain("was there already");
    expect((await served.cli("references", "list", "tiny")).stdout).toBe("No reference set yet. Next: tidemark references add tiny FILE --name NAME\n");
    const references = await served.cli("references", "add", "tiny", answers, "--name", "hand");
    expect(references.stdout).toBe('Reference set "hand" has 2 completions. Next: tidemark runs create NAME --prompt-set tiny\n');
    expect(JSON.parse((await served.cli("references", "list", "tiny", "--json")).stdout)).toMatchObject([{ name: "hand", nCompletions: 2 }]);
    const run = await served.cli("runs", "create", "small", "--project", "chat", "--prompt-set", "tiny", "--reward-model", "served=held-out", "--looks", "7");
    expect(run.stdout).toMatch(/^Run chat\/small is created: http.*\/runs\/\w+\nNext: tidemark register chat\/small FILE --step N\n$/);
    const registered = await served.cli("register", "chat/small", answers, "--step", "5", "--path", served.folder, "--metadata", '{"loss": 1.2}');
    expect(registered).toEqual({ code: 0, stdout: "Step 5 is registered: 2 completions.\n", stderr: "" });
    expect((await served.cli("register", "chat/small", answers, "--step", "5")).stdout).toMatch(/^Step 5 was registered already/);
    const { body } = await served.product.call("GET", "/api/v1/runs/chat%2Fsmall/checkpoints/5");
    expect(body).toMatchObject({ path: served.folder, metadata: { loss: 1.2 }, nCompletions: 2 });
  });

  test.each([
    ["a row without a key", '{"completion": "x"}\n', [], /rows\.jsonl: line 1: there is no "key".*--column key=NAME/],
    ["a prompt that is not in the set", '{"key": "nobody", "completion": "x"}\n', [], /"nobody" is no key of the prompt set prompts/],
    ["a path that is not there", '{"key": "p000", "completion": "x"}\n', ["--path", "/nowhere/ckpt"], /no \/nowhere\/ckpt on this machine.*--no-path-check/],
    ["a step that is none", '{"key": "p000", "completion": "x"}\n', ["--step", "-1"], /whole number/],
    ["other completions for a step", '{"key": "p000", "completion": "x"}\n', ["--step", "10"], /other completions/],
  ])("register with %s ends with 2 and one line", async (_, rows, more, sentence) => {
    const { code, stdout, stderr } = await served.cli("register", "fallen", served.file("rows.jsonl", rows), "--step", "1000", ...more);
    expect(stderr).toMatch(sentence);
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
    expect([code, stdout]).toEqual([2, ""]);
  });

  test("an unknown run is answered with the names that may have been meant", async () => {
    for (const command of ["gate", "curve", "best"]) {
      const { code, stderr } = await served.cli(command, "default/falen");
      expect(stderr).toBe('tidemark: There is no run "default/falen". Is it default/fallen? Runs are named by project/name or id; "tidemark status" lists them.\n');
      expect(code).toBe(2);
    }
    expect(nearestNames("sft7b", ["chat/dpo-13b", "chat/sft-7b"])).toEqual(["chat/sft-7b"]);
    expect(nearestNames("chat/sft", ["chat/dpo-13b", "x/sft-7b-long"])).toEqual(["x/sft-7b-long"]);
    expect(nearestNames("zzzz", ["chat/sft-7b"])).toEqual([]);
  });
});

describe("curve", () => {
  test("is a table where the output is no terminal, with every point and the verdict", async () => {
    const { code, stdout, stderr } = await served.cli("curve", "fallen");
    expect(stdout).toMatch(/^Win probability {2}default\/fallen, served, against zero\nstep +win probability +\[95 %\] +wins +ties +losses +no score\n0 +\d/);
    expect(stdout.match(/^\d+ /gm)).toHaveLength(9);
    expect(stdout).toMatch(/\nregressed {2}Regressed since step 50\./);
    expect(stdout).not.toContain("\u001b");
    expect([code, stderr]).toEqual([0, ""]);
  });

  test("--plot draws line and band in the size asked for, and marks the best step and where the drop began", async () => {
    const { stdout } = await served.cli("curve", "fallen", "--plot", "--width", "60", "--height", "10", "--metric", "win-rate");
    const plot = stdout.split("\n").filter((line) => line.includes("┤"));
    expect(plot.length).toBeGreaterThanOrEqual(9);
    expect(plot.length).toBeLessThanOrEqual(11);
    for (const line of stdout.split("\n").slice(1, -2)) expect([...line].length).toBeLessThanOrEqual(60);
    expect(stdout).toMatch(/^Win rate /);
    expect(stdout).toMatch(/◆ best(?: so far)?, step \d+\n/);
    expect(stdout).toMatch(/▼ worse since step 50\n/);
    expect(stdout).toMatch(/\n +0 +step +80\n/);
  });

  test("--json is the curve as the server gives it", async () => {
    const { body } = await served.product.call("GET", "/api/v1/runs/default%2Ffallen/curve");
    expect(JSON.parse((await served.cli("curve", "fallen", "--json")).stdout)).toEqual(body);
  });

  test("of a run without checkpoints says so", async () => {
    const { code, stdout } = await served.cli("curve", "empty", "--plot");
    expect(stdout).toMatch(/No checkpoint has been scored yet\.\ninsufficient {2}Not enough evidence/);
    expect(code).toBe(0);
  });

  const plain = (text: string) => text;
  const style = { line: plain, band: plain, mark: plain };
  const draw = (points: { step: number; value: number | null }[], half = 0.1) =>
    plotCurve({ points: points.map(({ step, value }) => ({ step, estimate: value === null ? null : { value, low: value - half, high: value + half } })), width: 50, height: 8, parity: null, marks: [], format: (v) => v.toFixed(2), style });

  test("a plot is to scale: of steps 0, 10 and 100 the middle one stands a tenth from the left", () => {
    const [top = ""] = draw([{ step: 0, value: 0.2 }, { step: 10, value: 0.9 }, { step: 100, value: 0.2 }], 0);
    expect(top).toMatch(/^0\.90 ┤/);
    expect(top.length - top.indexOf("┤") - 1).toBeGreaterThanOrEqual(4);
    expect(top.length - top.indexOf("┤") - 1).toBeLessThanOrEqual(9); // 44 columns; the top falls slowly to the right
  });

  test("a point without a value breaks the line, one point alone is drawn, none draws nothing", () => {
    const broken = draw([0, 10, 20, 30, 40].map((step) => ({ step, value: step === 20 ? null : 0.6 })));
    expect(broken.some((row) => /─ {15,}─/.test(row))).toBe(true);
    expect(draw([{ step: 5, value: 0.6 }]).join("\n")).toContain("step 5");
    expect(draw([{ step: 5, value: null }])).toEqual([]);
  });
});

test("compare shows both steps and what turned; steps that are none are an error", async () => {
  const { code, stdout } = await served.cli("compare", "fallen", "40", "60");
  expect(stdout).toMatch(/^ +prompts +step 40 +step 60 +difference \[95 %\] +p\nwin probability +60 /);
  expect(stdout).toMatch(/\n\d+ prompts turned from loss to win, \d+ from win to loss\.\n/);
  expect(code).toBe(0);
  expect(JSON.parse((await served.cli("compare", "fallen", "40", "60", "--json")).stdout)).toMatchObject({ nPrompts: 60, a: { step: 40 }, b: { step: 60 } });
  expect((await served.cli("compare", "fallen", "40", "41")).code).toBe(2);
});

test("rescore says that nothing is left to score, or how to watch what failed being scored again", async () => {
  const done = await served.cli("rescore", "fallen");
  expect(done).toEqual({ code: 0, stdout: "Nothing to score again: every score of default/fallen is of its reward models as they are now.\n", stderr: "" });
  const run = await served.createRun("failing");
  const completions = served.completions(1, 1).map((one, i) => (i === 0 ? { ...one, completion: "[fails]" } : one));
  await served.register(run, 1, 1, { completions });
  await served.settled(run);
  const { code, stdout } = await served.cli("rescore", "failing");
  expect(stdout).toBe("1 set of completions is scored again. Progress: tidemark status default/failing --watch\n");
  expect(code).toBe(0);
  expect((await served.cli("rescore", "fallen", "--reward-model", "nobody")).code).toBe(2);
});

test("keys are made, listed and revoked; a key that may only read is told so", async () => {
  const { stdout: key, stderr } = await served.cli("keys", "create", "ci", "--scope", "read");
  expect(key).toMatch(/^tdm_\S{40,}\n$/);
  expect(stderr).toContain("not shown again");
  const env = { ...served.env, TIDEMARK_API_KEY: key.trim() };
  expect((await runCli(["status", "fallen", "--json"], env)).code).toBe(0);
  const refused = await runCli(["rescore", "fallen"], env);
  expect(refused.stderr).toMatch(/^tidemark: [^\n]*write[^\n]*\n$/);
  expect(refused.code).toBe(2);
  expect((await served.cli("keys", "list")).stdout).toMatch(/\nci +read +tdm_/);
  expect((await served.cli("keys", "revoke", "ci")).stdout).toBe('Key "ci" is revoked.\n');
  expect((await runCli(["status"], env)).stderr).toContain("TIDEMARK_API_KEY");
});

test("docs/command-line.md says of each command what its help says", async () => {
  const code = await new Promise((resolve) => execFile(process.execPath, ["docs/make-command-line.mjs", "--check"], (error) => resolve(error ? error.code : 0)));
  expect(code).toBe(0);
});

test("every command has an example in its help, and the README names it", () => {
  const readme = readFileSync("README.md", "utf8");
  const look = (command: Command, name: string) => {
    let help = "";
    command.configureOutput({ writeOut: (text) => (help += text) }).outputHelp();
    expect(help, name).toMatch(/\nExamples?:\n {2}[$>] /);
    for (const sub of command.commands) if (sub.name() !== "help") look(sub, `${name} ${sub.name()}`);
  };
  const program = createProgram();
  look(program, "tidemark");
  for (const name of program.commands.map((command) => command.name())) if (name !== "help") expect(readme, name).toMatch(new RegExp(`\`${name}\\b`));
});

describe("completion", () => {
  const complete = async (...words: string[]) => (await served.cli("complete", "--", ...words)).stdout.trimEnd().split("\n").map((line) => line.split("\t")[0]);

  test.each(["bash", "zsh", "fish", "powershell"])("there is a script for %s that asks this command", async (shell) => {
    const { code, stdout } = await served.cli("complete", shell);
    expect(stdout).toMatch(/tidemark complete '?--/);
    expect(code).toBe(0);
  });

  test("completes commands, subcommands, options and their choices", async () => {
    expect(await complete("ga")).toEqual(["gate", ":4"]);
    expect(await complete("keys", "")).toEqual(["create", "list", "revoke", "help", ":4"]);
    expect(await complete("gate", "--t")).toEqual(["--timeout", ":4"]);
    expect(await complete("curve", "fallen", "--metric", "win")).toEqual(["win-probability", "win-rate", ":4"]);
  });

  test("completes names that the server knows, and leaves files to the shell", { timeout: 180_000 }, async () => {
    // On a busy machine the server is at times slower than a completion may wait.
    const offers = (words: string[], names: string[]) => vi.waitFor(async () => expect(await complete(...words)).toEqual(names), { timeout: 50_000, interval: 50 });
    await offers(["gate", "default/fal"], ["default/fallen", ":4"]);
    await offers(["watch", "out", "--run", "default/e"], ["default/empty", ":4"]);
    await offers(["references", "list", "prom"], ["prompts", ":4"]);
    expect(await complete("register", "fallen", "comp")).toEqual([":0"]);
  });

  test("without a server it says nothing of runs, at once, and nothing on standard error", async () => {
    const env = { TIDEMARK_URL: "http://127.0.0.1:9", TIDEMARK_API_KEY: "tdm_x", TIDEMARK_DATA_DIR: mkdtempSync(path.join(tmpdir(), "tidemark-none-")) };
    expect(await runCli(["complete", "--", "gate", "d"], env)).toEqual({ code: 0, stdout: ":4\n", stderr: "" });
  });

  test("an unknown shell is an error with the known ones", async () => {
    const { code, stderr } = await served.cli("complete", "tcsh");
    expect(stderr).toMatch(/zsh, bash, fish, powershell/);
    expect(code).toBe(2);
  });
});
