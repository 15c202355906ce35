// What the pages take, in a real browser, on a scratch product that this starts and removes; beside trackio's page with the same curves.
//   npm run build && node bench/dashboard/run.mjs [--python PYTHON] [--repeats 20] [--only run,pairs,matrix,trackio]
// PYTHON has trackio (pip install trackio); without it the page beside is left out.
import { loadavg } from "node:os";
import { parseArgs } from "node:util";
import { bundle, importBundle } from "../support/bundle.mjs";
import { chartTimes } from "./chart-times.mjs";
import { loadTimes, openCold, scriptSizes } from "./load-times.mjs";
import { startScratchProduct } from "./scratch-product.mjs";
import { scrollTimes } from "./scroll-times.mjs";
import { seedRun } from "./seed-run.mjs";
import { serverTimes } from "./server-times.mjs";
import { signIn } from "./sign-in.mjs";
import { startTrackio } from "./trackio.mjs";

const { values } = parseArgs({ options: { python: { type: "string" }, repeats: { type: "string", default: "20" }, only: { type: "string", default: "run,pairs,matrix,trackio" } } });
const n = Number(values.repeats), parts = values.only.split(",");
await bundle("browser", ["@/test/support/browser"]);
const { startBrowser } = await importBundle("browser");
const product = await startScratchProduct();
const closing = [() => product.stop()];
try {
  const chromium = await startBrowser();
  closing.push(() => chromium.close());
  const { browser } = chromium;
  await product.call("/reward-models", { name: "starter", kind: "bradley-terry", input: "text-pair", backend: { type: "onnx", path: "starter" } });
  const seeded = { call: product.call, databaseUrl: product.databaseUrl };
  const run = await seedRun({ ...seeded, name: "curves", nPrompts: 805, nSteps: 500, nReferences: 4, nWords: 300 });
  const wide = parts.includes("matrix") ? await seedRun({ ...seeded, name: "wide", nPrompts: 2000, nSteps: 300, nReferences: 1, nWords: 4 }) : null;
  const own = { url: product.url, pid: product.pid, cookie: await signIn(product) };
  console.log(`Chromium ${browser.version()}; every page from an empty cache; times in ms; load average ${load()} on this machine before`);

  const curvePath = `/runs/${run.id}?${run.references.slice(1).map((name) => `overlay=reference:${name}`).join("&")}`;
  if (parts.includes("run")) {
    console.log("\nRun page, 500 points x 4 curves, 805 prompts");
    server(await serverTimes({ ...own, path: curvePath, n: 3 * n }), 150);
    scripts(await scriptSizes(browser, { ...own, path: curvePath }));
    const { content, drawn } = await loadTimes(browser, { ...own, path: curvePath, n });
    row("largest contentful paint", content, 1000);
    row("first drawing of the curves", drawn);
    await chart(own, curvePath, (page) => page.getByRole("region", { name: "Curves", exact: true }).locator("canvas").first());
    for (const path of ["/", "/alerts"]) scripts(await scriptSizes(browser, { ...own, path }), `scripts of ${path}`);
  }
  if (parts.includes("pairs")) {
    const { nLong, ...longest } = await scrollTimes(browser, { ...own, path: `/runs/${run.id}/checkpoints/${run.steps.at(-1)}`, n });
    console.log("\nPairs of a checkpoint, 805 prompts, scrolled to the end and back");
    row(`longest task of a pass (0: none over 50); ${nLong} in all`, longest, 50);
  }
  if (wide) {
    console.log("\nMatrix, 2,000 prompts x 300 steps");
    const path = `/runs/${wide.id}/matrix`;
    server(await serverTimes({ ...own, path: `/api/v1/runs/${wide.id}/matrix`, n }));
    const { drawn, afterData } = await loadTimes(browser, { ...own, path, data: `/api/v1/runs/${wide.id}/matrix`, n });
    row("first drawing, from the navigation", drawn);
    row("first drawing, from the last byte of the outcomes", afterData, 500);
  }
  if (parts.includes("trackio") && values.python) {
    const runs = Object.fromEntries(run.curves.map((curve, r) => [run.references[r], curve.map((value, s) => [run.steps[s], value])]));
    const trackio = await startTrackio(values.python, { project: "curves", runs });
    closing.push(() => trackio.stop());
    const path = "/?project=curves";
    console.log(`\ntrackio ${trackio.version}: the same 4 curves of 500 points, which it draws in 100 bins each`);
    scripts(await scriptSizes(browser, { ...trackio, path }));
    const { content, drawn } = await loadTimes(browser, { ...trackio, path, n });
    row("largest contentful paint (of its frame)", content);
    row("first drawing of the curves", drawn);
    await chart(trackio, path, (page) => page.locator("canvas").first());
  }
  console.log(`\nload average ${load()} after`);

  async function chart(site, path, find) {
    const { context, page } = await openCold(browser, site);
    await page.goto(site.url + path);
    await page.waitForFunction(() => globalThis.bench.drawnMs !== null);
    await page.waitForTimeout(3000);
    const { hover, interactions, longestTask } = await chartTimes(page, find(page), { nHovers: 5 * n, nZooms: n });
    await context.close();
    row("hovering, from the pointer to the frame after it", hover, 100);
    row("interaction to next paint, zooming and back", interactions, 100);
    console.log(`  longest task meanwhile ${longestTask.toFixed(0)}`);
  }
} finally {
  for (const close of closing.reverse()) await close();
}

function load() {
  return loadavg()[0].toFixed(1);
}
function row(name, { n: count, median, p95, max }, goal) {
  const ms = (value) => value.toFixed(0).padStart(5);
  console.log(`  ${name.padEnd(58)} median ${ms(median)}  p95 ${ms(p95)}  max ${ms(max)}  n ${String(count).padStart(3)}${goal === undefined ? "" : `  goal ${goal}: ${p95 < goal ? "met" : "missed"}`}`);
}
function server(times, goal) {
  row(`server's answer, ${times.kB.toFixed(0)} kB, ${times.processorMs.toFixed(0)} ms of its processor time each`, times, goal);
}
function scripts({ first, later }, name = "scripts") {
  console.log(`  ${name}, kB transferred: ${first.toFixed(0)} named by the page (goal 250: ${first < 250 ? "met" : "missed"}), ${later.toFixed(0)} fetched after it`);
}
