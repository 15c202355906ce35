import { spawn } from "node:child_process";
import { once } from "node:events";
import { getPriority } from "node:os";
import { expect, test } from "vitest";

/** What a script prints that begins as the supervised worker does: in a session of its own, since Linux may lower a session as a whole. */
async function printed(script: string, before: string[] = []): Promise<string> {
  const child = spawn(process.execPath, [...before, "--import", "./cli/lower-priority.js", "-e", script], { detached: true, stdio: ["ignore", "pipe", "inherit"] });
  let said = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (said += text));
  expect(await once(child, "close")).toEqual([0, null]);
  return said;
}

test("the supervised worker gives way to the app: it and the threads it starts run at a lower priority", async () => {
  const said = await printed(`
    const { Worker } = require("node:worker_threads");
    const report = 'require("node:worker_threads").parentPort.postMessage(require("node:os").getPriority())';
    new Worker(report, { eval: true }).once("message", (thread) => console.log(JSON.stringify({ main: require("node:os").getPriority(), thread })));`);
  const lower = Math.max(getPriority(), 10);
  expect(JSON.parse(said)).toEqual({ main: lower, thread: lower });
});

test("a process that may not change its priority starts all the same", async () => {
  const refuse = "import os from 'node:os'; import { syncBuiltinESMExports } from 'node:module'; os.setPriority = () => { throw new Error('EPERM'); }; syncBuiltinESMExports();";
  expect(await printed("console.log('started')", ["--import", `data:text/javascript,${encodeURIComponent(refuse)}`])).toBe("started\n");
});
