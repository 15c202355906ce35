import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { completionsOf, keyOf } from "./texts.mjs";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** The product on a data folder of its own. @returns its address and key, the id of its supervisor, `call` of its interface, and `stop` */
export async function startProduct() {
  const dataDir = mkdtempSync(path.join(tmpdir(), "tidemark-ingest-"));
  chmodSync(dataDir, 0o711); // as root, PostgreSQL runs as another user
  const env = { ...process.env, TIDEMARK_DATA_DIR: path.join(dataDir, "data"), TIDEMARK_LOG_LEVEL: "warn", TIDEMARK_PORT: "0" };
  const server = spawn(process.execPath, ["cli/bin.js", "start"], { cwd: root, env, stdio: ["ignore", "pipe", "inherit"] });
  const stop = async () => {
    server.kill("SIGTERM");
    await Promise.race([once(server, "exit"), sleep(30_000)]);
    rmSync(dataDir, { recursive: true, force: true });
  };
  let said = "";
  for await (const chunk of server.stdout.iterator({ destroyOnReturn: false })) {
    said += chunk;
    const url = /Tidemark runs at (\S+)/.exec(said)?.[1];
    if (!url) continue;
    server.stdout.resume();
    const key = readFileSync(path.join(dataDir, "data", "admin-key"), "utf8").trim();
    return { url, key, pid: server.pid, stop, call: caller(url, key) };
  }
  await stop();
  throw new Error(`the product did not start:\n${said}`);
}

const caller = (url, key) => async (method, at, body) => {
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
  const response = await fetch(`${url}/api/v1${at}`, { method, headers, body: body && JSON.stringify(body) });
  const answer = await response.json();
  if (!response.ok) throw new Error(`${method} ${at}: ${response.status} ${JSON.stringify(answer)}`);
  return answer;
};

/** A prompt set `prompts` with references, once the starter model has passed its check. */
export async function makePrompts(call, nPrompts, nCharacters) {
  while ((await call("GET", "/reward-models/starter")).status !== "ready") await sleep(200);
  const prompts = Array.from({ length: nPrompts }, (_, i) => ({ key: keyOf(i), prompt: `Write about ${keyOf(i)}.` }));
  await call("POST", "/prompt-sets", { name: "prompts", prompts });
  await call("POST", "/prompt-sets/prompts/reference-sets", { name: "references", completions: completionsOf(-1, nPrompts, nCharacters) });
}
