import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { noBrowserBecause } from "../support/browser";
import { type Pages, startPages } from "../support/pages";

const reason = noBrowserBecause();
const hostile = "<img src=x onerror=alert(1)> \u202Ereversed\u202C \u001b[31mred\u001b[0m";

/** Longer than a field waits for the end of typing, or a list for its end. */
const restMs = 700;

/** Whether the page is wider than its window. */
const sideways = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);

describe.skipIf(reason !== null)(`pages in a real browser${reason === null ? "" : ` (${reason})`}`, () => {
  let pages: Pages, hot: string;
  beforeAll(async () => {
    pages = await startPages(60);
    hot = await pages.scoredRun("hot", "sft-too-hot", [20, 40, 70]);
  }, 240_000);
  afterAll(async () => pages?.stop());

  test("comparing: chosen in the page, told in one sentence, kept in the address, with every prompt that turned", async () => {
    const { page, context } = await pages.open("/compare");
    await page.getByText("Choose two checkpoints.").waitFor();
    const side = (name: string) => page.getByRole("group", { name, exact: true });
    await side("a").getByLabel("Run").selectOption({ label: "default/hot" });
    await side("a").getByLabel("Step").selectOption({ label: "20" });
    await side("b").getByLabel("Step").selectOption({ label: "70" });
    const sentence = page.getByTestId("compare-sentence");
    await sentence.waitFor();
    expect(await sentence.innerText()).toMatch(/^Step 70 is worse than step 20: -\d+(\.\d)?\spp of win probability \[.*\], p < \.001\.$/);
    expect(new URL(page.url()).search).toBe("?a=default%2Fhot%4020&b=default%2Fhot%4070");
    const { body } = await pages.product.call("GET", `/api/v1/runs/${hot}/compare?a=20&b=70`);
    await page.getByText(`${body.flips.winToLoss.length} win to loss`).waitFor();
    await page.getByRole("button", { name: "Swap the two sides" }).click();
    await page.getByText(/^Step 20 is better than step 70/).waitFor();
    await page.reload();
    await page.getByText(/^Step 20 is better than step 70/).waitFor();
    await page.getByRole("link", { name: body.flips.winToLoss[0], exact: true }).click();
    await page.waitForURL((url) => url.pathname.endsWith("/checkpoints/20") && url.searchParams.get("key") === body.flips.winToLoss[0]);
    await context.close();
    expect(pages.faults.splice(0)).toEqual([]);
  });

  test("an address that names what cannot be compared says why", async () => {
    const { page, context } = await pages.open("/compare?a=default/hot@20&b=default/hot@33");
    await page.getByRole("alert").getByText("These two cannot be compared.").waitFor();
    expect(await page.getByRole("alert").filter({ hasText: "cannot be compared" }).innerText()).toContain("33");
    await context.close();
    pages.faults.splice(0);
  });

  test("the matrix: a cell is read and opened by keyboard alone, and the table has the same counts", async () => {
    const { page, context } = await pages.open(`/runs/${hot}/matrix?order=first-flip`);
    const matrix = page.getByRole("application", { name: "Outcomes by prompt and step" });
    await matrix.waitFor();
    await matrix.focus();
    for (const key of ["ArrowRight", "ArrowRight", "ArrowDown"]) await page.keyboard.press(key);
    await page.getByRole("status").filter({ hasText: "step 40" }).waitFor();
    await page.getByRole("button", { name: "Table" }).click();
    const { body } = await pages.product.call("GET", `/api/v1/runs/${hot}/matrix`);
    const wins = [...body.outcomes[2]].filter((letter: string) => letter === "W").length;
    const row = page.getByRole("region", { name: "Outcomes by step" }).getByRole("row").filter({ has: page.getByRole("rowheader", { name: "70", exact: true }) });
    expect(await row.getByRole("cell").first().innerText()).toBe(String(wins));
    await page.getByRole("button", { name: "Matrix" }).click();
    await matrix.focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.waitForURL((url) => url.pathname.includes("/checkpoints/") && url.searchParams.has("key"));
    await context.close();
    expect(pages.faults.splice(0)).toEqual([]);
  });

  test("a checkpoint: what turned since another step, read against it, from prompt to prompt and step to step by keyboard", async () => {
    const { page, context } = await pages.open(`/runs/${hot}/checkpoints/70?turned=win-to-loss&since=20&against=20`);
    const { body } = await pages.product.call("GET", `/api/v1/runs/${hot}/pairs?step=70&turned=win-to-loss&since=20`);
    const keys: string[] = body.items.map(({ key }: { key: string }) => key);
    expect(keys.length).toBeGreaterThan(1);
    for (const item of body.items) expect(item).toMatchObject({ outcome: "loss", since: { outcome: "win" } });
    await page.getByRole("article", { name: `Pair ${keys[0]}` }).waitFor();
    await page.getByText("Completion at step 20").waitFor();
    await page.keyboard.press("j");
    await page.getByRole("article", { name: `Pair ${keys[1]}` }).waitFor();
    await page.keyboard.press("k");
    await page.getByRole("article", { name: `Pair ${keys[0]}` }).waitFor();
    await page.getByRole("checkbox", { name: "mark differences" }).focus();
    await page.keyboard.press("j");
    await page.getByRole("article", { name: `Pair ${keys[1]}` }).waitFor();
    await page.keyboard.press("/");
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("pairs-search");
    await page.getByRole("listbox", { name: "Pairs" }).focus();
    await page.keyboard.press("[");
    await page.waitForURL((url) => url.pathname.endsWith("/checkpoints/40"));
    await context.close();
    expect(pages.faults.splice(0)).toEqual([]);
  });

  test("the search of pairs keeps every letter of fast typing, and forgets them all when all pairs are shown", async () => {
    const { page, context } = await pages.open(`/runs/${hot}/checkpoints/70`);
    const field = page.getByRole("searchbox", { name: "Search in prompts, references and completions" });
    await field.pressSequentially("words that no text holds", { delay: 15 });
    await page.getByText("No pair matches the filter.").waitFor();
    expect(await field.inputValue()).toBe("words that no text holds");
    await page.getByRole("button", { name: "Show all pairs" }).click();
    await page.getByRole("listbox", { name: "Pairs" }).getByRole("option").first().waitFor();
    await page.waitForTimeout(restMs);
    expect([await field.inputValue(), new URL(page.url()).search]).toEqual(["", ""]);
    await context.close();
    expect(pages.faults.splice(0)).toEqual([]);
  });

  test("what cannot be read is said and asked for once; asked again it comes", async () => {
    const { page, context } = await pages.open(`/runs/${hot}/checkpoints/70`);
    const refused: string[] = [];
    await page.route(/\/pairs\?.*(cursor=|step=20)|\/matrix\?/, (route) => {
      refused.push(new URL(route.request().url()).search);
      return route.fulfill({ status: 418 });
    });
    await page.getByRole("listbox", { name: "Pairs" }).evaluate((list) => list.scrollTo(0, list.scrollHeight));
    await page.getByRole("alert").getByText("The pairs could not be read").waitFor();
    await page.getByLabel("read against").selectOption({ label: "step 20" });
    await page.getByText("The text at step 20 could not be read").waitFor();
    await page.getByRole("listbox", { name: "Pairs" }).getByRole("option").first().click();
    await page.getByText("The outcomes of this prompt could not be read").waitFor();
    expect(await page.getByText("not scored yet").count()).toBe(0);
    await page.waitForTimeout(restMs);
    expect(refused.filter((search) => search.includes("cursor="))).toHaveLength(1);
    await page.unrouteAll();
    await page.getByRole("button", { name: "Ask again now" }).click();
    await page.getByRole("alert").getByText("The pairs could not be read").waitFor({ state: "detached" });
    await page.getByRole("listbox", { name: "Pairs" }).evaluate((list) => list.scrollTo(0, list.scrollHeight));
    await page.locator("#pair-59").waitFor();
    await context.close();
    expect(pages.faults.splice(0).filter((fault) => !fault.includes("status of 418"))).toEqual([]);
  });

  test("a checkpoint that arrives late leaves the page at its step, and the matrix is read again when it is scored, not before", async () => {
    const late = await pages.scoredRun("late", "sft-good", [20, 70]);
    const [matrix, checkpoint] = [await pages.open(`/runs/${late}/matrix`), await pages.open(`/runs/${late}/checkpoints/70`)];
    let nRead = 0;
    matrix.page.on("request", (request) => { if (new URL(request.url()).pathname.endsWith("/matrix") && request.url().includes("/api/")) nRead += 1; });
    await matrix.page.getByText("60 prompts × 2 steps").waitFor();
    const slider = checkpoint.page.getByRole("slider", { name: "Step of this prompt" });
    await slider.and(checkpoint.page.locator("[max='1']")).waitFor();
    nRead = 0;
    await pages.post(`/runs/${late}/checkpoints`, { step: 40, completions: pages.data.completions("sft-good", 40) });
    await slider.and(checkpoint.page.locator("[max='2']")).waitFor();
    await matrix.page.getByText("60 prompts × 3 steps").waitFor();
    expect(nRead).toBe(1);
    expect(new URL(checkpoint.page.url()).pathname).toBe(`/runs/${late}/checkpoints/70`);
    for (const { context } of [matrix, checkpoint]) await context.close();
    expect(pages.faults.splice(0)).toEqual([]);
  });

  test("hostile completions are text in every view: nothing runs, hidden marks are shown", async () => {
    const { id } = await pages.post("/runs", { name: "hostile", promptSet: "prompts" });
    const completions = pages.data.prompts.map(({ key }, i) => ({ key, completion: i === 0 ? `# Title\n\n${hostile}\n\n[link](javascript:alert(1)) ![picture](http://127.0.0.1:9/x.png)` : "x".repeat(i === 1 ? 900_000 : 20) }));
    await pages.post(`/runs/${id}/checkpoints`, { step: 1, completions });
    const { page, context } = await pages.open(`/runs/${id}/checkpoints/1`);
    const asked: string[] = [];
    page.on("request", (request) => asked.push(request.url()));
    page.on("dialog", (dialog) => { pages.faults.push(`dialog ${dialog.message()}`); void dialog.dismiss(); });
    const article = page.getByRole("article", { name: `Pair ${pages.data.prompts[0]!.key}` });
    await article.getByText("<img src=x onerror=alert(1)>").waitFor();
    await article.getByText("RLO").waitFor();
    await page.getByText("Markdown", { exact: true }).click();
    await article.getByRole("heading", { name: "Title" }).waitFor();
    expect(await article.getByText("[image: picture").count()).toBe(1);
    expect(await article.locator("a, img").count()).toBe(0);
    expect(asked.filter((url) => !url.startsWith(pages.product.url))).toEqual([]);
    expect(await sideways(page)).toBe(false);
    await context.close();
    expect(pages.faults.splice(0)).toEqual([]);
  });

  test("settings: a key is shown once and revoked; a channel is refused in words, added, and tried", async () => {
    const { page, context } = await pages.open("/settings");
    await page.getByLabel("Name", { exact: true }).fill("trainer");
    await page.getByRole("button", { name: "Create key" }).click();
    const key = await page.getByRole("status").locator("code").innerText();
    expect((await pages.product.call("GET", "/api/v1/runs", { key })).status).toBe(200);
    await page.getByRole("button", { name: "Revoke trainer" }).click();
    await page.getByRole("group", { name: /^Revoke trainer/ }).getByRole("button", { name: "Revoke" }).click();
    await page.getByRole("rowheader", { name: "trainer" }).waitFor({ state: "detached" });
    expect((await pages.product.call("GET", "/api/v1/runs", { key })).status).toBe(401);

    const channels = page.getByRole("region", { name: "Alert channels" });
    await channels.getByLabel("Incoming webhook").fill("http://127.0.0.1:9/hook");
    await channels.getByRole("button", { name: "Add channel" }).click();
    await channels.getByRole("alert").getByText("is not a public address").waitFor();
    await channels.getByLabel("Incoming webhook").fill("https://hooks.example.invalid/services/T0/secret");
    await channels.getByRole("button", { name: "Add channel" }).click();
    await channels.getByRole("button", { name: "Send a test" }).click();
    await channels.getByRole("status").filter({ hasText: /\S/ }).waitFor();
    expect(await channels.innerText()).not.toContain("services/T0");
    await page.getByRole("region", { name: "System" }).getByText("alive", { exact: true }).waitFor();
    await context.close();
    // The refused address is the one error that this test asks for.
    expect(pages.faults.splice(0).filter((fault) => !/status of 4(01|22)/.test(fault))).toEqual([]);
  });

  test("a prompt set: found by words, read with its references, shared as a link", async () => {
    const set = (await pages.product.call("GET", "/api/v1/prompt-sets/prompts")).body;
    const { page, context } = await pages.open(`/prompt-sets/${set.id}`);
    await page.getByRole("searchbox", { name: "Search prompts" }).fill(set.prompts[7].key);
    await page.getByRole("article", { name: `Prompt ${set.prompts[7].key}` }).getByText("reference").waitFor();
    await page.reload();
    await page.getByRole("article", { name: `Prompt ${set.prompts[7].key}` }).waitFor();
    await context.close();
    expect(pages.faults.splice(0)).toEqual([]);
  });

  test.each([
    ["/alerts?state=all", "Alerts"], ["/settings", "Settings"], ["/prompt-sets", "Prompt sets"], ["/compare?a=default/hot@20&b=default/hot@70", "Compare"], ["matrix", "Matrix"], ["checkpoint", "Step 70"], ["/models", "Reward models"],
  ])("%s has no serious fault of accessibility, light or dark, and fits a telephone", async (at, heading) => {
    const address = at === "matrix" ? `/runs/${hot}/matrix` : at === "checkpoint" ? `/runs/${hot}/checkpoints/70` : at;
    for (const [colorScheme, width] of [["light", 1440], ["dark", 390]] as const) {
      const { page, context } = await pages.open(address, { colorScheme, viewport: { width, height: 900 } });
      await page.getByRole("heading", { level: 1 }).filter({ hasText: heading }).waitFor();
      await page.getByText(/^(Reading|Comparing)\b/).first().waitFor({ state: "detached" });
      expect(await pages.violations(page), `${address} ${colorScheme} ${width}`).toEqual([]);
      expect(await sideways(page), `${address} ${width}`).toBe(false);
      await context.close();
    }
    expect(pages.faults.splice(0)).toEqual([]);
  });
});
