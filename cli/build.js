// Builds what is missing or out of date: the Prisma client, dist/ (command line, worker, scoring thread) and .next (the pages).
//   node cli/build.js [--only prisma|bundle|next]
// Plain JavaScript: it runs before anything is built. It fetches nothing.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const at = (...parts) => path.join(root, ...parts);

/** What a step reads, where it keeps the hash of that, and what must exist afterwards. */
const steps = {
  prisma: {
    inputs: ["prisma/schema.prisma", "prisma.config.ts", "node_modules/prisma/package.json"],
    stamp: "lib/db/generated/.stamp",
    outputs: ["lib/db/generated/client.ts"],
    says: "Generating the database client",
    run: generateClient,
  },
  bundle: {
    inputs: ["lib", "cli", "workers", "prisma/schema.prisma", "tsconfig.json", "package.json"],
    stamp: "dist/.stamp",
    outputs: ["dist/cli.js", "dist/worker.js", "dist/onnx-thread.js", "dist/statistics-thread.js"],
    says: "Bundling the command line and the worker",
    run: bundle,
  },
  next: {
    inputs: ["app", "lib", "public", "prisma/schema.prisma", "next.config.js", "postcss.config.mjs", "tsconfig.json", "package.json"],
    without: ["lib/runtime", "lib/db/generated"],
    stamp: ".next/.stamp",
    outputs: [".next/BUILD_ID"],
    says: "Building the pages (once, well under a minute)",
    run: buildPages,
  },
};

/**
 * Runs the steps that are out of date, one process at a time.
 * @param {{ only?: ("prisma" | "bundle" | "next")[] }} options
 * @throws Error with the cause, and what the tool printed
 */
export async function build({ only = ["prisma", "bundle", "next"] } = {}) {
  if (only.every(isFresh)) return;
  const release = await takeLock();
  try {
    for (const name of only) {
      if (isFresh(name)) continue;
      const step = steps[name];
      const started = Date.now();
      const hash = inputHash(step);
      rmSync(at(step.stamp), { force: true });
      process.stderr.write(`${step.says} ...\n`);
      await step.run();
      const missing = step.outputs.find((output) => !existsSync(at(output)));
      if (missing) throw new Error(`The build step "${name}" ended without writing ${missing}.`);
      mkdirSync(path.dirname(at(step.stamp)), { recursive: true });
      writeFileSync(at(step.stamp), hash);
      process.stderr.write(`  done in ${((Date.now() - started) / 1000).toFixed(1)} s\n`);
    }
  } finally {
    release();
  }
}

function isFresh(name) {
  const step = steps[name];
  if (!existsSync(at(step.stamp)) || !step.outputs.every((output) => existsSync(at(output)))) return false;
  return readFileSync(at(step.stamp), "utf8") === inputHash(step);
}

/** Hash over path and content of every input, and over what turns them into output. */
function inputHash(step) {
  const hash = createHash("sha256").update(`${process.version} ${step.run.toString()}`);
  const add = (relative) => {
    if (step.without?.includes(relative)) return;
    const stat = statSync(at(relative), { throwIfNoEntry: false });
    if (!stat) return;
    if (stat.isDirectory()) {
      for (const entry of readdirSync(at(relative)).sort()) if (entry !== ".stamp") add(`${relative}/${entry}`);
    } else {
      hash.update(`\0${relative}\0`).update(readFileSync(at(relative)));
    }
  };
  step.inputs.forEach(add);
  return hash.digest("hex");
}

/** One build at a time. The holder touches the file every second; one that is 10 s old belongs to a process that died. */
async function takeLock() {
  const file = at("dist", ".build-lock");
  try {
    mkdirSync(at("dist"), { recursive: true });
  } catch (error) {
    throw new Error(`${at("dist")} cannot be written (${error.code}). Run "npm run build" once as the user who owns this folder.`);
  }
  for (let waited = 0; ; waited++) {
    try {
      writeFileSync(file, String(process.pid), { flag: "wx" });
      break;
    } catch (error) {
      if (error.code !== "EEXIST") throw new Error(`${at("dist")} cannot be written (${error.code}). Run "npm run build" once as the user who owns this folder.`);
    }
    const age = Date.now() - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (age > 10_000) {
      // Of several that wait, one wins the rename; the others find no file and try again.
      const aside = `${file}.${process.pid}`;
      try {
        renameSync(file, aside);
        rmSync(aside);
      } catch {
        // Another one was faster.
      }
      continue;
    }
    if (waited === 0) process.stderr.write("Another build is under way; waiting for it ...\n");
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  const beat = setInterval(() => {
    try {
      utimesSync(file, new Date(), new Date());
    } catch {
      // Removed by hand; nothing to hold any more.
    }
  }, 1000);
  return () => {
    clearInterval(beat);
    rmSync(file, { force: true });
  };
}

/** Prisma wants a native engine from the internet unless this variable names a program; any will do, it is never run. */
function generateClient() {
  return tool(["node_modules/prisma/build/index.js", "generate"], { PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, PRISMA_HIDE_UPDATE_MESSAGE: "1", CHECKPOINT_DISABLE: "1" });
}

async function bundle() {
  const { build: esbuild } = await import("esbuild");
  const entries = { cli: "cli/index.ts", worker: "workers/index.ts", "onnx-thread": "lib/reward-models/onnx-thread.ts", "statistics-thread": "lib/runtime/statistics-thread.ts" };
  const missing = Object.values(entries).filter((entry) => !existsSync(at(entry)));
  if (missing.length > 0) throw new Error(`Source files are missing: ${missing.join(", ")}. Check the repository out again.`);
  await esbuild({
    absWorkingDir: root, entryPoints: entries, outdir: "dist", bundle: true, platform: "node", format: "esm", target: "node20",
    packages: "external", sourcemap: true, tsconfig: "tsconfig.json", logLevel: "warning", legalComments: "none",
  });
}

function buildPages() {
  return tool(["node_modules/next/dist/bin/next", "build"], { NEXT_TELEMETRY_DISABLED: "1", NEXT_IGNORE_INCORRECT_LOCKFILE: "1", NODE_ENV: "production" });
}

function tool(args, variables) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: root, env: { ...process.env, ...variables }, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output = (output + chunk).slice(-20_000)));
    child.on("error", reject);
    child.on("close", (code, signal) => {
      if (code === 0) resolve();
      else reject(new Error(`"${path.basename(args[0])} ${args[1]}" ended with ${code ?? signal}:\n${output.trim()}`));
    });
  });
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const index = process.argv.indexOf("--only");
  const only = index === -1 ? undefined : [process.argv[index + 1]];
  if (only && !(only[0] in steps)) {
    process.stderr.write("usage: node cli/build.js [--only prisma|bundle|next]\n");
    process.exit(2);
  }
  build({ only }).catch((error) => {
    process.stderr.write(`The build failed. ${error.message}\n`);
    process.exit(1);
  });
}
