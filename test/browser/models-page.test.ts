import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { formatScore } from "@/lib/chart/format";
import { type TestBrowser, noBrowserBecause, startBrowser } from "../support/browser";
import { starterSpec } from "../support/demo-data";
import { type Product, startProduct } from "../support/product";

const reason = noBrowserBecause();

describe.skipIf(reason !== null)(`a reward model's page in a real browser${reason === null ? "" : ` (${reason})`}`, () => {
  let product: Product;
  let chromium: TestBrowser;
  let page: Page;
  const faults: string[] = [];

  beforeAll(async () => {
    chromium = await startBrowser();
    product = await startProduct();
    page = await (await chromium.browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: "reduce" })).newPage();
    page.on("console", (message) => ["error", "warning"].includes(message.type()) && faults.push(message.text()));
    page.on("pageerror", (error) => faults.push(error.message));
  }, 120_000);
  afterAll(async () => {
    await chromium?.close();
    await product?.stop();
  });

  test("it follows the check, explains its report, and scores a text of one's own as the HTTP interface does", async () => {
    const { body: model } = await product.call("POST", "/api/v1/reward-models", { body: starterSpec });
    const link = new URL((await product.call("POST", "/api/v1/sign-in-codes")).body.path, product.url);
    link.searchParams.set("next", `/models/${model.id}`);
    await page.goto(link.href);
    await page.getByText("A worker is checking the model.").waitFor();
    await page.getByText("Texts can be scored here when the check has passed.").waitFor();

    await product.startWorker();
    const report = page.getByRole("region", { name: "Conformance" });
    await report.getByRole("row", { name: /^pass batch-invariance/ }).waitFor({ timeout: 60_000 });
    await report.getByRole("button", { name: "batch-invariance" }).focus();
    await page.getByRole("tooltip").filter({ hasText: "batches of 2, 3 and 8" }).waitFor();

    const panel = page.getByRole("region", { name: "Try it" });
    const score = panel.getByRole("button", { name: "Score", exact: true });
    expect(await score.isDisabled()).toBe(true);
    const item = { prompt: "Why is the sky blue?", completion: "Air scatters blue light more than red light.", reference: "sky sky sky sky <|im_end|>" };
    await panel.getByLabel("Prompt").fill(item.prompt);
    await panel.getByLabel("Completion").fill(item.completion);
    await panel.getByLabel("Reference").fill(item.reference);
    await panel.getByLabel("Explain: show token ids").check();
    await score.click();
    const result = panel.getByTestId("result");
    await result.waitFor({ timeout: 60_000 });

    const { body } = await product.call("POST", `/api/v1/reward-models/${model.id}/score`, { body: { items: [item], explain: true } });
    const [scored] = body.items;
    const text = await result.innerText();
    expect(text).toContain(formatScore(scored.score));
    expect(text).toContain(formatScore(scored.margin));
    expect(text).toContain("P(completion better)");
    expect(text).toContain(`${scored.nTokens} tokens of at most`);
    expect(await result.getByLabel("Token ids", { exact: true }).innerText()).toBe(scored.ids.join(" "));

    await panel.getByLabel("Completion").fill("Something else.");
    await result.getByText("Of the texts as they were").waitFor();
    expect(faults.splice(0)).toEqual([]);
  }, 150_000);

  test("a lost connection is said with what to do, and trying again works", async () => {
    await page.route("**/score", (route) => route.abort());
    const panel = page.getByRole("region", { name: "Try it" });
    await panel.getByRole("button", { name: "Score", exact: true }).click();
    await panel.getByRole("alert").filter({ hasText: "The server cannot be reached" }).waitFor();
    await page.unroute("**/score");
    await panel.getByRole("button", { name: "Try again" }).click();
    await panel.getByTestId("result").waitFor({ timeout: 60_000 });
    expect(await panel.getByRole("alert").count()).toBe(0);
    // Chromium notes the lost request itself.
    expect(faults.splice(0).filter((fault) => !fault.includes("net::ERR_FAILED"))).toEqual([]);
  }, 90_000);

  test("a key that may only read is told that scoring needs more", async () => {
    const { body } = await product.call("POST", "/api/v1/keys", { body: { name: "reader", scope: "read" } });
    const address = page.url();
    await page.context().clearCookies();
    await page.goto(address);
    await page.getByLabel("API key").fill(body.key);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.waitForURL(address);
    const panel = page.getByRole("region", { name: "Try it" });
    await panel.getByRole("button", { name: "Fill in an example" }).click();
    await panel.getByRole("button", { name: "Score", exact: true }).click();
    await panel.getByRole("alert").filter({ hasText: "This key may only read" }).waitFor();
    expect(faults.splice(0).filter((fault) => !fault.includes("403"))).toEqual([]);
  }, 60_000);
});
