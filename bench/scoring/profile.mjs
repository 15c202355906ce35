// Where the time of one text goes: share of each kind of operator and its GFLOP/s, one thread, as ONNX Runtime's own profile measures it.
// usage: node bench/scoring/profile.mjs [--tokens 512,250] [--model models/starter/model.onnx] [--as-exported]
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import * as ort from "onnxruntime-node";
import { bundle, importBundle, root } from "../support/bundle.mjs";
import { median } from "./measures.mjs";

const { values } = parseArgs({ options: { tokens: { type: "string", default: "512,250" }, model: { type: "string", default: path.join(root, "models/starter/model.onnx") }, "as-exported": { type: "boolean" } } });
const RUNS = 30, WARM = 5;
const model = readFileSync(values.model);
if (!values["as-exported"]) {
  await bundle("nan-guards", ["reward-models/onnx-nan-guards"]);
  const { removeNanGuards } = await importBundle("nan-guards");
  console.log(`${removeNanGuards(model)} guards against NaN taken out`);
}
const scratch = mkdtempSync(path.join(tmpdir(), "tidemark-profile-"));
try {
  for (const tokens of values.tokens.split(",").map(Number)) await profile(tokens);
} finally {
  rmSync(scratch, { recursive: true });
}

async function profile(tokens) {
  const session = await ort.InferenceSession.create(model, { intraOpNumThreads: 1, enableMemPattern: false, logSeverityLevel: 4, enableProfiling: true, profileFilePrefix: path.join(scratch, `p${tokens}`) });
  const tensor = (value) => new ort.Tensor("int64", BigInt64Array.from({ length: tokens }, (_, i) => BigInt(value(i))), [1, tokens]);
  const given = { input_ids: tensor((i) => 1000 + ((i * 7919) % 20_000)), attention_mask: tensor(() => 1), token_type_ids: tensor((i) => Number(i > tokens / 3)), position_ids: tensor((i) => i) };
  const feeds = Object.fromEntries(session.inputNames.map((name) => [name, given[name]]));
  for (let i = 0; i < WARM + RUNS; i++) await session.run(feeds);
  session.endProfiling();
  await session.release();
  const events = JSON.parse(readFileSync(path.join(scratch, readdirSync(scratch).find((name) => name.startsWith(`p${tokens}`))), "utf8"));
  const runs = events.filter(({ name }) => name === "model_run").slice(WARM);
  const kinds = new Map();
  let all = 0;
  for (const { name, cat, ts, dur, args } of events) {
    if (cat !== "Node" || !name.endsWith("_kernel_time") || ts < runs[0].ts) continue;
    const [first, out] = [shape(args.input_type_shape?.[0]), shape(args.output_type_shape?.[0])];
    const product = /MatMul|Gemm/.test(args.op_name) && first && out;
    const kind = kindOf(args.op_name, product, first, out, tokens);
    const known = kinds.get(kind) ?? { micros: 0, flops: 0 };
    kinds.set(kind, { micros: known.micros + dur, flops: known.flops + (product ? 2 * out.reduce((a, b) => a * b, 1) * first.at(-1) : 0) });
    all += dur;
  }
  console.log(`${tokens} tokens: ${(median(runs.map(({ dur }) => dur)) / 1000).toFixed(1)} ms, of which operators ${(all / RUNS / 1000).toFixed(1)} ms`);
  for (const [kind, { micros, flops }] of [...kinds].sort(([, a], [, b]) => b.micros - a.micros)) {
    if (micros > 0.004 * all) console.log(`  ${kind.padEnd(34)}${(micros / RUNS / 1000).toFixed(2).padStart(8)} ms${((100 * micros) / all).toFixed(1).padStart(7)} %${flops ? `${Math.round(flops / micros / 1000).toString().padStart(7)} GFLOP/s` : ""}`);
  }
}

function shape(entry) {
  return entry && Object.values(entry)[0];
}

function kindOf(op, product, first, out, tokens) {
  if (product) return out.length === 4 ? `${op} ${out.at(-1) === tokens ? "q x k" : "p x v"}` : `${op} ${first.at(-1)} x ${out.at(-1)}`;
  return ["Add", "Where", "Mul"].includes(op) && out ? `${op} ${out.length === 4 ? "by pairs of tokens" : "by tokens"}` : op;
}
