#!/usr/bin/env node
// Entry of the command line: checks Node, builds what the command needs, runs dist/cli.js.
const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(`Tidemark needs Node 20.19 or newer; this is ${process.versions.node}.\n`);
  process.exit(2);
}
const command = process.argv.slice(2).find((argument) => !argument.startsWith("-"));
const showsPages = (command === "start" || command === "demo") && !process.argv.includes("--help") && !process.argv.includes("-h");
try {
  const { build } = await import("./build.js");
  await build({ only: showsPages ? ["prisma", "bundle", "next"] : ["prisma", "bundle"] });
} catch (error) {
  process.stderr.write(`Tidemark cannot be built. ${error.message}\n`);
  if (process.argv.includes("--debug")) process.stderr.write(`${error.stack}\n`);
  process.exit(2);
}
await import("../dist/cli.js");
