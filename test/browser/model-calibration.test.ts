import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { formatCount, formatEstimate } from "@/lib/chart/format";
import type { ReliabilityBin, RewardModelDetail } from "@/lib/contracts";
import { noBrowserBecause } from "../support/browser";
import { type Pages, startPages } from "../support/pages";
import { runCli } from "../support/run-cli";

const reason = noBrowserBecause();
const longest = { timeout: 60_000 };

describe.skipIf(reason !== null)(`what a reward model's scores are worth${reason === null ? "" : ` (${reason})`}`, () => {
  let pages: Pages, folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "tidemark-calibration-"));
    pages = await startPages(60);
    await vi.waitFor(async () => expect((await model()).status).toBe("ready"), { ...longest, interval: 200 });
  }, 120_000);
  afterAll(async () => {
    await pages?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const model = async (): Promise<RewardModelDetail> => (await pages.product.call("GET", "/api/v1/reward-models/starter")).body;

  test("the scores recorded at the check can be compared with what the model says now, each within its tolerance", async () => {
    const { goldenScores } = await model();
    expect(goldenScores!.length).toBeGreaterThan(3);
    const { page, context } = await pages.open("/models/starter");
    const panel = page.getByRole("region", { name: "Golden scores", exact: true });
    const rows = panel.getByRole("row").filter({ has: page.getByRole("rowheader") });
    expect(await rows.count()).toBe(goldenScores!.length);
    expect(await rows.first().innerText()).toContain(goldenScores![0]!.score.toFixed(4));
    await panel.getByRole("button", { name: "Compare now" }).click();
    await panel.getByText(`${goldenScores!.length} texts scored again`).waitFor(longest);
    await panel.getByText("all within tolerance").waitFor();
    expect(await panel.getByText("too far").count()).toBe(0);

    // Workers refuse a model by its eight shortest texts; the page compares every one.
    const stored = goldenScores!.map(({ tolerance: _, ...golden }) => golden);
    const keep = (golden: typeof stored) => pages.product.ctx.db.rewardModel.update({ where: { name: "starter" }, data: { goldenScores: golden } });
    await keep([...stored, { prompt: "Tell me of the sea.", completion: "The sea was calm that morning. ".repeat(12), score: 99 }]);
    await page.reload();
    await panel.getByRole("button", { name: "Compare now" }).click();
    await panel.getByText(/9 texts scored again, largest difference [\d.]+e\+[12]: 1 too far\./).waitFor(longest);
    expect(await rows.filter({ hasText: "too far" }).innerText()).toContain("99.0000");
    await keep(stored);
    await context.close();
    expect(pages.faults.splice(0)).toEqual([]);
  }, 120_000);

  test("before a calibration the page gives the command for it; what that saves is drawn, told and tabled as the interface gives it", async () => {
    const before = await pages.open("/models/starter");
    const command = await before.page.getByRole("region", { name: "Calibration", exact: true }).locator("code").first().innerText();
    expect(command).toBe("npx tidemark models calibrate starter --pairs preferences.jsonl --save");
    await before.context.close();

    const references = new Map(pages.data.references.map(({ key, completion }) => [key, completion]));
    const broken = new Map(pages.data.completions("sft-too-hot", 70).map(({ key, completion }) => [key, completion]));
    // Every fifth pair is turned round, so that no model is right on all.
    const pairs = pages.data.prompts.map(({ key, prompt }, i) => {
      const [good, bad] = [references.get(key)!, broken.get(key)!];
      return i % 5 === 4 ? { prompt, chosen: bad, rejected: good } : { prompt, chosen: good, rejected: bad };
    });
    const file = path.join(folder, "preferences.jsonl");
    writeFileSync(file, pairs.map((pair) => `${JSON.stringify(pair)}\n`).join(""));
    const env = { TIDEMARK_URL: pages.product.url, TIDEMARK_API_KEY: pages.product.adminKey, TIDEMARK_DATA_DIR: path.join(folder, "data") };
    const asked = command.replace("npx tidemark ", "").replace("preferences.jsonl", file).split(" ");
    const { code, stdout, stderr } = await runCli(asked, env);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toContain("Kept with starter");

    const { calibration } = await model();
    expect(calibration).toMatchObject({ source: "preferences.jsonl", nPairs: 60, nFailed: 0, fit: { kind: "fitted" } });
    expect(stdout).toContain(`Temperature  ${Number((calibration!.fit as { temperature: number }).temperature.toPrecision(4))} [`);
    const { page, context } = await pages.open("/models/starter");
    const panel = page.getByRole("region", { name: "Calibration", exact: true });
    await panel.getByText("60 labelled pairs of").waitFor();
    await panel.getByText(formatEstimate(calibration!.current.logLoss, "score")).waitFor();
    await panel.getByText(formatEstimate(calibration!.accuracy, "fraction")).waitFor();
    await panel.getByRole("img", { name: /^Reliability diagram\. / }).waitFor();
    await page.waitForFunction(() => document.querySelector("canvas")?.width);
    await panel.getByText("The same numbers as a table").click();
    const counts = () => panel.getByRole("region", { name: "Table of bins" }).getByRole("row").filter({ has: page.getByRole("rowheader") }).evaluateAll((rows) => rows.map((row) => row.querySelector("td")!.textContent));
    const ofBins = (bins: ReliabilityBin[]) => bins.map(({ n }) => formatCount(n));
    expect(await counts()).toEqual(ofBins(calibration!.current.bins));
    await panel.getByRole("radio", { name: /^Fitted: / }).check();
    expect(await counts()).toEqual(ofBins(calibration!.fitted!.bins));
    await panel.getByText(formatEstimate(calibration!.fitted!.logLoss, "score")).waitFor();
    await context.close();
    expect(pages.faults.splice(0)).toEqual([]);
  }, 120_000);

  test("the page has no serious fault of accessibility, light or dark, and fits a telephone", async () => {
    for (const [colorScheme, width] of [["light", 1440], ["dark", 390]] as const) {
      const { page, context } = await pages.open("/models/starter", { colorScheme, viewport: { width, height: 900 } });
      await page.getByText("The same numbers as a table").click();
      await page.waitForFunction(() => document.querySelector("canvas")?.width);
      expect(await pages.violations(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth)).toBe(false);
      await context.close();
    }
    expect(pages.faults.splice(0)).toEqual([]);
  }, 60_000);

  test("where a curve's points do not compare the page says so, and scoring the history again makes it one line", async () => {
    const run = await pages.scoredRun("moved", "sft-too-hot", [10, 20, 30]);
    const { db } = pages.product.ctx;
    const breaks = async () => (await pages.product.call("GET", `/api/v1/runs/${run}/curve`)).body.breaks;
    /** As if an earlier form of the model had scored the first checkpoint. */
    const age = async () => {
      const { id, completionSetId } = await db.checkpoint.findFirstOrThrow({ where: { runId: run, step: 10n } });
      const older = "0".repeat(64);
      await db.scoreVector.updateMany({ where: { completionSetId }, data: { identity: older } });
      await db.summary.updateMany({ where: { checkpointId: id }, data: { identity: older } });
      await db.run.update({ where: { id: run }, data: { revision: { increment: 1 } } });
    };
    await age();
    expect(await breaks()).toHaveLength(1);

    const { key } = (await pages.product.call("POST", "/api/v1/keys", { body: { name: "reader", scope: "read" } })).body;
    const reader = await pages.open(`/runs/${run}`);
    await reader.context.clearCookies();
    await reader.page.goto(`${pages.product.url}/runs/${run}`);
    await reader.page.getByLabel("API key").fill(key);
    await reader.page.getByRole("button", { name: "Sign in" }).click();
    await reader.page.getByText("The line is broken between steps 10 and 20").waitFor();
    expect(await reader.page.getByRole("button", { name: "Score the history again" }).count()).toBe(0);
    await reader.context.close();

    const { page, context } = await pages.open(`/runs/${run}`);
    const fence = page.getByRole("region", { name: "Comparability" });
    await fence.getByText("do not compare").waitFor();
    expect(await pages.violations(page)).toEqual([]);
    await fence.getByRole("button", { name: "Score the history again" }).click();
    await fence.getByText("1 set of completions will be scored again").waitFor();
    await fence.getByText("The line is broken").waitFor({ state: "detached", ...longest });
    expect(await breaks()).toEqual([]);

    await age();
    await page.reload();
    await fence.getByRole("button", { name: "Compare with another reference set" }).click();
    await fence.getByLabel("Compare with").selectOption({ label: "step 30" });
    await fence.getByRole("button", { name: "Compare", exact: true }).click();
    await page.waitForURL((url) => url.searchParams.has("referenceSet"));
    await expect.poll(async () => (await pages.product.call("GET", `/api/v1/runs/${run}/curve?referenceSet=moved-step-30`)).body.points.length, longest).toBe(3);
    await context.close();
    expect(pages.faults.splice(0)).toEqual([]);
  }, 150_000);

  test("a checkpoint becomes a reference set under a name of one's own, and its curve is one click away", async () => {
    const [run] = (await pages.product.call("GET", "/api/v1/runs?name=moved")).body.items;
    const { page, context } = await pages.open(`/runs/${run.id}/checkpoints/20`);
    await page.getByRole("button", { name: "Use as reference set" }).click();
    const form = page.getByRole("form", { name: "Use as reference set" });
    await form.getByLabel("Name of the reference set").fill("handwritten");
    await form.getByRole("button", { name: "Compare the run with it" }).click();
    await form.getByRole("alert").filter({ hasText: "belongs to a reference set with other completions" }).waitFor();
    await form.getByLabel("Name of the reference set").fill("own-twenty");
    await form.getByRole("button", { name: "Compare the run with it" }).click();
    await page.getByRole("link", { name: "own-twenty" }).click();
    await page.waitForURL((url) => url.pathname === `/runs/${run.id}` && url.searchParams.has("referenceSet"));
    await expect.poll(async () => (await pages.product.call("GET", `/api/v1/runs/${run.id}/curve?referenceSet=own-twenty`)).body.points.length, longest).toBe(3);
    await context.close();
    // The refused name is the one error that this test asks for.
    expect(pages.faults.splice(0).filter((fault) => !fault.includes("409"))).toEqual([]);
  }, 120_000);
});
