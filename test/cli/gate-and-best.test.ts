import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCli } from "../support/run-cli";
import { startServedProduct, type ServedProduct } from "./served-product";

let served: ServedProduct;
const oneLine = /^tidemark: [^\n]+\n$/;

beforeAll(async () => {
  served = await startServedProduct();
  const healthy = await served.createRun("healthy");
  const fallen = await served.createRun("fallen");
  for (const step of [0, 10, 20, 30, 40, 50]) await served.register(healthy, step, 0.5 + step / 50, { path: `out/healthy/ckpt-${step}` });
  for (const step of [0, 10, 20, 30, 40, 50, 60, 70, 80]) await served.register(fallen, step, step < 50 ? 1 : -1);
  await served.createRun("empty");
  await served.settled(healthy);
  await served.settled(fallen);
}, 180_000);
afterAll(() => served?.stop());

describe("gate", () => {
  test("of a healthy run ends with 0 and says the verdict's sentence", async () => {
    const { code, stdout, stderr } = await served.cli("gate", "default/healthy");
    expect(stdout).toMatch(/^healthy {2}default\/healthy\nHealthy: no drop below an earlier block in 6 looks\./);
    expect(stdout).toContain(`${served.product.url}/runs/`);
    expect([code, stderr]).toEqual([0, ""]);
  });

  test("of a run that fell ends with 1; --json gives the whole verdict", async () => {
    const { code, stdout } = await served.cli("gate", "default/fallen", "--json");
    expect(JSON.parse(stdout)).toMatchObject({ verdict: "regressed", code: "sustained", shouldStop: true, regression: { step: 50 } });
    expect(code).toBe(1);
  });

  test("of a run that nothing is known of ends with 3, at once or, with --wait, when the time is over", async () => {
    const now = await served.cli("gate", "empty");
    expect(now.stdout).toMatch(/^insufficient {2}default\/empty\nNot enough evidence: no checkpoint has been registered yet\.\n/);
    expect(now.code).toBe(3);
    const before = Date.now();
    expect((await served.cli("gate", "empty", "--wait", "--timeout", "4s")).code).toBe(3);
    expect(Date.now() - before).toBeGreaterThan(4000);
  });

  test("--wait sees a verdict that comes while it waits", async () => {
    const run = await served.createRun("growing");
    const waiting = served.start("gate", "growing", "--wait", "--timeout", "60s", "--json");
    for (const step of [0, 10, 20, 30, 40]) await served.register(run, step, 1);
    const { code, stdout } = await waiting.ended;
    expect(JSON.parse(stdout)).toMatchObject({ run, verdict: "healthy", nPending: 0 });
    expect(code).toBe(0);
  });

  test("of a branch is the branch's own verdict", async () => {
    const { code, stderr } = await served.cli("gate", "healthy", "--branch", "nowhere");
    expect(stderr).toMatch(oneLine);
    expect(stderr).toContain("nowhere");
    expect(code).toBe(2);
  });

  test.each([
    ["a run that is not there", ["gate", "default/nobody"], {}, /There is no run "default\/nobody"\..*tidemark status/],
    ["no run at all", ["gate"], {}, /missing required argument 'run'/],
    ["a time that is none", ["gate", "healthy", "--timeout", "soon"], {}, /--timeout.*30m/],
    ["a key that is wrong", ["gate", "healthy"], { TIDEMARK_API_KEY: "tdm_wrong" }, /The key is not known.*TIDEMARK_API_KEY/],
    ["a server that is down", ["gate", "healthy"], { TIDEMARK_URL: "http://127.0.0.1:9" }, /No Tidemark answers at http:\/\/127\.0\.0\.1:9 .*TIDEMARK_URL/],
  ])("with %s ends with 2 and one line that says what to do", async (_, args, settings, sentence) => {
    const { code, stderr, stdout } = await runCli(args, { ...served.env, ...settings });
    expect(stderr).toMatch(sentence);
    expect(stderr).not.toMatch(/\n {4}at /);
    expect([code, stdout]).toEqual([2, ""]);
  });

  test("a foreign text cannot steer the terminal", async () => {
    const { code, stderr } = await served.cli("gate", "x\u001b]0;owned\u0007\u202e");
    expect(stderr).toMatch(oneLine);
    expect(stderr).not.toMatch(/[\u001b\u0007\u202e]/);
    expect(code).toBe(2);
  });
});

describe("best", () => {
  test("says which step to keep, why, and which are as good", async () => {
    const { code, stdout } = await served.cli("best", "healthy");
    expect(stdout).toMatch(/^step \d+ {2}out\/healthy\/ckpt-\d+\nKeep step \d+: the highest/);
    expect(stdout).toMatch(/\nkeep +\d+/);
    expect(stdout).not.toContain("\u001b");
    expect(code).toBe(0);
  });

  test("--print-path prints the path and nothing else", async () => {
    const { chosen } = JSON.parse((await served.cli("best", "healthy", "--json")).stdout) as { chosen: { step: number } };
    expect(await served.cli("best", "healthy", "--print-path")).toEqual({ code: 0, stdout: `out/healthy/ckpt-${chosen.step}\n`, stderr: "" });
  });

  test("--print-path of a checkpoint without one prints nothing, says what to do, and ends with 3", async () => {
    const { code, stdout, stderr } = await served.cli("best", "fallen", "--print-path");
    expect(stderr).toMatch(/^tidemark: Step \d+ was registered without a path\. Register it again with --path/);
    expect([code, stdout]).toEqual([3, ""]);
  });

  test("of a run without scores ends with 3", async () => {
    const { code, stdout } = await served.cli("best", "empty");
    expect(stdout).toBe("No checkpoint has been scored completely yet.\n");
    expect(code).toBe(3);
    expect(JSON.parse((await served.cli("best", "empty", "--json")).stdout)).toMatchObject({ chosen: null });
  });
});

describe("status", () => {
  test("lists runs with verdict, progress and best step", async () => {
    const { code, stdout } = await served.cli("status");
    expect(stdout).toMatch(/^run +verdict +checkpoints/);
    expect(stdout).toMatch(/\ndefault\/fallen +regressed +9\/9 +100\u00a0% +80 +\d+ +\d+\.\d\u00a0pp +/);
    expect(stdout).toMatch(/\ndefault\/empty +insufficient +0\/0/);
    expect(code).toBe(0);
  });

  test("of one run shows what it rests on; --json gives run and verdict", async () => {
    const { stdout } = await served.cli("status", "fallen");
    expect(stdout).toMatch(/^run +default\/fallen\nverdict +regressed\n +Regressed since step 50\./);
    expect(stdout).toMatch(/\nsafe to delete +\d+/);
    expect(JSON.parse((await served.cli("status", "fallen", "--json")).stdout)).toMatchObject({ run: { name: "fallen", nScored: 9 }, verdict: { verdict: "regressed" } });
    expect(JSON.parse((await served.cli("status", "--json", "--limit", "2")).stdout)).toHaveLength(2);
  });
});
