import { readFileSync } from "node:fs";
import type { BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { formatEstimate } from "@/lib/chart/format";
import type { Curve } from "@/lib/contracts";
import { type TestBrowser, noBrowserBecause, startBrowser } from "../support/browser";
import { demoData, starterSpec } from "../support/demo-data";
import { type Product, startProduct } from "../support/product";

const reason = noBrowserBecause();
const data = demoData(24);

describe.skipIf(reason !== null)(`the pages in a real browser${reason === null ? "" : ` (${reason})`}`, () => {
  let product: Product;
  let chromium: TestBrowser;
  const faults: string[] = [];

  beforeAll(async () => {
    // One after the other, so that a failure of the second leaves nothing of the first behind.
    chromium = await startBrowser();
    product = await startProduct();
    await product.startWorker();
    const post = async (path: string, body: unknown) => {
      const answer = await product.call("POST", `/api/v1${path}`, { body });
      expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
      return answer.body;
    };
    await post("/reward-models", starterSpec);
    await post("/prompt-sets", { name: "prompts", prompts: data.prompts });
    await post("/prompt-sets/prompts/reference-sets", { name: "handwritten", completions: data.references });
  }, 120_000);
  afterAll(async () => {
    await chromium?.close();
    await product?.stop();
  });

  /** A page whose errors and warnings are collected. */
  async function openPage(options: BrowserContextOptions = {}): Promise<{ page: Page; context: BrowserContext }> {
    const context = await chromium.browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: "reduce", ...options });
    const page = await context.newPage();
    page.on("console", (message) => ["error", "warning"].includes(message.type()) && faults.push(message.text()));
    page.on("pageerror", (error) => faults.push(error.message));
    return { page, context };
  }
  async function signIn(page: Page, next = "/"): Promise<void> {
    const { body } = await product.call("POST", "/api/v1/sign-in-codes");
    const link = new URL(body.path, product.url);
    link.searchParams.set("next", next);
    await page.goto(link.href);
    await page.waitForURL((url) => url.pathname !== "/sign-in");
  }
  async function createRun(name: string): Promise<string> {
    return (await product.call("POST", "/api/v1/runs", { body: { project: "default", name, promptSet: "prompts" } })).body.id;
  }
  const register = (run: string, step: number, body: object = { path: `out/ckpt-${step}`, completions: data.completions("sft-too-hot", step) }) =>
    product.call("POST", `/api/v1/runs/${run}/checkpoints`, { body: { step, ...body } });
  const curveOf = async (run: string): Promise<Curve> => (await product.call("GET", `/api/v1/runs/${run}/curve`)).body;

  test("a used sign-in link says so and how to get a new one", async () => {
    const { page, context } = await openPage();
    const { body } = await product.call("POST", "/api/v1/sign-in-codes");
    await page.goto(product.url + body.path);
    await page.waitForURL(`${product.url}/`);
    await context.clearCookies();
    await page.goto("about:blank");
    await page.goto(product.url + body.path);
    await page.getByText("This sign-in link was used already").waitFor();
    expect(await page.getByText("npx tidemark open").count()).toBeGreaterThan(0);
    expect(page.url()).not.toContain("code=");
    await context.close();
    // The refused code is the one error that this test asks for.
    expect(faults.splice(0).filter((fault) => !fault.includes("401"))).toEqual([]);
  });

  test("a page without a session leads to sign-in and back to where the reader was going", async () => {
    const run = await createRun("way-back");
    const { page, context } = await openPage();
    await page.goto(`${product.url}/runs/${run}`);
    expect(new URL(page.url()).pathname).toBe("/sign-in");
    await page.getByLabel("API key").fill(product.adminKey);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("heading", { name: "way-back" }).waitFor();
    expect(new URL(page.url()).pathname).toBe(`/runs/${run}`);
    await context.close();
    expect(faults.splice(0)).toEqual([]);
  });

  test("a curve appears while checkpoints arrive, without a reload, and its points can be read by pointer and by keys", async () => {
    const run = await createRun("sft-too-hot");
    const { page, context } = await openPage();
    await signIn(page);
    await page.getByRole("link", { name: "sft-too-hot", exact: true }).first().click();
    await page.getByText("Waiting for the first checkpoint").waitFor();
    await page.evaluate(() => Object.assign(window, { keptSinceTheStart: true }));

    for (const step of [70, 0, 20]) expect((await register(run, step)).status).toBe(202);
    const chart = page.getByRole("application", { name: /^Win probability and Win rate/ });
    await chart.waitFor({ timeout: 30_000 });
    await page.getByText("scored 3 of 3").waitFor({ timeout: 60_000 });
    expect(await page.evaluate(() => "keptSinceTheStart" in window)).toBe(true);
    await page.getByText("Detects broken text, not human preference.").first().waitFor();

    const curve = await curveOf(run);
    expect(curve.points.map((p) => p.step)).toEqual([0, 20, 70]);
    const [first, , last] = curve.points;
    const tooltip = chart.getByTestId("tooltip");
    await page.waitForFunction(() => document.querySelector("canvas")?.width);

    await chart.focus();
    await page.keyboard.press("ArrowRight");
    await expect.poll(() => tooltip.innerText()).toContain(formatEstimate(first!.winProbability, "fraction"));
    const words = await tooltip.innerText();
    for (const expected of ["Step 0", `look ${first!.look}`, formatEstimate(first!.winRate, "fraction"), `24 prompts: ${first!.nWin} won, ${first!.nTie} tied, ${first!.nLoss} lost`, "0 failed, 0 missing"]) {
      expect(words).toContain(expected);
    }
    const box = (await chart.boundingBox())!;
    await page.mouse.move(box.x + box.width - 30, box.y + box.height / 2);
    await expect.poll(() => tooltip.innerText()).toContain("Step 70");
    expect(await tooltip.innerText()).toContain(formatEstimate(last!.winProbability, "fraction"));

    await page.mouse.move(box.x + 10, box.y - 60);
    await chart.focus();
    const best = (await product.call("GET", `/api/v1/runs/${run}/best`)).body;
    await page.keyboard.press("b");
    await expect.poll(() => tooltip.innerText()).toContain(`Step ${best.chosen.step}`);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: `Step ${best.chosen.step}` }).waitFor();
    await context.close();
    expect(faults.splice(0)).toEqual([]);
  }, 120_000);

  test("axis, chosen steps and other curves are in the address, a note stands in the chart, and what is seen can be saved", async () => {
    const run = (await product.call("GET", "/api/v1/runs?name=sft-too-hot")).body.items[0].id;
    const beside = await createRun("beside");
    expect((await register(beside, 0, { completions: data.completions("sft-good", 0) })).status).toBe(202);
    await expect.poll(async () => (await curveOf(beside)).points.some(({ look }) => look !== null), { timeout: 60_000 }).toBe(true);
    const { page, context } = await openPage();
    await signIn(page, `/runs/${run}`);
    const chart = page.getByRole("application", { name: / of sft-too-hot over / });
    const tooltip = chart.getByTestId("tooltip");
    const saved = async (kind: string) => {
      const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: kind, exact: true }).click()]);
      return readFileSync(await file.path(), "utf8");
    };

    await page.getByRole("radio", { name: "Look" }).check();
    await page.waitForURL(/axis=look/);
    await page.waitForFunction(() => document.querySelector("canvas")?.width);
    await chart.focus();
    await page.keyboard.press("End");
    const latest = (await curveOf(run)).points.find(({ look }) => look === 3)!;
    await expect.poll(() => tooltip.innerText()).toContain(`Step ${latest.step}`);
    await page.goBack();
    await page.waitForURL((url) => !url.searchParams.has("axis"));

    await chart.focus();
    await page.keyboard.press("Home");
    await page.keyboard.press("n");
    await page.getByLabel("Note", { exact: true }).fill("warm-up <b>ends</b>");
    await page.getByRole("button", { name: "Add note" }).click();
    await page.getByRole("region", { name: "Notes" }).getByText("warm-up <b>ends</b>").waitFor();

    await chart.focus();
    await page.keyboard.press("Home");
    await page.keyboard.press("Space");
    await page.getByText("Step 0 chosen; choose another to compare it with").waitFor();
    await page.keyboard.press("End");
    await page.keyboard.press("Space");
    const compare = page.getByRole("region", { name: "Curves" }).getByRole("link", { name: "Compare 0 with 70" });
    await compare.waitFor();
    const address = new URL((await compare.getAttribute("href"))!, product.url);
    expect([address.pathname, address.searchParams.get("a"), address.searchParams.get("b")]).toEqual(["/compare", "default/sft-too-hot@0", "default/sft-too-hot@70"]);
    await page.reload();
    await compare.waitFor();

    await page.getByRole("button", { name: "Overlay" }).click();
    await page.getByRole("checkbox", { name: "default/beside" }).check();
    await page.keyboard.press("Escape");
    await page.waitForURL((url) => url.searchParams.get("overlay") === "run:default/beside");
    await chart.focus();
    await page.keyboard.press("Home");
    const [over] = (await curveOf(beside)).points;
    await expect.poll(() => tooltip.innerText()).toContain(formatEstimate(over!.winProbability, "fraction"));

    const svg = await saved("SVG");
    for (const drawn of ["warm-up &#60;b&#62;ends", "default/beside", "high water"]) expect(svg).toContain(drawn);
    // Bands alone would be a picture without its lines.
    expect(svg.match(/<path [^>]*stroke-width="2"/g)?.length).toBeGreaterThan(3);
    const rows = (await saved("CSV")).trim().split("\r\n").slice(1).map((row) => row.split(","));
    expect(rows.map(([name, , , step]) => [name, step])).toEqual([["default/sft-too-hot", "0"], ["default/sft-too-hot", "20"], ["default/sft-too-hot", "70"], ["default/beside", "0"]]);
    await context.close();
    expect(faults.splice(0)).toEqual([]);
  }, 120_000);

  test("dark and 390 pixels wide, every page fits and has its theme", async () => {
    const run = (await product.call("GET", "/api/v1/runs?name=sft-too-hot")).body.items[0].id;
    const { page, context } = await openPage({ viewport: { width: 390, height: 844 }, colorScheme: "dark" });
    await signIn(page);
    for (const path of ["/", `/runs/${run}`, `/runs/${run}/checkpoints/20`, "/models", "/models/starter", "/get-started"]) {
      await page.goto(product.url + path);
      await page.getByRole("heading").first().waitFor();
      const { overflow, ground } = await page.evaluate(() => ({
        overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth, ground: getComputedStyle(document.body).backgroundColor,
      }));
      expect(overflow, `${path} is wider than the screen`).toBeLessThanOrEqual(0);
      expect(ground).toBe("rgb(12, 21, 25)");
    }
    await context.close();
    expect(faults.splice(0)).toEqual([]);
  }, 60_000);

  test("completions are shown as text only: markup does nothing, control characters and direction marks are visible", async () => {
    const run = await createRun("hostile");
    const hostile = "<img src=x onerror=\"window.harmed=1\"><script>window.harmed=1</script>\u0000\u001b[2J\u202Eevil\u200B {{7*7}} javascript:alert(1)";
    const completions = data.completions("sft-good", 0).map((c, i) => (i === 0 ? { ...c, completion: hostile } : c));
    expect((await register(run, 5, { completions, path: "=cmd|' /C calc'!A0\u202E", metadata: { "<b>loss</b>": "<img src=x onerror=window.harmed=1>" } })).status).toBe(202);
    const { page, context } = await openPage();
    await signIn(page, `/runs/${run}/checkpoints/5`);
    const { key } = completions[0]!;
    await page.getByRole("option").filter({ hasText: key }).first().click();
    const pair = page.getByRole("article", { name: `Pair ${key}` });
    await expect.poll(() => pair.innerText()).toContain("onerror");
    const text = await pair.innerText();
    for (const shown of ["<script>window.harmed=1</script>", "\u2400", "\u241b[2J", "RLO", "zero-width space"]) expect(text).toContain(shown);
    expect(await page.evaluate(() => ({ harmed: "harmed" in window, images: document.querySelectorAll("main img, main script, main b").length }))).toEqual({ harmed: false, images: 0 });
    await context.close();
    expect(faults.splice(0)).toEqual([]);
  }, 60_000);
});
