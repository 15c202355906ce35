import { mkdirSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** Bundles the scoring pool and its thread as they ship, below node_modules so that packages are found, and imports the pool. */
export async function importPool() {
  const outdir = path.join(root, "node_modules", ".cache", "tidemark-bench");
  mkdirSync(outdir, { recursive: true });
  await build({
    absWorkingDir: root, entryPoints: ["lib/reward-models/onnx-pool.ts", "lib/reward-models/onnx-thread.ts"], outdir, outExtension: { ".js": ".mjs" },
    bundle: true, platform: "node", format: "esm", target: "node20", packages: "external", sourcemap: false, logLevel: "error", tsconfig: path.join(root, "tsconfig.json"),
  });
  const { createOnnxPool } = await import(pathToFileURL(path.join(outdir, "onnx-pool.mjs")).href);
  const threadUrl = pathToFileURL(path.join(outdir, "onnx-thread.mjs"));
  const quiet = { info() {}, debug() {}, warn: (...args) => console.error("warning:", ...args), error: (...args) => console.error("error:", ...args) };
  return (options) => createOnnxPool({ modelDirs: [path.join(root, "models")], log: quiet, threadUrl, ...options });
}
