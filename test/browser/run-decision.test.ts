import { setTimeout as sleep } from "node:timers/promises";
import type { BrowserContext, BrowserContextOptions, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { formatPercent } from "@/lib/chart/format";
import type { OverOptimisation, Verdict } from "@/lib/contracts";
import { noBrowserBecause } from "../support/browser";
import { starterSpec } from "../support/demo-data";
import { type Pages, startPages } from "../support/pages";

const reason = noBrowserBecause();
const steps = [0, 10, 20, 30, 40, 70, 80, 90, 100];

describe.skipIf(reason !== null)(`the decision on a run and the panels under its curve${reason === null ? "" : ` (${reason})`}`, () => {
  let pages: Pages;
  let run: string;
  const register = (to: string, step: number) => pages.post(`/runs/${to}/checkpoints`, { step, path: `out/ckpt-${step}`, completions: pages.data.completions("sft-too-hot", step) });
  const verdictOf = () => pages.get<Verdict>(`/runs/${run}/verdict`);

  beforeAll(async () => {
    pages = await startPages(80);
    run = (await pages.post("/runs", { project: "default", name: "sft-too-hot", promptSet: "prompts" })).id;
    for (const step of steps) await register(run, step);
    for (let decided = false; !decided; await sleep(200)) {
      const { verdict, nPending } = await verdictOf();
      decided = verdict === "regressed" && nPending === 0;
    }
  }, 180_000);
  afterAll(() => pages?.stop());

  async function openRun(id = run, options: BrowserContextOptions = {}): Promise<{ page: Page; context: BrowserContext; decision: Locator }> {
    const { page, context } = await pages.open(`/runs/${id}`, options);
    await page.waitForURL((url) => url.pathname === `/runs/${id}`);
    return { page, context, decision: page.getByRole("region", { name: "Decision" }) };
  }

  test("what happened, how sure that is, what to keep and what can go are said at first sight", async () => {
    const { context, decision } = await openRun();
    const [verdict, best] = [await verdictOf(), await pages.get<{ chosen: { step: number; path: string } }>(`/runs/${run}/best`)];
    await decision.getByRole("heading", { name: `Regressed since step ${verdict.regression!.step}` }).waitFor();
    const words = (await decision.innerText()).replaceAll("\u00A0", " ");
    expect(words).toContain(`Win probability fell by ${formatPercent(verdict.regression!.drop).replace("\u00A0%", " pp")}`);
    expect(words).toContain("Over the whole run a false alarm has a probability of at most 5 %.");
    expect(words).toContain(`Step ${best.chosen.step}`);
    expect(words).toContain(best.chosen.path);
    expect(words).toContain("Same within error");

    expect(verdict.safeToDelete.length).toBeGreaterThan(1);
    await decision.getByText("Safe to delete").click();
    const list = decision.getByRole("list", { name: "Checkpoints that are safe to delete" });
    expect((await list.getByRole("listitem").allInnerTexts()).map((text) => text.replace(/\s+/g, " ").trim())).toEqual(verdict.safeToDelete.map((step) => `${step} out/ckpt-${step}`));
    await decision.getByText("Tidemark deletes nothing.").waitFor();
    await decision.getByRole("button", { name: "Copy all paths, a line each" }).waitFor();
    await context.close();
    expect(pages.faults.splice(0)).toEqual([]);
  });

  test("from the drop it is one click to the words behind it, and one to a comparison with the best", async () => {
    const { page, context, decision } = await openRun();
    const verdict = await verdictOf();
    const to = verdict.regression!.contrast.windowSteps.at(-1)!;
    const from = verdict.best !== null && verdict.best < to ? verdict.best : verdict.regression!.contrast.blockSteps.at(-1)!;
    const { turned } = await pages.get<{ turned: unknown[] }>(`/runs/${run}/bisect?a=${from}&b=${to}`);
    expect(turned.length).toBeGreaterThan(1);
    const compare = decision.getByRole("link", { name: /^Compare \d+ with 100$/ });
    expect(new URL((await compare.getAttribute("href"))!, pages.product.url).searchParams.get("b")).toBe("default/sft-too-hot@100");
    await decision.getByRole("link", { name: `See the ${turned.length} prompts that turned` }).click();
    await page.waitForURL((url) => url.pathname === `/runs/${run}/checkpoints/${to}` && url.searchParams.get("sort") === "change");
    await page.getByRole("heading", { name: `Step ${to}` }).waitFor();
    await context.close();
    pages.faults.length = 0;
  });

  test("every panel under the curve shows its numbers, and a run without roles is taught to set them", async () => {
    const { page, context } = await openRun();
    for (const name of ["Mean score over training steps", "Mean length over training steps", "Length-controlled win rate over training steps", "Outcomes of all prompts over training steps", "Longest repeated span over training steps"]) {
      await page.getByRole("application", { name, exact: true }).waitFor();
    }
    await page.getByText("length-controlled (ours)").waitFor();
    await page.getByLabel("Reward models with their roles", { exact: true }).waitFor();
    const monitors = page.getByRole("region", { name: "Monitors of the texts" });
    expect(await monitors.innerText()).toMatch(/\d+ of 13 monitors differ from the first checkpoints/);
    const span = monitors.getByRole("button", { name: "Longest repeated span", exact: true });
    await span.click();
    await monitors.getByText("the longest stretch of characters that occurs at least twice").first().waitFor();
    expect(await span.getAttribute("aria-expanded")).toBe("true");

    const score = page.getByRole("application", { name: "Mean score over training steps" });
    await score.focus();
    await page.keyboard.press("Home");
    // One crosshair: each panel reads the step that any of them is at.
    await expect.poll(() => page.getByRole("group", { name: "Step being read" }).innerText()).toContain("step 0");
    expect(await monitors.innerText()).toContain("values at step 0");
    await context.close();
    expect(pages.faults.splice(0)).toEqual([]);
  });

  test("a pin stands after a reload, and takes its checkpoint off the list of those that can go", async () => {
    const { page, context, decision } = await openRun();
    const [first] = (await verdictOf()).safeToDelete;
    const read = page.getByRole("group", { name: "Step being read" });
    const score = page.getByRole("application", { name: "Mean score over training steps" });
    await score.focus();
    await page.keyboard.press("Home");
    for (let at = 0; steps[at] !== first; at++) await page.keyboard.press("ArrowRight");
    const pin = read.getByRole("button", { name: `Pin step ${first}` });
    await pin.click();
    await expect.poll(async () => (await pages.get<{ items: { step: number }[] }>(`/runs/${run}/pins`)).items.map(({ step }) => step)).toEqual([first]);
    await page.reload();
    await expect.poll(async () => { await score.focus(); await page.keyboard.press("Home"); for (let at = 0; steps[at] !== first; at++) await page.keyboard.press("ArrowRight"); return pin.getAttribute("aria-pressed"); }).toBe("true");
    await decision.getByText("Safe to delete").click();
    const kept = await decision.getByRole("list", { name: "Checkpoints that are safe to delete" }).getByRole("listitem").allInnerTexts();
    expect(kept.map((text) => Number.parseInt(text, 10))).not.toContain(first);

    await pin.click();
    await expect.poll(async () => (await pages.get<{ items: unknown[] }>(`/runs/${run}/pins`)).items).toEqual([]);
    await context.close();
    expect(pages.faults.splice(0)).toEqual([]);
  });

  test("a pin that the server refuses is taken back, and a panel that cannot be read says so, with the rest of the page intact", async () => {
    const { page, context, decision } = await openRun();
    const refusal = { status: 503, contentType: "application/problem+json", body: JSON.stringify({ type: "/problems/unavailable", title: "Not available just now", status: 503, detail: "The database does not answer; try again.", code: "unavailable", requestId: "r" }) };
    await page.route("**/pins/**", (route) => route.fulfill(refusal));
    const pin = decision.getByRole("button", { name: /^Pin step/ });
    await pin.click();
    await decision.getByRole("alert").filter({ hasText: "Not pinned: The database does not answer; try again." }).waitFor();
    expect(await pin.getAttribute("aria-pressed")).toBe("false");

    await page.route("**/degeneracy*", (route) => route.fulfill(refusal));
    await page.reload();
    await page.getByRole("alert").filter({ hasText: "The monitors could not be read: The database does not answer; try again." }).waitFor({ timeout: 30_000 });
    await page.getByRole("application", { name: "Mean score over training steps" }).waitFor();
    await context.close();
    expect(pages.faults.splice(0).filter((fault) => !fault.includes("503"))).toEqual([]);
  });

  test("decision and panels have no serious fault of accessibility, light and dark, and fit 390 pixels", async () => {
    for (const options of [{ colorScheme: "light" }, { colorScheme: "dark", viewport: { width: 390, height: 844 } }] satisfies BrowserContextOptions[]) {
      const { page, context, decision } = await openRun(run, options);
      await page.getByRole("application", { name: "Longest repeated span over training steps" }).waitFor();
      await decision.getByText("Safe to delete").click();
      expect(await pages.violations(page, { within: "main", tags: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"] })).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBeLessThanOrEqual(0);
      await context.close();
    }
    expect(pages.faults.splice(0)).toEqual([]);
  }, 120_000);

  test("training and held-out reward model are drawn with their gap and agreement, and what has no guarantee says so", async () => {
    await pages.post("/reward-models", { ...starterSpec, name: "proxy", maxTokens: 64 });
    await expect.poll(async () => (await pages.get<{ status: string }>("/reward-models/proxy")).status, { timeout: 60_000 }).toBe("ready");
    const { id } = await pages.post("/runs", { project: "default", name: "two-models", promptSet: "prompts", rewardModels: [{ id: "starter", role: "held-out" }, { id: "proxy", role: "training" }] });
    for (const step of [0, 70]) await register(id, step);
    const panelOf = () => pages.get<OverOptimisation>(`/runs/${id}/over-optimisation`);
    await expect.poll(async () => (await panelOf()).points.filter(({ gap }) => gap !== null).length, { timeout: 60_000 }).toBe(2);
    const { page, context } = await openRun(id);
    await page.getByRole("application", { name: "Training and held-out reward model over training steps" }).waitFor();
    await page.getByRole("application", { name: "Rank agreement of the two reward models over training steps" }).waitFor();
    const last = (await panelOf()).points.at(-1)!;
    await page.getByText("proxy (training)").waitFor();
    await page.getByText(last.rankAgreement!.toFixed(2), { exact: true }).waitFor();
    await page.getByText("The curves are without a guarantee").waitFor();
    await page.getByText("log kl at each step").waitFor();
    await context.close();
    expect(pages.faults.splice(0)).toEqual([]);
  }, 180_000);

  test("acknowledging the alarm begins a new episode, after saying what that means", async () => {
    const before = await verdictOf();
    const { page, context, decision } = await openRun();
    await decision.getByRole("button", { name: "Acknowledge" }).click();
    const question = decision.getByRole("group", { name: "Acknowledge the alarm" });
    expect(await question.innerText()).toContain("tests checkpoints that come from now on, with a fresh error budget of 5");
    await page.keyboard.press("Escape");
    expect(await question.count()).toBe(0);
    expect((await verdictOf()).episode!.number).toBe(before.episode!.number);

    await decision.getByRole("button", { name: "Acknowledge" }).click();
    await question.getByRole("button", { name: "Begin a new episode" }).click();
    await expect.poll(async () => (await verdictOf()).episode!.number, { timeout: 30_000 }).toBe(before.episode!.number + 1);
    const alerts = await pages.get<{ items: { state: string; kind: string }[] }>(`/alerts?run=${run}`);
    const states = alerts.items.filter(({ kind }) => kind === "regression").map(({ state }) => state);
    expect(states).toContain("acknowledged");
    expect(states).not.toContain("open");
    await decision.getByRole("heading", { name: /^Regressed/ }).waitFor({ state: "detached", timeout: 30_000 });
    await decision.getByText(`${before.episode!.number + 1}, from look ${steps.length + 1}`).waitFor();
    await context.close();
    expect(pages.faults.splice(0)).toEqual([]);
  }, 90_000);
});
