import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { formatScore } from "@/lib/chart/format";
import { noBrowserBecause } from "../support/browser";
import { starterSpec } from "../support/demo-data";
import { type Pages, startPages } from "../support/pages";

const reason = noBrowserBecause();

describe.skipIf(reason !== null)(`a reward model's page in a real browser${reason === null ? "" : ` (${reason})`}`, () => {
  let pages: Pages;
  let page: Page;
  beforeAll(async () => {
    pages = await startPages(0, { worker: false });
    ({ page } = await pages.newPage());
  }, 120_000);
  afterAll(() => pages?.stop());

  test("it follows the check, explains its report, and scores a text of one's own as the HTTP interface does", async () => {
    const model = await pages.post("/reward-models", starterSpec);
    await pages.signIn(page, `/models/${model.id}`);
    await page.getByText("A worker is checking the model.").waitFor();
    await page.getByText("Texts can be scored here when the check has passed.").waitFor();

    await pages.product.startWorker();
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

    const { body } = await pages.product.call("POST", `/api/v1/reward-models/${model.id}/score`, { body: { items: [item], explain: true } });
    const [scored] = body.items;
    const text = await result.innerText();
    expect(text).toContain(formatScore(scored.score));
    expect(text).toContain(formatScore(scored.margin));
    expect(text).toContain("P(completion better)");
    expect(text).toContain(`${scored.nTokens} tokens of at most`);
    expect(await result.getByLabel("Token ids", { exact: true }).innerText()).toBe(scored.ids.join(" "));

    await panel.getByLabel("Completion").fill("Something else.");
    await result.getByText("Of the texts as they were").waitFor();
    expect(pages.faults.splice(0)).toEqual([]);
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
    expect(pages.faults.splice(0).filter((fault) => !fault.includes("net::ERR_FAILED"))).toEqual([]);
  }, 90_000);

  test("a key that may only read is told that scoring needs more", async () => {
    const { body } = await pages.product.call("POST", "/api/v1/keys", { body: { name: "reader", scope: "read" } });
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
    expect(pages.faults.splice(0).filter((fault) => !fault.includes("403"))).toEqual([]);
  }, 60_000);
});
