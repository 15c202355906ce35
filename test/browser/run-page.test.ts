import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { describeChange } from "@/lib/chart/describe-change";
import { formatEstimate } from "@/lib/chart/format";
import type { Best, Changes, Curve } from "@/lib/contracts";
import { noBrowserBecause } from "../support/browser";
import { type Pages, startPages } from "../support/pages";

const reason = noBrowserBecause();

describe.skipIf(reason !== null)(`the pages in a real browser${reason === null ? "" : ` (${reason})`}`, () => {
  let pages: Pages;
  beforeAll(async () => { pages = await startPages(24); }, 120_000);
  afterAll(() => pages?.stop());

  const createRun = async (name: string): Promise<string> => (await pages.post("/runs", { project: "default", name, promptSet: "prompts" })).id;
  const register = (run: string, step: number, body: object = { path: `out/ckpt-${step}`, completions: pages.data.completions("sft-too-hot", step) }) =>
    pages.product.call("POST", `/api/v1/runs/${run}/checkpoints`, { body: { step, ...body } });
  const curveOf = (run: string) => pages.get<Curve>(`/runs/${run}/curve`);
  const idOf = async (name: string) => (await pages.get<{ items: { id: string }[] }>(`/runs?name=${name}`)).items[0]!.id;

  test("a used sign-in link says so and how to get a new one", async () => {
    const { page, context } = await pages.newPage();
    const { body } = await pages.product.call("POST", "/api/v1/sign-in-codes");
    await page.goto(pages.product.url + body.path);
    await page.waitForURL(`${pages.product.url}/`);
    await context.clearCookies();
    await page.goto("about:blank");
    await page.goto(pages.product.url + body.path);
    await page.getByText("This sign-in link was used already").waitFor();
    expect(await page.getByText("npx tidemark open").count()).toBeGreaterThan(0);
    expect(page.url()).not.toContain("code=");
    await context.close();
    // The refused code is the one error that this test asks for.
    expect(pages.faults.splice(0).filter((fault) => !fault.includes("401"))).toEqual([]);
  });

  test("a page without a session leads to sign-in and back to where the reader was going", async () => {
    const run = await createRun("way-back");
    const { page, context } = await pages.newPage();
    await page.goto(`${pages.product.url}/runs/${run}`);
    expect(new URL(page.url()).pathname).toBe("/sign-in");
    await page.getByLabel("API key").fill(pages.product.adminKey);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("heading", { name: "way-back" }).waitFor();
    expect(new URL(page.url()).pathname).toBe(`/runs/${run}`);
    await context.close();
    expect(pages.faults.splice(0)).toEqual([]);
  });

  test("a curve appears while checkpoints arrive, without a reload, and its points can be read by pointer and by keys", async () => {
    const run = await createRun("sft-too-hot");
    const { page, context } = await pages.open("/");
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
    const best = await pages.get<Best>(`/runs/${run}/best`);
    await page.keyboard.press("b");
    await expect.poll(() => tooltip.innerText()).toContain(`Step ${best.chosen!.step}`);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: `Step ${best.chosen!.step}` }).waitFor();
    await context.close();
    expect(pages.faults.splice(0)).toEqual([]);
  }, 120_000);

  test("axis, chosen steps and other curves are in the address, a note stands in the chart, and what is seen can be saved", async () => {
    const run = await idOf("sft-too-hot");
    const beside = await createRun("beside");
    expect((await register(beside, 0, { completions: pages.data.completions("sft-good", 0) })).status).toBe(202);
    await expect.poll(async () => (await curveOf(beside)).points.some(({ look }) => look !== null), { timeout: 60_000 }).toBe(true);
    const { page, context } = await pages.open(`/runs/${run}`);
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
    const address = new URL((await compare.getAttribute("href"))!, pages.product.url);
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
    const { points: changes } = await pages.get<Changes>(`/runs/${run}/changes`);
    const fall = describeChange(changes.find(({ step }) => step === 70)!);
    const row = page.getByRole("region", { name: /^Table of checkpoints/ }).getByRole("row").filter({ has: page.getByRole("link", { name: "70", exact: true }) });
    await expect.poll(() => row.innerText()).toContain(`${fall.value} ${fall.interval} ${fall.n}`);
    const csv = (await saved("CSV")).trim().split("\r\n").map((line) => line.split(","));
    const place = csv[0]!.indexOf("change");
    expect(csv.slice(1).map((cells) => cells[place])).toEqual([...changes.map(({ change }) => (change.difference === null ? "" : String(change.difference))), ""]);
    expect(csv.slice(1).map(([name, , , step]) => [name, step])).toEqual([["default/sft-too-hot", "0"], ["default/sft-too-hot", "20"], ["default/sft-too-hot", "70"], ["default/beside", "0"]]);
    await context.close();
    expect(pages.faults.splice(0)).toEqual([]);
  }, 120_000);

  test("dark and 390 pixels wide, every page fits and has its theme", async () => {
    const run = await idOf("sft-too-hot");
    const { page, context } = await pages.open("/", { viewport: { width: 390, height: 844 }, colorScheme: "dark" });
    for (const path of ["/", `/runs/${run}`, `/runs/${run}/checkpoints/20`, "/models", "/models/starter", "/get-started"]) {
      await page.goto(pages.product.url + path);
      await page.getByRole("heading").first().waitFor();
      const { overflow, ground } = await page.evaluate(() => ({
        overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth, ground: getComputedStyle(document.body).backgroundColor,
      }));
      expect(overflow, `${path} is wider than the screen`).toBeLessThanOrEqual(0);
      expect(ground).toBe("rgb(12, 21, 25)");
    }
    await context.close();
    expect(pages.faults.splice(0)).toEqual([]);
  }, 60_000);

  test("completions are shown as text only: markup does nothing, control characters and direction marks are visible", async () => {
    const run = await createRun("hostile");
    const hostile = "<img src=x onerror=\"window.harmed=1\"><script>window.harmed=1</script>\u0000\u001b[2J\u202Eevil\u200B {{7*7}} javascript:alert(1)";
    const completions = pages.data.completions("sft-good", 0).map((c, i) => (i === 0 ? { ...c, completion: hostile } : c));
    expect((await register(run, 5, { completions, path: "=cmd|' /C calc'!A0\u202E", metadata: { "<b>loss</b>": "<img src=x onerror=window.harmed=1>" } })).status).toBe(202);
    const { page, context } = await pages.open(`/runs/${run}/checkpoints/5`);
    const { key } = completions[0]!;
    await page.getByRole("option").filter({ hasText: key }).first().click();
    const pair = page.getByRole("article", { name: `Pair ${key}` });
    await expect.poll(() => pair.innerText()).toContain("onerror");
    const text = await pair.innerText();
    for (const shown of ["<script>window.harmed=1</script>", "\u2400", "\u241b[2J", "RLO", "zero-width space"]) expect(text).toContain(shown);
    expect(await page.evaluate(() => ({ harmed: "harmed" in window, images: document.querySelectorAll("main img, main script, main b").length }))).toEqual({ harmed: false, images: 0 });
    await context.close();
    expect(pages.faults.splice(0)).toEqual([]);
  }, 60_000);
});
