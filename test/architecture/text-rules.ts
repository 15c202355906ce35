import type { Rule } from "./import-rules";
import { topFolders } from "./rows";

const mostLines = 300;

export const filesAreShort: Rule = (tree) =>
  [...tree].flatMap(([file, text]) => {
    if (!/\.(tsx?|css|py)$/.test(file) || file.startsWith("prisma/migrations/") || /(^|\/)generated\//.test(file)) return [];
    const lines = text.split("\n").length - (text.endsWith("\n") ? 1 : 0);
    return lines > mostLines ? [`${file} has ${lines} lines, more than ${mostLines}`] : [];
  });

export const topLevelIsTheCards: Rule = (tree) => {
  const folders = new Set([...tree.keys()].filter((file) => file.includes("/")).map((file) => file.split("/")[0]!));
  return [...folders].filter((folder) => !folder.startsWith(".") && !topFolders.has(folder)).map((folder) => `${folder}/ is not a folder of the top level`);
};

/** In pieces, so that this file does not hold what it looks for. */
const joined = (...pieces: string[]) => pieces.join("");
const foreignWords: readonly { name: string; pattern: RegExp; files: RegExp }[] = [
  { name: "a path of somebody's machine", pattern: new RegExp(joined("(^|[^\\w.])/wo", "rk/|/tmp/[a-z]|/ho", "me/[a-z]|\\.lib", "rary/")), files: /\.(tsx?|m?js|css|py|md|prisma|sql|ya?ml|toml|sh)$/ },
  { name: "the number of an issue", pattern: /\bissue\s+#?\d|\bissues\/\d|\(#\d+\)/i, files: /\.(tsx?|m?js|css|py|md|prisma|sql|ya?ml|toml|sh)$/ },
  { name: "a package registry's host", pattern: new RegExp(joined("registry\\.", "npm|pypi\\.", "org/simple|artifact", "ory")), files: /./ },
  { name: "work left open", pattern: new RegExp(joined("\\b(TO", "DO|FIX", "ME)\\b")), files: /\.(tsx?|m?js|css|py)$/ },
  { name: "a test left out", pattern: new RegExp(joined("\\b(it|test|describe)\\.(sk", "ip|on", "ly|to", "do)\\b")), files: /\.tsx?$/ },
  { name: "a mock of a module", pattern: new RegExp(joined("\\b(vi|jest)\\.mo", "ck\\(")), files: /\.tsx?$/ },
  { name: "a silenced check", pattern: new RegExp(joined("@ts-(ig", "nore|noch", "eck)|eslint-dis", "able|biome-ig", "nore")), files: /\.(tsx?|m?js)$/ },
];

/** Real texts of models and prompts, which say what they say. */
const isData = (file: string) => /^(demo|models|test\/fixtures)\//.test(file) && !/\.(ts|js|py|md)$/.test(file);

export const textSpeaksOfTheProductAlone: Rule = (tree) =>
  [...tree].filter(([file]) => !isData(file)).flatMap(([file, text]) =>
    text.split("\n").flatMap((line, i) =>
      foreignWords.filter(({ pattern, files }) => files.test(file) && pattern.test(line)).map(({ name }) => `${file}:${i + 1} holds ${name}: ${line.trim().slice(0, 100)}`)));
