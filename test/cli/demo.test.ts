import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Curve, Run, listOf } from "@/lib/contracts";
import { runCli, startCli, temporaryDataDir, type RunningCli } from "../support/run-cli";

let dataDir: string;
let remove: () => Promise<void>;
let env: Record<string, string>;
const running: RunningCli[] = [];
const demo = (...args: string[]): RunningCli => {
  const cli = startCli(["demo", ...args], env);
  running.push(cli);
  return cli;
};
beforeAll(async () => {
  ({ dataDir, remove } = await temporaryDataDir());
  env = { TIDEMARK_DATA_DIR: dataDir, TIDEMARK_PORT: "0" };
});
afterAll(async () => {
  for (const cli of running) cli.child.kill("SIGKILL");
  await Promise.all(running.map((cli) => cli.ended));
  await remove();
});

const steps = [0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100];

/** Curves of both demo runs, read over HTTP. */
async function readCurves(url: string): Promise<Record<string, Curve>> {
  const headers = { authorization: `Bearer ${readFileSync(path.join(dataDir, "admin-key"), "utf8").trim()}` };
  const read = async (target: string) => (await fetch(new URL(target, url), { headers })).json() as Promise<unknown>;
  const { items } = listOf(Run).parse(await read("/api/v1/runs?project=demo"));
  return Object.fromEntries(await Promise.all(items.map(async (run) => [run.name, Curve.parse(await read(`/api/v1/runs/${run.id}/curve`))] as const)));
}

/** What a curve shows; its revision counts registrations too. */
const points = (curves: Record<string, Curve>) => Object.fromEntries(Object.entries(curves).map(([name, curve]) => [name, curve.points]));

test("the demo scores every checkpoint of both runs on this machine; a second one registers and scores nothing again", async () => {
  const first = demo();
  const url = new URL((await first.says(/Watch it live .*: (http:\S+)#code/))[1] ?? "").origin;
  await first.says(/^Sign in: /m);
  const curves = await readCurves(url);
  expect(Object.keys(curves).sort()).toEqual(["sft-good", "sft-too-hot"]);
  for (const curve of Object.values(curves)) {
    expect(curve.points.map((point) => point.step)).toEqual(steps);
    expect(curve.waiting).toEqual([]);
    for (const point of curve.points) {
      expect(point).toMatchObject({ provisional: false, nPending: 0, nPrompts: 120, nFailed: 0, nMissing: 0, nReferenceFailed: 0 });
      expect(point.nWin + point.nTie + point.nLoss).toBe(120);
      expect(point.winProbability.value).not.toBeNull();
    }
  }
  const [good, tooHot] = [curves["sft-good"], curves["sft-too-hot"]];
  // Both start from the same weights; one of them is broken at the end.
  expect(tooHot?.points[0]?.winProbability).toEqual(good?.points[0]?.winProbability);
  expect(tooHot?.points.at(-1)?.winProbability.high).toBeLessThan(good?.points.at(-1)?.winProbability.low ?? 0);
  // What a person would say who reads the texts: from step 70 on the answers of the one repeat themselves and leave the question.
  expect(first.stdout()).toMatch(/^demo\/sft-good: healthy \(Healthy: no drop .* · keep step \d+, win probability .*http:\S+\/runs\/\S+$/m);
  expect(first.stdout()).toMatch(/^demo\/sft-too-hot: regressed \(Regressed since step 70\. Win probability fell by .* · keep step [0-5]?0, .*$/m);

  // While it runs, a second demo uses the same server.
  const beside = await runCli(["demo"], env);
  expect(beside).toMatchObject({ code: 0 });
  expect(beside.stdout).toMatch(/already runs at .*\n(.*\n)*Already scored/);
  const refused = await runCli(["demo", "--fresh"], env);
  expect(refused.code).toBe(2);
  expect(refused.stderr).toMatch(/--fresh would remove its database\. Stop it first/);

  first.child.kill("SIGINT");
  expect((await first.ended).code).toBe(0);

  const second = demo();
  const again = new URL((await second.says(/Watch it live .*: (http:\S+)#code/))[1] ?? "").origin;
  await second.says(/Already scored/);
  expect(points(await readCurves(again))).toEqual(points(curves));
  second.child.kill("SIGTERM");
  expect((await second.ended).code).toBe(0);
}, 300_000);

test("--fresh starts over with an empty database", async () => {
  const fresh = demo("--fresh");
  const url = new URL((await fresh.says(/Watch it live .*: (http:\S+)#code/))[1] ?? "").origin;
  const headers = { authorization: `Bearer ${readFileSync(path.join(dataDir, "admin-key"), "utf8").trim()}` };
  const run = await fetch(new URL("/api/v1/runs/demo%2Fsft-good", url), { headers });
  // Either not registered yet, or registered a moment ago with nothing scored.
  if (run.status !== 404) expect(Run.parse(await run.json()).nScored).toBe(0);
  fresh.child.kill("SIGINT");
  expect((await fresh.ended).code).toBe(0);
}, 120_000);
