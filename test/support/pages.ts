import { readFileSync } from "node:fs";
import path from "node:path";
import type { BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import { startBrowser } from "./browser";
import { demoData, starterSpec } from "./demo-data";
import { type Product, startProduct } from "./product";

export interface Pages {
  product: Product;
  data: ReturnType<typeof demoData>;
  /** Errors and warnings that any page wrote to its console; take them with splice(0). */
  faults: string[];
  /** A signed-in page at an address. */
  open(at: string, options?: BrowserContextOptions): Promise<{ page: Page; context: BrowserContext }>;
  /** Posts to the HTTP interface. @throws Error with the answer unless it succeeded */
  post(path: string, body: unknown): Promise<{ id: string } & Record<string, unknown>>;
  /** A run over the prompts with these steps of a genuine training run, scored. @returns its id */
  scoredRun(name: string, kind: "sft-good" | "sft-too-hot", steps: readonly number[]): Promise<string>;
  /** Violations of serious or critical impact that axe-core finds, as text. */
  violations(page: Page): Promise<string[]>;
  stop(): Promise<void>;
}

const axe = readFileSync(path.resolve("node_modules/axe-core/axe.min.js"), "utf8");
const scoringMs = 90_000;

/** The product with a worker, the starter model and the demo's first `n` prompts, in a real browser. */
export async function startPages(n: number): Promise<Pages> {
  const data = demoData(n);
  const faults: string[] = [];
  // One after the other, so that a failure of the second leaves nothing of the first behind.
  const chromium = await startBrowser();
  const product = await startProduct();
  await product.startWorker();
  const post: Pages["post"] = async (to, body) => {
    const answer = await product.call("POST", `/api/v1${to}`, { body });
    if (answer.status >= 300) throw new Error(`POST ${to} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  await post("/reward-models", starterSpec);
  await post("/prompt-sets", { name: "prompts", prompts: data.prompts });
  await post("/prompt-sets/prompts/reference-sets", { name: "handwritten", completions: data.references });
  return {
    product, data, faults, post,
    async open(at, options = {}) {
      const context = await chromium.browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: "reduce", ...options });
      const page = await context.newPage();
      page.on("console", (message) => ["error", "warning"].includes(message.type()) && faults.push(`${at}: ${message.text()}`));
      page.on("pageerror", (error) => faults.push(`${at}: ${error.message}`));
      const link = new URL((await product.call("POST", "/api/v1/sign-in-codes")).body.path, product.url);
      link.searchParams.set("next", at);
      await page.goto(link.href);
      await page.waitForURL((url) => url.pathname !== "/sign-in");
      return { page, context };
    },
    async scoredRun(name, kind, steps) {
      const { id } = await post("/runs", { project: "default", name, promptSet: "prompts" });
      for (const step of steps) await post(`/runs/${id}/checkpoints`, { step, path: `out/ckpt-${step}`, completions: data.completions(kind, step) });
      for (const limit = Date.now() + scoringMs; ; await new Promise((done) => setTimeout(done, 200))) {
        const run = (await product.call("GET", `/api/v1/runs/${id}`)).body;
        const verdict = (await product.call("GET", `/api/v1/runs/${id}/verdict`)).body;
        if (run.nScored === steps.length && verdict.verdict !== "pending") return id;
        if (Date.now() > limit) throw new Error(`${name} is not scored after ${scoringMs} ms: ${JSON.stringify(run.progress)}`);
      }
    },
    async violations(page) {
      await page.evaluate(axe);
      const found = await page.evaluate(() => (globalThis as unknown as { axe: { run(): Promise<{ violations: { id: string; impact: string; nodes: { target: string[] }[] }[] }> } }).axe.run());
      return found.violations.filter(({ impact }) => impact === "serious" || impact === "critical").map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).slice(0, 3).join(", ")}`);
    },
    async stop() {
      await chromium.close();
      await product.stop();
    },
  };
}
