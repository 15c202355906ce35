// Registers AlpacaEval outputs as checkpoints of one run through the HTTP API, waits for their scores, and compares every score and every win count with
// reference.py. Needs a running server: TIDEMARK_URL, TIDEMARK_API_KEY (scope admin).
// usage: node bench/score-parity/run.mjs --alpaca DIR [--python PYTHON] [--models a,b,c] [--reference NAME] [--limit N]
import { parseArgs } from "node:util";
import { readOutputs, reference, root } from "./support.mjs";

const { values } = parseArgs({
  options: {
    alpaca: { type: "string" }, python: { type: "string", default: "python3" }, reference: { type: "string", default: "text_davinci_003" }, limit: { type: "string", default: "805" },
    models: { type: "string", default: "alpaca-7b,falcon-7b-instruct,vicuna-7b-v1.5,claude-2.1,NullModel" },
  },
});
const address = process.env.TIDEMARK_URL ?? "http://127.0.0.1:7400";
const key = process.env.TIDEMARK_API_KEY;
if (!values.alpaca || !key) {
  console.error("give the folder of the outputs (--alpaca DIR) and the server's key (TIDEMARK_API_KEY; an embedded installation keeps it in <data dir>/admin-key)");
  process.exit(2);
}
const limit = Number(values.limit);
const models = values.models.split(",");
const keyOf = (i) => `p-${String(i + 1).padStart(4, "0")}`;

async function call(method, path, body) {
  const response = await fetch(new URL(`/api/v1${path}`, address), { method, headers: { authorization: `Bearer ${key}`, ...(body ? { "content-type": "application/json" } : {}) }, body: body && JSON.stringify(body) });
  const answer = await response.json();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${answer.code} ${answer.detail} ${JSON.stringify(answer.errors ?? "")}`);
  return answer;
}
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

const references = readOutputs(values.alpaca, values.reference).slice(0, limit);
const prompts = references.map((row) => row.instruction);
const completionsOf = (name) => readOutputs(values.alpaca, name).slice(0, limit).map((row) => row.output);
const suffix = limit < 805 ? `-${limit}` : "";
const promptSet = await call("POST", "/prompt-sets", { name: `alpaca-eval${suffix}`, prompts: prompts.map((prompt, i) => ({ key: keyOf(i), prompt })) });
const referenceSet = await call("POST", `/prompt-sets/${promptSet.id}/reference-sets`, { name: values.reference, completions: references.map((row, i) => ({ key: keyOf(i), completion: row.output })) });
const rewardModel = await call("POST", "/reward-models", { name: "starter", kind: "bradley-terry", backend: { type: "onnx", path: "starter" }, input: "text-pair" });
for (let status = rewardModel.status; status !== "ready"; await pause(500)) {
  const model = await call("GET", `/reward-models/${rewardModel.id}`);
  if (model.status === "failed") throw new Error(`the starter model failed its checks: ${JSON.stringify(model.conformance)}`);
  status = model.status;
}
const run = await call("POST", "/runs", { project: "parity", name: `alpaca-eval${suffix}`, promptSet: promptSet.id, referenceSets: [referenceSet.id], rewardModels: [{ id: rewardModel.id, role: "monitor" }] });
const started = performance.now();
for (const [step, name] of models.entries()) {
  await call("POST", `/runs/${run.id}/checkpoints`, { step, metadata: { model: name }, completions: completionsOf(name).map((completion, i) => ({ key: keyOf(i), completion })) });
}
console.log(`registered ${models.length} checkpoints of ${prompts.length} prompts; run ${run.id}`);
for (const step of models.keys()) {
  for (;;) {
    const checkpoint = await call("GET", `/runs/${run.id}/checkpoints/${step}`);
    if (checkpoint.status === "scored") break;
    if (checkpoint.status === "failed") throw new Error(`step ${step} failed: ${checkpoint.error}`);
    await pause(1000);
  }
}
console.log(`scored in ${((performance.now() - started) / 1000).toFixed(1)} s; now the same in Python`);

const python = (completions) => reference(values.python, `${root}models/starter`, prompts.map((prompt, i) => ({ prompt, completion: completions[i] })));
const expectedReference = await python(references.map((row) => row.output));
const curve = await call("GET", `/runs/${run.id}/curve`);
let worst = 0, wrong = 0, compared = 0;
for (const [step, name] of models.entries()) {
  const expected = await python(completionsOf(name));
  const pairs = [];
  for (let cursor = ""; cursor !== null;) {
    const page = await call("GET", `/runs/${run.id}/pairs?step=${step}&limit=500${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
    pairs.push(...page.items);
    cursor = page.nextCursor;
  }
  if (pairs.length !== prompts.length) throw new Error(`step ${step}: ${pairs.length} pairs of ${prompts.length}`);
  const counts = { win: 0, tie: 0, loss: 0 };
  let stepWorst = 0;
  pairs.forEach((pair, i) => {
    if (pair.key !== keyOf(i)) throw new Error(`step ${step}: pair ${i} has the key ${pair.key}`);
    // A pair that was not scored counts as an infinite difference.
    stepWorst = Math.max(stepWorst, Math.abs((pair.score ?? Infinity) - expected[i].score), Math.abs((pair.referenceScore ?? Infinity) - expectedReference[i].score));
    const margin = expected[i].score - expectedReference[i].score;
    const outcome = margin > 0 ? "win" : margin < 0 ? "loss" : "tie";
    counts[outcome]++;
    if (pair.outcome !== outcome || pair.cut !== expected[i].cut) wrong++;
  });
  const point = curve.points.find((candidate) => candidate.step === step);
  const sameCounts = point.nWin === counts.win && point.nTie === counts.tie && point.nLoss === counts.loss;
  if (!sameCounts) wrong++;
  compared += 2 * pairs.length;
  worst = Math.max(worst, stepWorst);
  console.log(`${name}: largest difference ${stepWorst.toExponential(2)}; Python win/tie/loss ${counts.win}/${counts.tie}/${counts.loss}, curve ${point.nWin}/${point.nTie}/${point.nLoss}${sameCounts ? "" : "  DIFFERENT"}; win rate ${point.winRate.value?.toFixed(4)}`);
}
console.log(`${compared} scores compared: largest difference ${worst.toExponential(2)}; outcomes, cuts or counts that differ: ${wrong}`);
process.exitCode = worst <= 1e-4 && wrong === 0 ? 0 : 1;
