import { mkdirSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("../../", import.meta.url));
const outfile = path.join(root, "node_modules", ".cache", "tidemark-bench", "detector.mjs");

const entry = `
export { planOf } from "@/lib/detect/detector-plan";
export { scanLook } from "@/lib/detect/scan-look";
export { classifyDrop } from "@/lib/detect/classify-drop";
export { splitAlpha } from "@/lib/detect/categories";
export { restrictLooks } from "@/lib/detect/restrict-looks";
export { smallestDetectableDrop } from "@/lib/detect/smallest-detectable-drop";
export { normalQuantile } from "@/lib/stats/normal-quantile";
export { tTail } from "@/lib/stats/t-tail";
`;

/** Bundles the detector as it ships, below node_modules so that packages are found. */
export async function bundleDetector() {
  mkdirSync(path.dirname(outfile), { recursive: true });
  await build({
    absWorkingDir: root, stdin: { contents: entry, resolveDir: root, loader: "ts", sourcefile: "detector.ts" }, outfile,
    bundle: true, platform: "node", format: "esm", target: "node20", packages: "external", sourcemap: false, logLevel: "error", tsconfig: path.join(root, "tsconfig.json"),
  });
}

/** What was bundled before; in a thread too. */
export const importDetector = () => import(pathToFileURL(outfile).href);
