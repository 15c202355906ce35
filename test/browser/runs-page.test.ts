import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { ListedRun } from "@/lib/contracts";
import { formatStep } from "@/lib/chart/format";
import { noBrowserBecause } from "../support/browser";
import { serverSpec } from "../support/model-servers/score-all";
import { type Pages, startPages } from "../support/pages";
import { scoredText, startScoreServer, type ScoreServer } from "../support/scored-run";

const reason = noBrowserBecause();
const hasPython = spawnSync("python3", ["--version"]).status === 0;
const keys = Array.from({ length: 60 }, (_, i) => `p${String(i).padStart(3, "0")}`);
/** Scores around a mean, each prompt with its own luck that stays and some that changes: fixed, so that a test repeats. */
const around = (mean: number, step: number) => keys.map((_, i) => Number((mean + Math.sin(i * 12.9898) + 0.3 * Math.sin(i * 78.233 + step * 3.7)).toFixed(4)));

describe.skipIf(reason !== null)(`the page of runs in a real browser${reason === null ? "" : ` (${reason})`}`, () => {
  let pages: Pages;
  let scores: ScoreServer;
  const ids = new Map<string, string>();

  beforeAll(async () => {
    scores = await startScoreServer();
    pages = await startPages(0);
    await pages.post("/reward-models", serverSpec("http", scores.url));
    await pages.post("/prompt-sets", { name: "prompts", prompts: keys.map((key) => ({ key, prompt: `Question ${key}?` })) });
    await pages.post("/prompt-sets/prompts/reference-sets", { name: "zero", completions: keys.map((key) => ({ key, completion: scoredText(0, key) })) });
    for (const [project, name] of [["chat", "empty"], ["code", "steady"], ["chat", "fallen"]] as const) ids.set(name, (await pages.post("/runs", { project, name, promptSet: "prompts", rewardModels: [{ id: "served" }] })).id);
    for (const step of [0, 10, 20, 30, 40, 50]) await register("steady", step, 0.5);
    for (const step of [0, 10, 20, 30, 40]) await register("fallen", step, 1);
    for (const step of [50, 60, 70, 80]) await register("fallen", step, -1);
    const decided = async () => expect([(await listed("fallen")).summary.code, (await listed("steady")).summary.code]).toEqual(["sustained", "no-drop"]);
    await vi.waitFor(decided, { timeout: 120_000, interval: 500 });
  }, 240_000);
  afterAll(async () => {
    await pages?.stop();
    await scores?.close();
  });

  const register = (run: string, step: number, mean: number) =>
    pages.post(`/runs/${ids.get(run)}/checkpoints`, { step, path: `out/ckpt-${step}`, completions: around(mean, step).map((score, i) => ({ key: keys[i], completion: scoredText(score, keys[i]!) })) });
  const listed = async (name: string): Promise<ListedRun> => (await pages.get<{ items: ListedRun[] }>(`/runs?name=${name}`)).items[0]!;

  /** A signed-in page at `next` that has been drawn. */
  async function openPage(next = "/", options?: BrowserContextOptions): Promise<{ page: Page; context: BrowserContext }> {
    const opened = await pages.open(next, options);
    await opened.page.getByRole("heading").first().waitFor();
    return opened;
  }
  async function closed(context: BrowserContext): Promise<void> {
    await context.close();
    expect(pages.faults.splice(0)).toEqual([]);
  }
  const rowNames = (page: Page) => page.locator("table [data-run-link]").allInnerTexts();
  const row = (page: Page, name: string) => page.getByRole("row").filter({ has: page.getByRole("link", { name, exact: true }) });

  test("shows first what needs somebody, then of each run its verdict, best and last step, looks and drop that would be found", async () => {
    const { page, context } = await openPage();
    const needs = page.getByRole("region", { name: "Needs you" });
    await needs.getByText(/^Regressed since step 50\. Win probability fell by/).waitFor();
    const fallen = await listed("fallen");
    const text = (await row(page, "fallen").innerText()).replaceAll(/\s+/g, " ");
    for (const shown of ["Regressed", "since 50", formatStep(fallen.summary.best!.step), formatStep(80), "9 of 100", "scored 9 of 9", `${(fallen.detectable!.fast * 100).toFixed(1)} pp`]) expect(text.replaceAll("\u00A0", " ")).toContain(shown.replaceAll("\u00A0", " "));
    expect(await row(page, "fallen").getByRole("img", { name: /^Win probability with its 95 % band over 9 checkpoints; best/ }).count()).toBe(1);
    expect(await row(page, "steady").innerText()).toContain("Healthy");
    expect(await row(page, "empty").innerText()).toContain("Not enough evidence");
    await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Alerts 1 open" }).waitFor();
    await needs.getByRole("link", { name: "chat / fallen" }).click();
    await page.getByRole("heading", { name: "fallen" }).waitFor();
    expect(new URL(page.url()).pathname).toBe(`/runs/${ids.get("fallen")}`);
    await page.goBack();
    await needs.waitFor();
    await closed(context);
  }, 60_000);

  test("search, choices and order stand in the address, survive a reload, and back undoes them", async () => {
    const { page, context } = await openPage();
    await page.getByRole("columnheader", { name: "Looks" }).getByRole("link").click();
    await page.waitForURL(/sort=looks/);
    await expect.poll(() => rowNames(page)).toEqual(["fallen", "steady", "empty"]);
    await page.getByRole("combobox", { name: "project" }).selectOption("chat");
    await page.waitForURL(/project=chat/);
    await expect.poll(() => rowNames(page)).toEqual(["fallen", "empty"]);
    await page.getByRole("columnheader", { name: "Looks" }).getByRole("link").click();
    await page.waitForURL(/order=asc/);
    await expect.poll(() => rowNames(page)).toEqual(["empty", "fallen"]);
    expect(await page.getByRole("columnheader", { name: "Looks" }).getAttribute("aria-sort")).toBe("ascending");
    await page.reload();
    expect(await rowNames(page)).toEqual(["empty", "fallen"]);
    await page.goBack();
    await expect.poll(() => rowNames(page)).toEqual(["fallen", "empty"]);
    await page.goBack();
    await expect.poll(() => rowNames(page)).toEqual(["fallen", "steady", "empty"]);
    await page.getByRole("combobox", { name: "verdict" }).selectOption("regressed");
    await expect.poll(() => rowNames(page)).toEqual(["fallen"]);
    await page.getByLabel("Search runs by project or name").fill("nothing-is-called-so");
    await page.getByText("No run matches.").waitFor();
    await page.getByRole("link", { name: "Show all runs" }).click();
    await expect.poll(async () => (await rowNames(page)).length).toBe(3);
    await closed(context);
  }, 60_000);

  test("by keys alone: move, pin on top, choose two, and lay them over each other or compare their best checkpoints", async () => {
    const { page, context } = await openPage("/?sort=name");
    expect(await rowNames(page)).toEqual(["empty", "fallen", "steady"]);
    await page.keyboard.press("j");
    await page.keyboard.press("j");
    await page.keyboard.press("ArrowDown");
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("steady");
    await page.keyboard.press("p");
    await expect.poll(() => rowNames(page)).toEqual(["steady", "empty", "fallen"]);
    await page.reload();
    expect(await rowNames(page)).toEqual(["steady", "empty", "fallen"]);
    await page.keyboard.press("j");
    await page.keyboard.press("x");
    await page.keyboard.press("k");
    await page.keyboard.press("j");
    await page.keyboard.press("j");
    await page.keyboard.press("x");
    await page.waitForURL(/chosen=code\/steady,chat\/fallen/);
    const [steady, fallen] = [await listed("steady"), await listed("fallen")];
    const chosen = page.getByRole("region", { name: "Chosen runs" });
    expect(await chosen.getByRole("link", { name: "Overlay curves" }).getAttribute("href")).toBe(`/runs/${steady.id}?overlay=run:chat/fallen`);
    expect(await chosen.getByRole("link", { name: "Compare best checkpoints" }).getAttribute("href"))
      .toBe(`/compare?a=code/steady@${steady.summary.best!.step}&b=chat/fallen@${fallen.summary.best!.step}`);
    await page.keyboard.press("/");
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("search");
    await chosen.getByRole("link", { name: "Overlay curves" }).click();
    await page.getByRole("button", { name: "Remove chat/fallen" }).waitFor();
    await closed(context);
  }, 60_000);

  test("the palette opens by Ctrl K, finds a run on the server and a step of the run that is open, and gives the focus back", async () => {
    const { page, context } = await openPage();
    await page.getByRole("link", { name: "steady", exact: true }).first().focus();
    await page.keyboard.press("Control+k");
    const dialog = page.getByRole("dialog", { name: "Go to" });
    await dialog.waitFor();
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    // Given back a moment after the dialog is gone.
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe("steady");
    await page.keyboard.press("Control+k");
    await page.keyboard.type("chat/fal");
    await dialog.getByRole("option", { name: /fallen/ }).waitFor();
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "fallen" }).waitFor();
    await page.keyboard.press("Control+k");
    await page.keyboard.type("step 60");
    await dialog.getByRole("option", { name: "Step 60" }).waitFor();
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/checkpoints\/60/);
    await page.keyboard.press("Control+k");
    await page.keyboard.type("theme dark");
    await page.keyboard.press("Enter");
    expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBe("dark");
    await closed(context);
  }, 60_000);

  test("the help sheet explains every word with its formula and the keys, can be searched, and keeps the focus within", async () => {
    const { page, context } = await openPage();
    await page.keyboard.press("?");
    const sheet = page.getByRole("dialog", { name: "Help" });
    await sheet.getByText("Share of prompts whose margin is positive; a tie counts one half.").waitFor();
    for (const shown of ["(wins + ties / 2) / (wins + ties + losses)", "run-adjusted p", "best set", "over-optimisation", "open the checkpoint"]) expect(await sheet.getByText(shown, { exact: true }).count(), shown).toBeGreaterThan(0);
    for (let i = 0; i < 6; i++) {
      await page.keyboard.press("Tab");
      expect(await sheet.evaluate((element) => element.contains(document.activeElement))).toBe(true);
    }
    await sheet.getByLabel("Search words and keys").fill("earlier block");
    await sheet.getByText("regression", { exact: true }).waitFor();
    expect(await sheet.getByText("win rate", { exact: true }).count()).toBe(0);
    expect(await pages.violations(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await sheet.waitFor({ state: "detached" });
    await closed(context);
  }, 60_000);

  test("no serious fault of accessibility, light and dark, wide and 390 pixels, with the palette and the menu open; nothing is wider than the screen", async () => {
    for (const options of [{ colorScheme: "light" }, { colorScheme: "dark", viewport: { width: 390, height: 844 } }] as const) {
      const { page, context } = await openPage("/?chosen=chat/fallen,code/steady", options);
      expect(await pages.violations(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBeLessThanOrEqual(0);
      if ("viewport" in options) {
        await page.getByRole("button", { name: "Menu" }).click();
        const menu = page.getByRole("navigation", { name: "Main" });
        for (const name of ["Runs", "Compare", /^Alerts/, "Models", "Prompt sets", "Settings", "Get started"]) await menu.getByRole("link", { name }).waitFor();
        expect(await pages.violations(page)).toEqual([]);
        await page.keyboard.press("Escape");
      }
      await page.getByRole("button", { name: /^Go to a run/ }).click();
      await page.getByRole("dialog", { name: "Go to" }).getByRole("option").first().waitFor();
      expect(await pages.violations(page)).toEqual([]);
      await closed(context);
    }
  }, 90_000);

  test("when the server does not answer the list stays, says so, and can be asked for again", async () => {
    const { page, context } = await openPage();
    await page.route("**/api/v1/runs?*", (route) => route.abort());
    await register("steady", 60, 0.5);
    const notice = page.getByText("The list could not be refreshed; it may be old.");
    await notice.waitFor({ timeout: 60_000 });
    expect(await rowNames(page)).toHaveLength(3);
    await page.unroute("**/api/v1/runs?*");
    await page.getByRole("button", { name: "Ask again now" }).click();
    await notice.waitFor({ state: "detached", timeout: 30_000 });
    await expect.poll(() => row(page, "steady").innerText(), { timeout: 30_000 }).toContain("scored 7 of 7");
    await context.close();
    // Chromium notes each lost request itself.
    expect(pages.faults.splice(0).filter((fault) => !fault.includes("net::ERR_FAILED"))).toEqual([]);
  }, 90_000);

  test.skipIf(!hasPython)("each snippet of Get started works as it stands, and the page turns into the run when its checkpoint arrives", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "tidemark-snippet-"));
    const env = { ...process.env, PYTHONPATH: path.resolve("clients/python") };
    const bin = `"${process.execPath}" "${path.resolve("cli/bin.js")}"`;
    try {
      for (const [language, run] of [
        ["Python", (text: string) => spawnSync("python3", ["-"], { input: text, encoding: "utf8", cwd: folder, env })],
        ["Command line", (text: string) => spawnSync("bash", ["-eu"], { input: text.replaceAll("npx tidemark", bin), encoding: "utf8", cwd: folder, env })],
      ] as const) {
        const { page, context } = await openPage("/get-started");
        await page.getByRole("button", { name: "Create key" }).click();
        await page.getByText("The key is in the snippet").waitFor();
        await page.getByText(language, { exact: true }).click();
        const snippet = (await page.getByLabel("Code").innerText()).replaceAll("first-run", `first-${language.slice(0, 3).toLowerCase()}`);
        expect(snippet).toContain(pages.product.url);
        expect(await pages.violations(page)).toEqual([]);
        const ran = run(snippet);
        expect(ran.status, ran.stderr).toBe(0);
        await page.waitForURL(/\/runs\//);
        await page.getByRole("heading", { name: `first-${language.slice(0, 3).toLowerCase()}` }).waitFor();
        await closed(context);
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }, 120_000);
});
