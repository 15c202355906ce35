import { mkdirSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

export const root = fileURLToPath(new URL("../../", import.meta.url));
const outfileOf = (name) => path.join(root, "node_modules", ".cache", "tidemark-bench", `${name}.mjs`);

/** Where a bundle lies once it is made; a thread can import it from there. */
export const bundleUrl = (name) => pathToFileURL(outfileOf(name));

/** Bundles modules of the product as they ship (`detect/scan-look`, below lib; `@/test/support/browser`, from the root) to one file, below node_modules so that packages are found. */
export async function bundle(name, modules) {
  mkdirSync(path.dirname(outfileOf(name)), { recursive: true });
  await build({
    absWorkingDir: root, outfile: outfileOf(name), bundle: true, platform: "node", format: "esm", target: "node20", packages: "external", logLevel: "error", tsconfig: path.join(root, "tsconfig.json"),
    stdin: { resolveDir: root, loader: "ts", sourcefile: `${name}.ts`, contents: modules.map((module) => `export * from "${module.startsWith("@/") ? module : `@/lib/${module}`}";`).join("\n") },
  });
}

/** What is bundled already. */
export const importBundle = (name) => import(bundleUrl(name).href);
