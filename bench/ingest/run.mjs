// Registers checkpoints from several clients at once on a product of its own while its worker scores, and counts what came of it.
//   node bench/ingest/run.mjs [--rounds 3] [--clients 8] [--checkpoints 100] [--prompts 805] [--duplicates 0.1] [--characters 1600] [--format ndjson|json] [--gzip] [--quiet-ms 0]
// Steps come in a shuffled order; a share of them is sent twice, now and then by two clients at the same moment. Needs the built product (npm run build), and Linux.
import { loadavg } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { gzipSync } from "node:zlib";
import { childBelow, cpuOf, cpuOfMachine, memoryOf } from "./processes.mjs";
import { makePrompts, startProduct } from "./start-product.mjs";
import { completionsOf, random } from "./texts.mjs";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "3" },
    clients: { type: "string", default: "8" }, checkpoints: { type: "string", default: "100" }, prompts: { type: "string", default: "805" },
    duplicates: { type: "string", default: "0.1" }, characters: { type: "string", default: "1600" }, format: { type: "string", default: "ndjson" },
    gzip: { type: "boolean", default: false }, "quiet-ms": { type: "string", default: "0" },
  },
});
const [nClients, nCheckpoints, nPrompts, nCharacters, quietMs] = [values.clients, values.checkpoints, values.prompts, values.characters, values["quiet-ms"]].map(Number);
const steps = Array.from({ length: nCheckpoints }, (_, i) => i * 10);
const rounds = Array.from({ length: Number(values.rounds) }, (_, i) => i + 1);
// Made beforehand, since making a text takes as long as registering it; other texts each round, since known ones are not stored again.
const bodiesOf = new Map(rounds.map((round) => [round, new Map(steps.map((step) => [step, bodyOf(round, step)]))]));
const aBody = bodiesOf.get(1).get(0);
console.log(`${nClients} clients, ${nCheckpoints} checkpoints of ${nPrompts} completions, a body of ${(aBody.length / 1e6).toFixed(2)} MB, ${values.format}${values.gzip ? ", gzip" : ""}`);

const product = await startProduct();
try {
  await makePrompts(product.call, nPrompts, nCharacters);
  const [app, worker] = [childBelow(product.pid, /next/), childBelow(product.pid, /worker\.js/)];
  for (const round of rounds) await measure(round, app, worker);
} finally {
  await product.stop();
}

async function measure(round, app, worker) {
  const { id } = await product.call("POST", "/runs", { name: `ingest-${round}`, promptSet: "prompts" });
  // The same bodies to a run that is not there: read and checked, then refused.
  const read = await send("read and refused, nothing kept", "no-such-run", bodiesOf.get(round), shuffled([...steps]).slice(0, nClients * 5), [404], app, worker);
  const again = shuffled([...steps]).slice(0, Math.round(nCheckpoints * Number(values.duplicates)));
  // Half of the duplicates follow at once, so that two clients send the same step at the same moment; half come much later.
  const queue = shuffled([...steps]).flatMap((step) => (again.indexOf(step) % 2 === 1 ? [step, step] : [step])).concat(again.filter((_, i) => i % 2 === 0));
  const before = memoryOf(app, "VmRSS");
  const registered = await send("registered", id, bodiesOf.get(round), queue, [202, 200], app, worker);

  const listed = [];
  for (let cursor; ; ) {
    const page = await product.call("GET", `/runs/${id}/checkpoints?limit=500${cursor ? `&cursor=${cursor}` : ""}`);
    listed.push(...page.items);
    if (!(cursor = page.nextCursor)) break;
  }
  const lost = steps.filter((step) => !listed.some((one) => one.step === step && one.nCompletions === nPrompts));
  const twice = listed.length - new Set(listed.map((one) => one.step)).size;
  console.log(`  new ${registered.answers[202] ?? 0}, known already ${registered.answers[200] ?? 0}, sent once more ${registered.nResent}; lost ${lost.length}, twice ${twice}`);
  console.log(`  a registration to a reading: ${(registered.median / read.median).toFixed(2)} by the clock, ${(registered.cpuMs / read.cpuMs).toFixed(2)} in processor time of the app`);
  console.log(`  memory of the app: ${before} MB before, ${registered.peak} MB at its peak, ${memoryOf(app, "VmRSS")} MB after`);
  if (lost.length > 0 || twice > 0) process.exitCode = 1;
}

/** Sends each step's body from all clients, each its next as soon as it is answered, and prints what it took. @param bodies by step */
async function send(what, run, bodies, queue, expected, app, worker) {
  const headers = {
    authorization: `Bearer ${product.key}`, "content-type": values.format === "json" ? "application/json" : "application/x-ndjson",
    ...(values.gzip && { "content-encoding": "gzip" }),
  };
  const took = [], answers = {};
  let next = 0, nResent = 0, peak = 0;
  const watching = setInterval(() => (peak = Math.max(peak, memoryOf(app, "VmRSS"))), 50);
  const [cpu, scoring, machine, begun] = [cpuOf(app), cpuOf(worker).all, cpuOfMachine(process.pid), performance.now()];
  await Promise.all(Array.from({ length: nClients }, async () => {
    while (next < queue.length) {
      const step = queue[next++];
      const from = performance.now();
      const post = () => fetch(`${product.url}/api/v1/runs/${run}/checkpoints`, { method: "POST", headers, body: bodies.get(step) });
      // A server may close a connection that was idle at the moment it is used again; clients send once more, which changes nothing.
      const response = await post().catch(() => (nResent++, post()));
      const answer = await response.json();
      took.push(performance.now() - from);
      if (!expected.includes(response.status)) throw new Error(`step ${step}: ${response.status} ${JSON.stringify(answer)}`);
      answers[response.status] = (answers[response.status] ?? 0) + 1;
      if (quietMs > 0) await sleep(quietMs);
    }
  }));
  const seconds = (performance.now() - begun) / 1000;
  clearInterval(watching);
  const [cpuAfter, machineAfter] = [cpuOf(app), cpuOfMachine(process.pid)];
  const [all, main] = ["all", "main"].map((threads) => (cpuAfter[threads] - cpu[threads]) / queue.length);
  const share = (ms) => `${((100 * Math.max(0, ms)) / (machineAfter.all - machine.all)).toFixed(0)} %`;
  const [scored, others] = [cpuOf(worker).all - scoring, machineAfter.busy - machine.busy - (machineAfter.own - machine.own)];
  took.sort((a, b) => a - b);
  const [median, p95, worst] = [0.5, 0.95, 1].map((q) => took[Math.ceil(q * took.length) - 1]);
  console.log(`${queue.length} ${what} in ${seconds.toFixed(1)} s: median ${median.toFixed(0)} ms, p95 ${p95.toFixed(0)}, worst ${worst.toFixed(0)}; processor time of the app ${all.toFixed(1)} ms each, ${main.toFixed(1)} of it in its main thread`);
  console.log(`  load average ${loadavg()[0].toFixed(1)}; of the machine, scoring took ${share(scored)} and other programs ${share(others)}`);
  return { answers, nResent, median, cpuMs: all, peak };
}

function bodyOf(round, step) {
  const completions = completionsOf(round * 1e6 + step, nPrompts, nCharacters);
  const text = values.format === "json" ? JSON.stringify({ step, completions }) : [{ step, nCompletions: completions.length }, ...completions].map((line) => `${JSON.stringify(line)}\n`).join("");
  return values.gzip ? gzipSync(text, { level: 1 }) : Buffer.from(text);
}

function shuffled(list) {
  for (let i = list.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [list[i], list[j]] = [list[j], list[i]];
  }
  return list;
}
