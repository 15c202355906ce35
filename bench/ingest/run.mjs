// Registers checkpoints from several clients at once on a product of its own while its worker scores, and counts what came of it.
//   node bench/ingest/run.mjs [--clients 8] [--checkpoints 100] [--prompts 805] [--duplicates 0.1] [--characters 1600] [--format ndjson|json] [--gzip] [--quiet-ms 0]
// Steps come in a shuffled order; a share of them is sent twice, now and then by two clients at the same moment. Needs the built product (npm run build).
import { mkdtempSync, chmodSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { loadavg, tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { gzipSync } from "node:zlib";
import { completionsOf, keyOf, random } from "./texts.mjs";

const { values } = parseArgs({
  options: {
    clients: { type: "string", default: "8" }, checkpoints: { type: "string", default: "100" }, prompts: { type: "string", default: "805" },
    duplicates: { type: "string", default: "0.1" }, characters: { type: "string", default: "1600" }, format: { type: "string", default: "ndjson" },
    gzip: { type: "boolean", default: false }, "quiet-ms": { type: "string", default: "0" },
  },
});
const [nClients, nCheckpoints, nPrompts, nCharacters] = [values.clients, values.checkpoints, values.prompts, values.characters].map(Number);
const root = fileURLToPath(new URL("../../", import.meta.url));
const dataDir = mkdtempSync(path.join(tmpdir(), "tidemark-ingest-"));
chmodSync(dataDir, 0o711); // as root, PostgreSQL runs as another user
const server = spawn(process.execPath, ["cli/bin.js", "start"], { cwd: root, env: { ...process.env, TIDEMARK_DATA_DIR: path.join(dataDir, "data"), TIDEMARK_LOG_LEVEL: "warn", TIDEMARK_PORT: "0" }, stdio: ["ignore", "pipe", "inherit"] });

try {
  await measure(await started());
} finally {
  server.kill("SIGTERM");
  await Promise.race([once(server, "exit"), sleep(30_000)]);
  rmSync(dataDir, { recursive: true, force: true });
}

async function started() {
  let said = "";
  for await (const chunk of server.stdout) {
    said += chunk;
    const url = /Tidemark runs at (\S+)/.exec(said)?.[1];
    if (!url) continue;
    server.stdout.resume();
    return { url, key: readFileSync(path.join(dataDir, "data", "admin-key"), "utf8").trim() };
  }
  throw new Error(`the product did not start:\n${said}`);
}

async function measure({ url, key }) {
  const headers = { authorization: `Bearer ${key}` };
  const call = async (method, at, body) => {
    const response = await fetch(`${url}/api/v1${at}`, { method, headers: { ...headers, "content-type": "application/json" }, body: body && JSON.stringify(body) });
    const answer = await response.json();
    if (!response.ok) throw new Error(`${method} ${at}: ${response.status} ${JSON.stringify(answer)}`);
    return answer;
  };
  while ((await call("GET", "/reward-models/starter")).status !== "ready") await sleep(200);
  const keys = Array.from({ length: nPrompts }, (_, i) => keyOf(i));
  await call("POST", "/prompt-sets", { name: "prompts", prompts: keys.map((one) => ({ key: one, prompt: `Write about ${one}.` })) });
  await call("POST", "/prompt-sets/prompts/reference-sets", { name: "references", completions: completionsOf(-1, nPrompts, nCharacters) });
  const run = await call("POST", "/runs", { name: "ingest", promptSet: "prompts" });

  const app = pidOfApp();
  const rssBefore = memoryOf(app, "VmRSS");
  const order = shuffled(Array.from({ length: nCheckpoints }, (_, i) => i * 10));
  const again = shuffled([...order]).slice(0, Math.round(nCheckpoints * Number(values.duplicates)));
  // Half of the duplicates follow at once, so that two clients send the same step at the same moment; half come much later.
  const queue = order.flatMap((step) => (again.indexOf(step) % 2 === 1 ? [step, step] : [step])).concat(again.filter((_, i) => i % 2 === 0));
  const took = [], answers = { 202: 0, 200: 0 };
  let next = 0, nResent = 0, peak = rssBefore;
  const watching = setInterval(() => (peak = Math.max(peak, memoryOf(app, "VmRSS"))), 50);
  const cpuBefore = cpuOf(app);
  const begun = performance.now();
  await Promise.all(Array.from({ length: nClients }, async () => {
    while (next < queue.length) {
      const step = queue[next++];
      const { body, type } = bodyOf(step);
      const from = performance.now();
      const send = () => fetch(`${url}/api/v1/runs/${run.id}/checkpoints`, { method: "POST", headers: { ...headers, "content-type": type, ...(values.gzip && { "content-encoding": "gzip" }) }, body });
      // A server may close a connection that was idle at the moment it is used again; clients send once more, which changes nothing.
      const response = await send().catch(() => (nResent++, send()));
      const answer = await response.json();
      took.push(performance.now() - from);
      if (!(response.status in answers)) throw new Error(`step ${step}: ${response.status} ${JSON.stringify(answer)}`);
      answers[response.status]++;
      if (values["quiet-ms"] !== "0") await sleep(Number(values["quiet-ms"]));
    }
  }));
  const seconds = (performance.now() - begun) / 1000;
  clearInterval(watching);
  const cpuMs = (cpuOf(app) - cpuBefore) / queue.length;

  const listed = [];
  for (let cursor; ; ) {
    const page = await call("GET", `/runs/${run.id}/checkpoints?limit=500${cursor ? `&cursor=${cursor}` : ""}`);
    listed.push(...page.items);
    if (!(cursor = page.nextCursor)) break;
  }
  const lost = order.filter((step) => !listed.some((one) => one.step === step && one.nCompletions === nPrompts));
  const twice = listed.length - new Set(listed.map((one) => one.step)).size;
  const { progress } = await call("GET", `/runs/${run.id}`);
  took.sort((a, b) => a - b);
  const ms = (q) => Math.round(took[Math.min(took.length - 1, Math.ceil(q * took.length) - 1)]);
  const megabytes = (kilobytes) => Math.round(kilobytes / 1024);
  console.log(`${queue.length} registrations (${nCheckpoints} checkpoints of ${nPrompts} completions, ${again.length} sent twice) by ${nClients} clients in ${seconds.toFixed(1)} s; a body of ${(bodyOf(0).body.length / 1e6).toFixed(2)} MB, ${values.format}${values.gzip ? ", gzip" : ""}; load average ${loadavg()[0].toFixed(1)}`);
  console.log(`new ${answers[202]}, known already ${answers[200]}, sent once more ${nResent}; lost ${lost.length}, twice ${twice}; prompts scored meanwhile ${progress.done}`);
  console.log(`registration: median ${ms(0.5)} ms, p95 ${ms(0.95)} ms, worst ${ms(1)} ms; processor time of the app ${Math.round(cpuMs)} ms each`);
  console.log(`memory of the app: ${megabytes(rssBefore)} MB before, ${megabytes(peak)} MB at its peak, ${megabytes(memoryOf(app, "VmRSS"))} MB after`);
  if (lost.length > 0 || twice > 0) process.exitCode = 1;
}

function bodyOf(step) {
  const completions = completionsOf(step, nPrompts, nCharacters);
  const text = values.format === "json" ? JSON.stringify({ step, completions }) : [{ step, nCompletions: completions.length }, ...completions].map((line) => `${JSON.stringify(line)}\n`).join("");
  return { body: values.gzip ? gzipSync(text, { level: 1 }) : Buffer.from(text), type: values.format === "json" ? "application/json" : "application/x-ndjson" };
}

function shuffled(list) {
  for (let i = list.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [list[i], list[j]] = [list[j], list[i]];
  }
  return list;
}

/** The process below the supervisor that serves the pages. */
function pidOfApp() {
  const parents = new Map(readdirSync("/proc").filter((name) => /^\d+$/.test(name)).map((pid) => [pid, readProc(pid, "stat").replace(/^.*\) /, "").split(" ")[1]]));
  const isBelow = (pid) => pid !== undefined && (parents.get(pid) === String(server.pid) || isBelow(parents.get(pid)));
  const pid = [...parents.keys()].filter((one) => isBelow(one) && /next/.test(readProc(one, "cmdline"))).at(-1);
  if (!pid) throw new Error("the app's process was not found");
  return pid;
}

/** @returns kilobytes */
function memoryOf(pid, field) {
  return Number(new RegExp(`^${field}:\\s+(\\d+) kB`, "m").exec(readProc(pid, "status"))?.[1] ?? 0);
}

/** @returns milliseconds of processor time, at 100 ticks a second */
function cpuOf(pid) {
  const fields = readProc(pid, "stat").replace(/^.*\) /, "").split(" ");
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

function readProc(pid, name) {
  try {
    return readFileSync(`/proc/${pid}/${name}`, "utf8");
  } catch {
    return "";
  }
}
