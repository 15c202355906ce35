import { type AxeResults, type ElementContext, type RunOptions, source as axeSource } from "axe-core";
import type { BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import type { Run, Verdict } from "@/lib/contracts";
import { startBrowser } from "./browser";
import { demoData, starterSpec } from "./demo-data";
import { type Product, startProduct } from "./product";

type Opened = { page: Page; context: BrowserContext };

export interface Pages {
  product: Product;
  data: ReturnType<typeof demoData>;
  /** Errors and warnings that any page wrote to its console; take them with splice(0). */
  faults: string[];
  /** A page of a browser that nobody has signed in to yet; it has no address. */
  newPage(options?: BrowserContextOptions): Promise<Opened>;
  /** Signs the page in, and leads it to an address. */
  signIn(page: Page, at: string): Promise<void>;
  /** A signed-in page at an address. */
  open(at: string, options?: BrowserContextOptions): Promise<Opened>;
  /** What the HTTP interface answers. */
  get<T>(path: string): Promise<T>;
  /** Posts to the HTTP interface. @throws Error with the answer unless it succeeded */
  post(path: string, body: unknown): Promise<{ id: string } & Record<string, unknown>>;
  /** A run over the prompts with these steps of a genuine training run, scored. @returns its id */
  scoredRun(name: string, kind: "sft-good" | "sft-too-hot", steps: readonly number[]): Promise<string>;
  /**
   * Violations of serious or critical impact that axe-core finds, as text.
   * @param only within this part of the page, by the rules with these tags; left out, the whole page by the rules that are on by default
   */
  violations(page: Page, only?: { within: string; tags: string[] }): Promise<string[]>;
  stop(): Promise<void>;
}

const scoringMs = 90_000;

/**
 * The product in a real browser, with the starter model, the demo's first `n` prompts and their references; with 0 prompts there is none of these.
 * @param options.worker false: none is started yet
 */
export async function startPages(n: number, { worker = true }: { worker?: boolean } = {}): Promise<Pages> {
  const data = demoData(n);
  const faults: string[] = [];
  // One after the other, so that a failure of the second leaves nothing of the first behind.
  const chromium = await startBrowser();
  const product = await startProduct();
  if (worker) await product.startWorker();
  const post: Pages["post"] = async (to, body) => {
    const answer = await product.call("POST", `/api/v1${to}`, { body });
    if (answer.status >= 300) throw new Error(`POST ${to} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  if (n > 0) {
    await post("/reward-models", starterSpec);
    await post("/prompt-sets", { name: "prompts", prompts: data.prompts });
    await post("/prompt-sets/prompts/reference-sets", { name: "handwritten", completions: data.references });
  }
  const get: Pages["get"] = async <T>(at: string) => (await product.call<T>("GET", `/api/v1${at}`)).body;
  const newPage: Pages["newPage"] = async (options = {}) => {
    const context = await chromium.browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: "reduce", ...options });
    const page = await context.newPage();
    page.on("console", (message) => ["error", "warning"].includes(message.type()) && faults.push(message.text()));
    page.on("pageerror", (error) => faults.push(error.message));
    return { page, context };
  };
  const signIn: Pages["signIn"] = async (page, at) => {
    const link = new URL((await product.call("POST", "/api/v1/sign-in-codes")).body.path, product.url);
    link.searchParams.set("next", at);
    await page.goto(link.href);
    await page.waitForURL((url) => url.pathname !== "/sign-in");
  };
  return {
    product, data, faults, post, get, newPage, signIn,
    async open(at, options) {
      const opened = await newPage(options);
      await signIn(opened.page, at);
      return opened;
    },
    async scoredRun(name, kind, steps) {
      const { id } = await post("/runs", { project: "default", name, promptSet: "prompts" });
      for (const step of steps) await post(`/runs/${id}/checkpoints`, { step, path: `out/ckpt-${step}`, completions: data.completions(kind, step) });
      for (const limit = Date.now() + scoringMs; ; await new Promise((done) => setTimeout(done, 200))) {
        const [run, { verdict }] = [await get<Run>(`/runs/${id}`), await get<Verdict>(`/runs/${id}/verdict`)];
        if (run.nScored === steps.length && verdict !== "pending") return id;
        if (Date.now() > limit) throw new Error(`${name} is not scored after ${scoringMs} ms: ${JSON.stringify(run.progress)}`);
      }
    },
    async violations(page, only) {
      // Not by a script tag: the page's policy would rightly refuse it.
      await page.evaluate(axeSource);
      const found = await page.evaluate((options): Promise<AxeResults> => {
        const { axe } = window as unknown as { axe: { run(context: ElementContext, options: RunOptions): Promise<AxeResults> } };
        return axe.run(options ? { include: [[options.within]] } : document, options ? { runOnly: options.tags } : {});
      }, only);
      return found.violations.filter(({ impact }) => impact === "serious" || impact === "critical").map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map(({ target, html }) => `${target.join(" ")} ${html.slice(0, 160)}`).join(" | ")}`);
    },
    async stop() {
      await chromium.close();
      await product.stop();
    },
  };
}
