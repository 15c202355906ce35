// Speed of the scoring threads beside Python, on the same model, texts and cores, in one run. The README beside this file says what is compared.
// usage: node bench/scoring/run.mjs --alpaca DIR --python PYTHON [--pairs 200] [--rounds 2] [--threads 2] [--outputs NAME] [--ways a,b,c] [--int8] [--fused] [--json FILE]
import { execFile } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, loadavg, tmpdir } from "node:os";
import path from "node:path";
import { parseArgs, promisify } from "node:util";
import { readOutputs, root } from "../score-parity/support.mjs";
import { flopsOf, median, parity } from "./measures.mjs";

const { values } = parseArgs({
  options: {
    alpaca: { type: "string" }, python: { type: "string", default: "python3" }, pairs: { type: "string", default: "200" }, rounds: { type: "string", default: "2" },
    threads: { type: "string", default: String(Math.min(2, availableParallelism())) }, outputs: { type: "string", default: "gpt4_1106_preview" },
    ways: { type: "string", default: "torch-16,torch-sorted,torch-1,ort-16,ort-sorted,ort-1,cross-encoder" }, int8: { type: "boolean" }, fused: { type: "boolean" }, json: { type: "string" },
  },
});
if (!values.alpaca) throw new Error("give the folder of the AlpacaEval outputs: --alpaca DIR");
const here = (name) => path.join(root, "bench/scoring", name);
const starter = path.join(root, "models/starter");
const scratch = mkdtempSync(path.join(tmpdir(), "tidemark-bench-"));
const texts = path.join(scratch, "texts.jsonl");
const all = readOutputs(values.alpaca, values.outputs);
const count = Math.min(Number(values.pairs), all.length);
const rows = Array.from({ length: count }, (_, i) => all[Math.floor((i * all.length) / count)]);
writeFileSync(texts, rows.map((row) => `${JSON.stringify({ prompt: row.instruction, completion: row.output })}\n`).join(""));

async function ask(program, args) {
  const env = { ...process.env, OMP_NUM_THREADS: values.threads, OPENBLAS_NUM_THREADS: values.threads, MKL_NUM_THREADS: values.threads, TOKENIZERS_PARALLELISM: "false", HF_HUB_OFFLINE: "1" };
  const { stdout } = await promisify(execFile)(program, args, { maxBuffer: 1 << 28, env });
  return JSON.parse(stdout.trim().split("\n").at(-1));
}
const ours = (dir, name, precision) => ask(process.execPath, [here("ours.mjs"), dir, name, texts, values.threads, precision]);
const peer = (way, folder = starter, file = "model.onnx") => ask(values.python, [here("peers.py"), way, folder, texts, "--threads", values.threads, "--file", file]);

/** The starter's folder with another form of its weights, outside the repository: `optimised` is what "tidemark models optimise" makes. */
async function otherForm(form, file) {
  const folder = path.join(scratch, form);
  mkdirSync(folder);
  for (const name of ["config.json", "tokenizer.json", "tokenizer_config.json"]) copyFileSync(path.join(starter, name), path.join(folder, name));
  await promisify(execFile)(values.python, form === "optimised" ? [path.join(root, "cli/models-optimise.py"), path.join(starter, "model.onnx"), path.join(folder, file)] : [here("export.py"), form, starter, path.join(folder, file)]);
}

const ways = { "Tidemark fp32": () => ours(path.dirname(starter), "starter", "fp32"), ...Object.fromEntries(values.ways.split(",").map((way) => [way, () => peer(way)])) };
const loadBefore = loadavg()[0];
try {
  if (values.fused) {
    await otherForm("fused", "model.onnx");
    ways["Tidemark fp32, offline optimiser"] = () => ours(scratch, "fused", "fp32");
  }
  if (values.int8) {
    await otherForm("optimised", "model_int8.onnx");
    await otherForm("int8", "model_int8.onnx");
    ways["Tidemark int8 (models optimise)"] = () => ours(scratch, "optimised", "int8");
    ways["Tidemark int8, all products"] = () => ours(scratch, "int8", "int8");
    ways["ort-1 int8"] = () => peer("ort-1", path.join(scratch, "int8"), "model_int8.onnx");
  }
  const seen = Object.fromEntries(Object.keys(ways).map((way) => [way, []]));
  const peaks = [];
  // Rounds go through all ways in turn, so that a busy minute of the machine does not fall on one of them.
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const [way, run] of Object.entries(ways)) {
      const result = await run().catch((error) => { console.error(`${way}: ${String(error.stderr || error.message).trim().split("\n").at(-1)}`); return null; });
      if (result === null) { delete ways[way]; delete seen[way]; continue; }
      seen[way].push(result);
      console.error(`round ${round + 1}, ${way}: ${Math.round(result.tokens / result.seconds)} tokens/s`);
    }
    const own = seen["Tidemark fp32"].at(-1);
    peaks.push(await ask(values.python, [here("peers.py"), "gemm", starter, texts, "--threads", values.threads, "--rows", String(Math.round(own.tokens / own.lengths.length))]));
  }
  report(seen, peaks);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

function report(seen, peaks) {
  const base = seen["Tidemark fp32"];
  const speedOf = (results) => median(results.map((result) => result.tokens / result.seconds));
  const own = speedOf(base);
  const { lengths, scores, cut } = base[0];
  const peak = Math.max(...peaks.map(({ gflops }) => gflops));
  const bound = (peak * 1e9 * base[0].tokens) / flopsOf(lengths);
  const figures = Object.entries(seen).map(([way, results]) => {
    const speed = speedOf(results);
    return {
      way, tokensPerSecond: speed, oursToThis: own / speed, lowest: Math.min(...results.map((result) => result.tokens / result.seconds)), highest: Math.max(...results.map((result) => result.tokens / result.seconds)),
      peakMb: Math.max(...results.map((result) => result.peakMb)), tokenising: results[0].tokenising, paddedShare: results[0].padded === null ? null : results[0].padded / results[0].tokens - 1,
      tokensPerCpuSecond: median(results.map((result) => result.tokens / result.cpuSeconds)), eventLoopP99Ms: results[0].eventLoopP99Ms ?? null, parity: parity(scores, results[0].scores, cut),
    };
  });
  const percent = (value) => (value === null ? "-" : `${(100 * value).toFixed(value < 0.1 ? 1 : 0)} %`);
  const pad = (text, width) => String(text).padStart(width);
  console.log(`${lengths.length} texts of ${values.outputs}, mean ${Math.round(base[0].tokens / lengths.length)} tokens, ${cut.filter(Boolean).length} of them cut to fit, ${values.threads} cores, ${values.rounds} rounds; load average ${loadBefore.toFixed(2)} before, ${loadavg()[0].toFixed(2)} after`);
  console.log(`${"way".padEnd(40)}${pad("tokens/s", 10)}${pad("range", 16)}${pad("ours : it", 11)}${pad("a CPU s", 9)}${pad("ours : it", 11)}${pad("padding", 9)}${pad("tokenising", 12)}${pad("peak MB", 9)}${pad("largest diff", 14)}`);
  for (const f of figures) {
    console.log(`${f.way.padEnd(40)}${pad(Math.round(f.tokensPerSecond), 10)}${pad(`${Math.round(f.lowest)}-${Math.round(f.highest)}`, 16)}${pad(f.oursToThis.toFixed(2), 11)}${pad(Math.round(f.tokensPerCpuSecond), 9)}${pad((figures[0].tokensPerCpuSecond / f.tokensPerCpuSecond).toFixed(2), 11)}${pad(percent(f.paddedShare), 9)}${pad(percent(f.tokenising), 12)}${pad(Math.round(f.peakMb), 9)}${pad(f.parity.largest.toExponential(1), 14)}`);
  }
  console.log(`GEMM peak at the model's shapes: ${Math.round(peak)} GFLOP/s (rounds ${peaks.map(({ gflops }) => Math.round(gflops)).join(", ")}), which bounds fp32 at ${Math.round(bound)} tokens/s; ours is ${percent(own / bound)} of it, by CPU time ${percent((figures[0].tokensPerCpuSecond * Number(values.threads)) / bound)}`);
  console.log(`event loop of our process while it scores: p99 ${figures[0].eventLoopP99Ms.toFixed(1)} ms`);
  for (const f of figures.filter(({ way }) => way.includes("int8"))) {
    console.log(`${f.way}: Spearman ${f.parity.spearman.toFixed(4)} (at least .995), sign flips ${percent(f.parity.flips)} of ${f.parity.nPairs} pairs (at most 2 %): ${f.parity.spearman >= 0.995 && f.parity.flips <= 0.02 ? "passes" : "FAILS"} the parity gate`);
  }
  if (values.json) writeFileSync(values.json, `${JSON.stringify({ figures, peak, bound, share: own / bound, loadBefore, loadAfter: loadavg()[0] }, null, 1)}\n`);
}
