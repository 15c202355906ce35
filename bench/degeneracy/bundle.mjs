import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** Bundles the monitors as they ship, and imports them. */
export async function importMonitors() {
  const outdir = path.join(root, "node_modules", ".cache", "tidemark-bench");
  mkdirSync(outdir, { recursive: true });
  const outfile = path.join(outdir, "degeneracy.mjs");
  const { outputFiles } = await build({
    absWorkingDir: root, bundle: true, platform: "node", format: "esm", target: "node20", write: false, packages: "external", logLevel: "error", tsconfig: path.join(root, "tsconfig.json"),
    stdin: {
      resolveDir: root, loader: "ts",
      contents: ["measure-texts", "compare-to-start", "degeneracy-monitors", "summarise-degeneracy", "text-measures"].map((name) => `export * from "@/lib/detect/degeneracy/${name}";`).join("\n"),
    },
  });
  writeFileSync(outfile, outputFiles[0].text);
  return import(pathToFileURL(outfile).href);
}
