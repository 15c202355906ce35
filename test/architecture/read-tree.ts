import { lstatSync, readFileSync, readdirSync } from "node:fs";
import path from "node:path";

/** Text of every file by its path from the root, with forward slashes. */
export type Tree = ReadonlyMap<string, string>;

const textFile = /\.(tsx?|m?js|css|py|md|prisma|sql|json|ya?ml|toml|sh|html|svg)$|(^|\/)(Dockerfile|LICENSE|\.npmrc|run)$/;
/** Larger ones are data. */
const mostBytes = 400_000;

/** Folders that .gitignore names (`name/` or `a/b/`). */
function ignoredFolders(root: string): (folder: string) => boolean {
  const lines = readFileSync(path.join(root, ".gitignore"), "utf8").split("\n").map((line) => line.trim()).filter((line) => line.endsWith("/"));
  const names = new Set([".git/", ...lines].map((line) => line.slice(0, -1)));
  return (folder) => names.has(folder) || names.has(path.posix.basename(folder));
}

/** Reads the project's own files: what git ignores, links and large data left out. */
export function readTree(root: string): Tree {
  const isIgnored = ignoredFolders(root);
  const tree = new Map<string, string>();
  const walk = (folder: string): void => {
    for (const name of readdirSync(path.join(root, folder)).sort()) {
      const at = folder === "" ? name : `${folder}/${name}`;
      const stat = lstatSync(path.join(root, at));
      if (stat.isDirectory()) {
        if (!isIgnored(at)) walk(at);
      } else if (stat.isFile() && textFile.test(at) && stat.size <= mostBytes && at !== "package-lock.json") {
        tree.set(at, readFileSync(path.join(root, at), "utf8"));
      }
    }
  };
  walk("");
  return tree;
}
