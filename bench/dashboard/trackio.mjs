import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** trackio's dashboard with these curves in it, in a folder of its own. @returns its version, url and pid, and stop */
export async function startTrackio(python, { project, runs }) {
  const folder = mkdtempSync(path.join(tmpdir(), "tidemark-trackio-"));
  const child = spawn(python, [fileURLToPath(new URL("trackio-show.py", import.meta.url))], {
    env: { PATH: process.env.PATH, HOME: folder, TRACKIO_DIR: path.join(folder, "data"), HF_HUB_OFFLINE: "1" }, stdio: ["pipe", "pipe", "inherit"],
  });
  const stop = async () => {
    child.kill("SIGKILL");
    if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
    rmSync(folder, { recursive: true, force: true });
  };
  child.stdin.write(`${JSON.stringify({ project, runs })}\n`);
  for await (const line of createInterface({ input: child.stdout })) {
    if (!line.startsWith('{"version"')) continue;
    child.stdout.resume();
    const { version, url } = JSON.parse(line);
    return { version, url: url.replace(/\/$/, ""), pid: child.pid, stop };
  }
  await stop();
  throw new Error("trackio ended before its dashboard was up");
}
