import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** Everything that some TypeScript modules of this repository export, named from its root without their ending. */
export async function importTs(name, modules) {
  const outdir = path.join(root, "node_modules", ".cache", "tidemark-bench");
  mkdirSync(outdir, { recursive: true });
  const outfile = path.join(outdir, `${name}.mjs`);
  const { outputFiles } = await build({
    absWorkingDir: root, bundle: true, platform: "node", format: "esm", target: "node20", write: false, packages: "external", logLevel: "error", tsconfig: path.join(root, "tsconfig.json"),
    stdin: { resolveDir: root, loader: "ts", contents: modules.map((one) => `export * from "@/${one}";`).join("\n") },
  });
  writeFileSync(outfile, outputFiles[0].text);
  return import(pathToFileURL(outfile).href);
}
