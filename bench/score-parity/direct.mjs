// Scores texts through the scoring threads, without server or database, and compares them with reference.py.
// usage: node bench/score-parity/direct.mjs --alpaca DIR --python PYTHON [--limit N] [--models a,b,c]
import { parseArgs } from "node:util";
import { importPool } from "../event-loop/bundle.mjs";
import { readOutputs, reference, root } from "./support.mjs";

const { values } = parseArgs({ options: { alpaca: { type: "string" }, python: { type: "string", default: "python3" }, limit: { type: "string", default: "805" }, models: { type: "string" }, threads: { type: "string", default: "2" } } });
if (!values.alpaca) throw new Error("give the folder of the AlpacaEval outputs: --alpaca DIR");
const names = (values.models ?? "text_davinci_003,alpaca-7b,falcon-7b-instruct,vicuna-7b-v1.5,claude-2.1,NullModel").split(",");
const createPool = await importPool();
const pool = createPool({ nThreads: Number(values.threads) });
const model = await pool.open({ name: "starter", kind: "bradley-terry", backend: { type: "onnx", path: "starter" }, input: "text-pair" });

let worst = 0, otherIds = 0, otherCuts = 0, nTexts = 0;
for (const name of names) {
  const rows = readOutputs(values.alpaca, name).slice(0, Number(values.limit)).map((row) => ({ prompt: row.instruction, completion: row.output }));
  const results = new Array(rows.length);
  const started = performance.now();
  await model.score(rows.map(({ prompt, completion }) => ({ messages: [{ role: "user", content: prompt }], completion })), {
    signal: new AbortController().signal, withIds: true, onResults: (batch) => { for (const { index, result } of batch) results[index] = result; },
  });
  const seconds = (performance.now() - started) / 1000;
  const expected = await reference(values.python, `${root}models/starter`, rows);
  let modelWorst = 0;
  results.forEach((result, i) => {
    if (result.ids.join() !== expected[i].ids.join()) { otherIds++; if (otherIds < 5) console.log("other ids:", name, i); }
    if (result.cut !== expected[i].cut) otherCuts++;
    modelWorst = Math.max(modelWorst, Math.abs(result.score - expected[i].score));
  });
  const tokens = results.reduce((n, result) => n + result.nTokens, 0);
  console.log(`${name}: ${rows.length} texts, ${tokens} tokens, ${Math.round(tokens / seconds)} tokens/s, cut ${results.filter((r) => r.cut !== "none").length}, largest difference ${modelWorst.toExponential(2)}`);
  worst = Math.max(worst, modelWorst);
  nTexts += rows.length;
}
await pool.close();
console.log(`${nTexts} texts: other ids ${otherIds}, other cuts ${otherCuts}, largest difference of a score ${worst.toExponential(2)}`);
process.exitCode = worst <= 1e-4 && otherIds === 0 && otherCuts === 0 ? 0 : 1;
