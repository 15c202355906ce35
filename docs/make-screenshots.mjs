// Takes the pictures of README and docs from a running server that holds the demo's runs:
//   npm run demo                          in one terminal, until it is scored
//   node docs/make-screenshots.mjs        in another; TIDEMARK_URL and TIDEMARK_API_KEY name another server
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { bundle, importBundle, root } from "../bench/support/bundle.mjs";

const url = (process.env.TIDEMARK_URL ?? "http://127.0.0.1:7400").replace(/\/$/, "");
const keyFile = path.join(process.env.TIDEMARK_DATA_DIR ?? path.join(root, ".tidemark"), "admin-key");
const key = process.env.TIDEMARK_API_KEY ?? (existsSync(keyFile) ? readFileSync(keyFile, "utf8").trim() : null);
if (!key) throw new Error(`No key: ${keyFile} does not exist, and TIDEMARK_API_KEY is not set.`);

const call = async (method, at, body) => {
  const answer = await fetch(url + at, { method, headers: { authorization: `Bearer ${key}`, "content-type": "application/json" }, ...(body && { body: JSON.stringify(body) }) });
  if (!answer.ok) throw new Error(`${method} ${at} answered ${answer.status}: ${await answer.text()}`);
  return answer.json();
};

const mostBytes = 300_000;
const named = async (name) => (await call("GET", `/api/v1/runs?project=demo&name=${name}`)).items[0] ?? Promise.reject(new Error(`The demo's run ${name} is not there; run "npm run demo" first.`));
const hot = await named("sft-too-hot");
const starter = await call("GET", "/api/v1/reward-models/starter");
/** Scores the example, so that the picture shows an answer. */
const tryIt = async (page) => {
  await page.getByRole("button", { name: "Fill in an example" }).click();
  await page.getByRole("button", { name: "Score", exact: true }).click();
  await page.getByTestId("result").waitFor({ timeout: 60_000 });
};
const promptSet = await call("GET", "/api/v1/prompt-sets/demo-prompts");
/** Steps along the curve, so that the picture shows what a point says. */
const along = Array.from({ length: 8 }, () => "ArrowRight");
const palette = async (page) => {
  await page.keyboard.press("Control+k");
  await page.getByRole("dialog").getByRole("combobox").fill("sft");
  await page.waitForTimeout(600);
};
const help = async (page) => {
  await page.keyboard.press("?");
  await page.getByRole("dialog").waitFor();
};
const cell = async (page) => {
  await page.getByRole("application").focus();
  for (const key of ["ArrowDown", ...along, "ArrowLeft"]) await page.keyboard.press(key);
};
const pictures = [
  { file: "run-light.png", at: `/runs/${hot.id}`, scheme: "light", width: 1440, height: 1080, keys: along },
  { file: "run-dark.png", at: `/runs/${hot.id}`, scheme: "dark", width: 1440, height: 1080, keys: along },
  { file: "run-panels-light.png", at: `/runs/${hot.id}`, scheme: "light", width: 1440, height: 1000, act: (page) => page.getByText("Degeneracy monitors").first().scrollIntoViewIfNeeded().then(() => page.mouse.wheel(0, 500)) },
  { file: "run-phone-dark.png", at: `/runs/${hot.id}`, scheme: "dark", width: 390, height: 844 },
  { file: "runs-light.png", at: "/?project=demo", scheme: "light", width: 1440, height: 420 },
  { file: "checkpoint-light.png", at: `/runs/${hot.id}/checkpoints/70?turned=win-to-loss&since=20&against=20`, scheme: "light", width: 1440, height: 1000 },
  { file: "matrix-light.png", at: `/runs/${hot.id}/matrix?order=similarity`, scheme: "light", width: 1440, height: 900, act: cell },
  { file: "compare-light.png", at: "/compare?a=demo/sft-too-hot@20&b=demo/sft-too-hot@70", scheme: "light", width: 1440, height: 1000 },
  { file: "alerts-light.png", at: "/alerts", scheme: "light", width: 1440, height: 420 },
  { file: "model-light.png", at: `/models/${starter.id}`, scheme: "light", width: 1440, height: 1240, act: tryIt },
  { file: "models-light.png", at: "/models", scheme: "light", width: 1440, height: 420 },
  { file: "prompt-set-light.png", at: `/prompt-sets/${promptSet.id}`, scheme: "light", width: 1440, height: 800 },
  { file: "settings-light.png", at: "/settings", scheme: "light", width: 1440, height: 760 },
  { file: "get-started-light.png", at: "/get-started", scheme: "light", width: 1440, height: 900 },
  { file: "palette-dark.png", at: "/", scheme: "dark", width: 1440, height: 700, act: palette },
  { file: "help-light.png", at: "/", scheme: "light", width: 1440, height: 900, act: help },
];

const folder = path.join(root, "docs/screenshots");
mkdirSync(folder, { recursive: true });
process.chdir(root);
// The launcher of the browser tests.
await bundle("browser", ["@/test/support/browser"]);
const { startBrowser } = await importBundle("browser");
const { browser, close } = await startBrowser();
try {
  for (const { file, at, scheme, width, height, keys = [], act } of pictures) {
    const context = await browser.newContext({ viewport: { width, height }, colorScheme: scheme, reducedMotion: "reduce", deviceScaleFactor: 1 });
    const page = await context.newPage();
    const { path: link } = await call("POST", "/api/v1/sign-in-codes");
    const signIn = new URL(link, url);
    signIn.searchParams.set("next", at);
    await page.goto(signIn.href);
    await page.waitForURL((now) => now.pathname !== "/sign-in");
    await page.getByRole("heading").first().waitFor();
    await page.waitForTimeout(1000);
    if (keys.length > 0) await page.getByRole("application").first().focus();
    for (const press of keys) await page.keyboard.press(press);
    await act?.(page);
    // The crosshair stays; the ring of the keyboard focus is not part of the picture.
    await page.addStyleTag({ content: ":focus-visible { outline: none !important }" });
    await page.waitForTimeout(200);
    const to = path.join(folder, file);
    writeFileSync(to, await page.screenshot());
    const { size } = statSync(to);
    process.stdout.write(`${path.relative(root, to)}  ${Math.round(size / 1000)} kB\n`);
    if (size > mostBytes) throw new Error(`${file} has ${size} bytes; at most ${mostBytes} are wanted.`);
    await context.close();
  }
} finally {
  await close();
}
