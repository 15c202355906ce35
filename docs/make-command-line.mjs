// Writes docs/command-line.md from the commands' own help; with --check it only says whether the file is up to date.
//   node docs/make-command-line.mjs [--check]
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("../", import.meta.url));
const target = path.join(root, "docs", "command-line.md");
const columns = 130;

const head = `# Commands
<!-- Written by docs/make-command-line.mjs from the help of each command; change that. -->

In the repository \`npm run tidemark -- COMMAND\`, elsewhere the package's own \`tidemark\`.

**Where the server is.** Commands that read or write a run need \`TIDEMARK_URL\` and \`TIDEMARK_API_KEY\` and nothing else. On the server's machine both are
found in the data folder (\`TIDEMARK_DATA_DIR\`, default \`.tidemark\`).

**Output.** Results go to standard output, everything else to standard error. \`--json\` prints one line of JSON. Colours appear on a terminal
only, and not with \`NO_COLOR\`. Texts of other people are printed with their control characters as symbols.

**Exit codes.**

| code | meaning |
|---|---|
| 0 | done |
| 1 | what the command asked for is bad news: \`gate\` a regressed run, \`models add\` and \`models check\` a model that failed its check, \`doctor\` a problem, \`watch --once\` files that were left out |
| 2 | a wrong command, setting or connection, with one line that says what to do; \`--debug\` adds the stack |
| 3 | not known yet: \`gate\` pending or too little evidence, \`best\` no scored checkpoint (or no path with \`--print-path\`), \`models check\` not checked yet |
`;

async function importProgram() {
  // The program looks for package.json one folder above the place it runs from.
  const outfile = path.join(root, "dist", `.commands-${process.pid}.mjs`);
  try {
    await build({
      absWorkingDir: root, entryPoints: ["cli/program.ts"], outfile, bundle: true, platform: "node", format: "esm", target: "node20", packages: "external", tsconfig: "tsconfig.json", logLevel: "error",
    });
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(outfile, { force: true });
  }
}

function helpOf(command) {
  let text = "";
  command.configureOutput({ writeOut: (part) => (text += part), getOutHelpWidth: () => columns, getOutHasColors: () => false });
  command.outputHelp();
  return text.replace(/^ +-h, --help +.*\n/m, "").replace(/^Options:\n(?=\n|$)/m, "").replace(/\n{3,}/g, "\n\n").replace(/[ \t]+$/gm, "").trim();
}

function describe(command, name) {
  const own = command.commands.filter((sub) => sub.name() !== "help");
  const text = `## ${name}\n\`\`\`\n${helpOf(command)}\n\`\`\`\n`;
  return [text, ...own.map((sub) => describe(sub, `${name} ${sub.name()}`))].join("\n");
}

const { createProgram } = await importProgram();
const program = createProgram();
const commands = program.commands.filter((command) => command.name() !== "help");
const text = `${head}\n${commands.map((command) => describe(command, command.name())).join("\n")}`;

if (process.argv.includes("--check")) {
  let written = "";
  try {
    written = readFileSync(target, "utf8");
  } catch {
    // Said below.
  }
  if (written !== text) {
    process.stderr.write("docs/command-line.md does not say what the commands say. Run: node docs/make-command-line.mjs\n");
    process.exitCode = 1;
  }
} else {
  writeFileSync(target, text);
}
