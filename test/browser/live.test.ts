import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { formatStep } from "@/lib/chart/format";
import { noBrowserBecause } from "../support/browser";
import { type Pages, startPages } from "../support/pages";

const reason = noBrowserBecause();
const longest = { timeout: 60_000 };

describe.skipIf(reason !== null)(`pages that stay open${reason === null ? "" : ` (${reason})`}`, () => {
  let pages: Pages, run: string;
  beforeAll(async () => {
    pages = await startPages(60);
  }, 120_000);
  afterAll(async () => pages?.stop());

  const register = (step: number, to = run) => pages.post(`/runs/${to}/checkpoints`, { step, path: `out/ckpt-${step}`, completions: pages.data.completions("sft-too-hot", step) });
  const get = async (path: string) => (await pages.product.call("GET", `/api/v1${path}`)).body;
  /** A reload would lose the mark. */
  const mark = (page: Page) => page.evaluate(() => void Object.assign(window, { openSinceTheStart: true }));
  const isMarked = (page: Page) => page.evaluate(() => "openSinceTheStart" in window);
  const rowOf = (page: Page, step: number) => page.getByRole("region", { name: "Checkpoints" }).getByRole("row").filter({ has: page.getByRole("link", { name: formatStep(step), exact: true }) });

  test("an empty installation teaches how to begin, on every page that would list something", async () => {
    for (const [at, words] of [["/", "No run yet"], ["/alerts", /no alert|nothing/i], ["/compare", "Choose two checkpoints."]] as const) {
      const { page, context } = await pages.open(at);
      await page.getByText(words).first().waitFor();
      await context.close();
    }
    expect(pages.faults.splice(0)).toEqual([]);
  });

  test("a checkpoint that is registered while pages are open appears in all of them, without a reload", async () => {
    run = await pages.scoredRun("open", "sft-too-hot", [10, 20]);
    const [list, dashboard, checkpoint] = [await pages.open("/"), await pages.open(`/runs/${run}`), await pages.open(`/runs/${run}/checkpoints/20`)];
    await dashboard.page.getByText("Live", { exact: true }).waitFor();
    await checkpoint.page.getByText("→ none").waitFor();
    for (const { page } of [list, dashboard, checkpoint]) await mark(page);
    await register(30);
    await rowOf(dashboard.page, 30).getByText("scored").waitFor(longest);
    await dashboard.page.getByText("scored 3 of 3").waitFor(longest);
    await list.page.getByRole("row").filter({ hasText: "open" }).getByText("30", { exact: true }).first().waitFor(longest);
    await checkpoint.page.getByRole("link", { name: "Next step, 30" }).waitFor(longest);
    for (const { page, context } of [list, dashboard, checkpoint]) {
      expect(await isMarked(page)).toBe(true);
      await context.close();
    }
    expect(pages.faults.splice(0)).toEqual([]);
  }, 120_000);

  test("when the server goes away the page keeps its numbers and says so; when it is back the page catches up by itself", async () => {
    const { page, context } = await pages.open(`/runs/${run}`);
    await page.getByText("Live", { exact: true }).waitFor();
    await mark(page);
    await pages.product.restartApp(async () => {
      await page.getByText("Every 2 s", { exact: true }).waitFor(longest);
      await page.getByRole("alert").filter({ hasText: "This page could not be refreshed" }).waitFor(longest);
      await rowOf(page, 30).waitFor();
      expect(await page.getByRole("application", { name: /^Win probability/ }).count()).toBe(1);
    });
    await register(40);
    await page.getByText("Live", { exact: true }).waitFor(longest);
    await rowOf(page, 40).getByText("scored").waitFor(longest);
    await page.getByRole("alert").filter({ hasText: "could not be refreshed" }).waitFor({ state: "detached", ...longest });
    expect(await isMarked(page)).toBe(true);
    await context.close();
    // Chromium notes each request that found no server.
    expect(pages.faults.splice(0).filter((fault) => !/ERR_CONNECTION|ERR_INCOMPLETE|ERR_EMPTY_RESPONSE|ERR_NETWORK|status of 50\d/.test(fault))).toEqual([]);
  }, 150_000);

  test("keys alone lead from the list to the verdict, copy the best path, and open a pair", async () => {
    const { page, context } = await pages.open("/", { permissions: ["clipboard-read", "clipboard-write"] });
    await page.getByRole("link", { name: "open", exact: true }).first().waitFor();
    await tabTo(page, "open");
    await page.keyboard.press("Enter");
    await page.waitForURL((url) => url.pathname === `/runs/${run}`);
    const decision = page.getByRole("region", { name: "Decision" });
    await decision.getByRole("heading").first().waitFor();
    const { chosen } = await get(`/runs/${run}/best`);
    await tabTo(page, "Copy the checkpoint’s path");
    await page.keyboard.press("Enter");
    await decision.getByText("Copied", { exact: true }).waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(chosen.path);
    await page.waitForFunction(() => document.querySelector("canvas")?.width);
    await tabTo(page, /^Win probability and Win rate/);
    await page.keyboard.press("b");
    await expect.poll(() => page.getByTestId("tooltip").first().innerText()).toContain(`Step ${formatStep(chosen.step)}`);
    await page.keyboard.press("Enter");
    await page.waitForURL((url) => url.pathname === `/runs/${run}/checkpoints/${chosen.step}`);
    const first = page.getByRole("article", { name: /^Pair / });
    await first.waitFor();
    const before = await first.getAttribute("aria-label");
    await tabTo(page, "Pairs");
    await page.keyboard.press("j");
    await expect.poll(() => page.getByRole("article", { name: /^Pair / }).getAttribute("aria-label")).not.toBe(before);
    await context.close();
    expect(pages.faults.splice(0)).toEqual([]);
  }, 90_000);

  test("five hundred points are drawn, read by key, listed and told in words", async () => {
    const { id } = await pages.post("/runs", { project: "default", name: "long", promptSet: "prompts" });
    await register(10, id);
    await expect.poll(async () => (await get(`/runs/${id}`)).nScored, longest).toBe(1);
    const { db } = pages.product.ctx;
    const { id: source } = await db.checkpoint.findFirstOrThrow({ where: { runId: id } });
    await db.$executeRaw`
      INSERT INTO "Checkpoint" SELECT (jsonb_populate_record(c, jsonb_build_object('id', 'long-' || k, 'step', 1000 + 10 * k))).* FROM "Checkpoint" c, generate_series(1, 499) k WHERE c."id" = ${source}`;
    await db.$executeRaw`
      INSERT INTO "Summary" SELECT (jsonb_populate_record(s, jsonb_build_object('checkpointId', 'long-' || k, 'look', 1 + k,
        'winProbability', 0.5 + 0.2 * sin(k / 80.0), 'winProbabilityLow', 0.42 + 0.2 * sin(k / 80.0), 'winProbabilityHigh', 0.58 + 0.2 * sin(k / 80.0)))).*
      FROM "Summary" s, generate_series(1, 499) k WHERE s."checkpointId" = ${source}`;
    await db.run.update({ where: { id }, data: { revision: { increment: 1 } } });
    expect((await get(`/runs/${id}/curve`)).points).toHaveLength(500);
    const { page, context } = await pages.open(`/runs/${id}`);
    const chart = page.getByRole("application", { name: /^Win probability and Win rate/ });
    await page.waitForFunction(() => document.querySelector("canvas")?.width);
    await chart.focus();
    await page.keyboard.press("End");
    await expect.poll(() => chart.getByTestId("tooltip").innerText()).toContain(`Step ${formatStep(5990)}`);
    await page.keyboard.press("ArrowLeft");
    await expect.poll(() => chart.getByTestId("tooltip").innerText()).toContain(`Step ${formatStep(5980)}`);
    await page.getByRole("region", { name: "Checkpoints" }).getByRole("heading", { name: "Checkpoints 500" }).waitFor();
    // Only the rows in sight are in the page.
    expect(await page.getByRole("region", { name: "Checkpoints" }).getByRole("row").count()).toBeLessThan(80);
    await rowOf(page, 5990).waitFor();
    await context.close();
    expect(pages.faults.splice(0)).toEqual([]);
  }, 120_000);

  test("what is not there, and what a page cannot read, is said with a way on", async () => {
    for (const at of ["/runs/nothing", `/runs/${run}/checkpoints/99`, "/models/nobody", "/prompt-sets/none", "/no/such/page"]) {
      const { page, context } = await pages.open(at);
      await page.getByRole("heading", { name: "There is nothing at this address" }).waitFor();
      await page.getByRole("link", { name: "All runs" }).click();
      await page.getByRole("link", { name: "open", exact: true }).first().waitFor();
      await context.close();
    }
    // Chromium notes that the address was not found.
    expect(pages.faults.splice(0).filter((fault) => !fault.includes("404"))).toEqual([]);
  }, 90_000);

  test("hostile names of prompts, tags and steps' paths are text on every page that shows them, and hostile names of runs are refused", async () => {
    const evil = `"><img src=x onerror="window.harmed=1">\u202Elive\u001b[31m`;
    for (const name of [evil, "<script>", "a b", "\u202Eevil"]) expect((await pages.product.call("POST", "/api/v1/runs", { body: { name, promptSet: "prompts" } })).status).toBe(422);
    const prompts = pages.data.prompts.slice(0, 12).map(({ prompt }, i) => ({ key: `${evil}${i}`, prompt: i === 0 ? `${evil} ${"long ".repeat(20_000)}` : prompt, tags: [evil] }));
    const completions = prompts.map(({ key }) => ({ key, completion: evil }));
    const set = await pages.post("/prompt-sets", { name: "hostile", prompts });
    await pages.post("/prompt-sets/hostile/reference-sets", { name: "same", completions: prompts.map(({ key, prompt }) => ({ key, completion: `${prompt.slice(0, 200)}.` })) });
    const { id } = await pages.post("/runs", { project: "default", name: "hostile", promptSet: "hostile" });
    await pages.post(`/runs/${id}/checkpoints`, { step: 1, path: evil, completions, metadata: { [evil]: evil } });
    await pages.post(`/runs/${id}/checkpoints`, { step: 2, path: evil, completions: prompts.map(({ key, prompt }) => ({ key, completion: `${evil} ${prompt.slice(0, 100)}` })) });
    await expect.poll(async () => (await get(`/runs/${id}`)).nScored, longest).toBe(2);
    for (const at of [`/runs/${id}`, `/runs/${id}/checkpoints/1`, `/runs/${id}/matrix`, `/prompt-sets/${set.id}`, "/", `/compare?a=default/hostile@1&b=default/hostile@2`]) {
      const { page, context } = await pages.open(at);
      page.on("dialog", (dialog) => { pages.faults.push(`${at}: a dialog`); void dialog.dismiss(); });
      await page.getByRole("heading").first().waitFor();
      if (at.includes("checkpoints") || at.includes("prompt-sets")) await page.getByRole("article").getByText("<img src=x").first().waitFor();
      if (at.includes("compare")) await page.getByTestId("compare-sentence").waitFor();
      const found = await page.evaluate(() => ({ harmed: "harmed" in window, images: document.querySelectorAll("main img").length, wide: document.documentElement.scrollWidth > window.innerWidth }));
      expect([at, found]).toEqual([at, { harmed: false, images: 0, wide: false }]);
      await context.close();
    }
    expect(pages.faults.splice(0)).toEqual([]);
  }, 120_000);
});

/** Presses Tab until what has this accessible name has the focus. */
async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  const seen: string[] = [];
  for (let press = 0; press < 150; press++) {
    await page.keyboard.press("Tab");
    const at = await page.evaluate(() => {
      const { activeElement: focused } = document;
      return focused?.getAttribute("aria-label") ?? focused?.textContent?.trim() ?? "";
    });
    if (typeof name === "string" ? at === name : name.test(at)) return;
    seen.push(at.slice(0, 40));
  }
  throw new Error(`Tab never comes to ${name}; it came to ${seen.join(" | ")}`);
}
