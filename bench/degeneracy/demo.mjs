// What the text monitors say on the two training runs of the demo, step by step, and how often they differ where nothing changed.
// usage: node bench/degeneracy/demo.mjs
import { readdirSync, readFileSync } from "node:fs";
import { deflateRawSync } from "node:zlib";
import { importMonitors } from "./bundle.mjs";

const { measureTexts, lengthChanges, summariseDegeneracy, compareToStart, degeneracyMonitors } = await importMonitors();
const demo = new URL("../../demo/", import.meta.url);
const rows = (file) => readFileSync(new URL(file, demo), "utf8").trim().split("\n").map((line) => JSON.parse(line));
const prompts = rows("prompt-set.jsonl");
const lengths = new Map(rows("references/handwritten.jsonl").map(({ key, completion }) => [key, [...completion].length]));
const clusters = Int32Array.from(prompts, (_, i) => i);
const referenceLengths = Float32Array.from(prompts, ({ key }) => lengths.get(key) ?? NaN);
function measure(completions) {
  const measures = measureTexts({ prompts: prompts.map(({ prompt }) => ({ lastUser: prompt, conversation: prompt })), completions, deflatedSize: (text) => deflateRawSync(text).length });
  measures.lengthChange = lengthChanges(measures.length, referenceLengths);
  return { measures, summary: summariseDegeneracy(measures, clusters) };
}
const read = (run) => readdirSync(new URL(`runs/${run}/`, demo)).filter((file) => file.endsWith(".jsonl")).sort().map((file) => {
  const byKey = new Map(rows(`runs/${run}/${file}`).map((row) => [row.key, row]));
  return { step: Number(file.match(/\d+/)[0]), completions: prompts.map(({ key }) => { const row = byKey.get(key); return row ? { text: row.completion, finishReason: row.finish_reason } : null; }) };
});
const digits = { share: 3, ratio: 2, "log ratio": 2, characters: 0 };
for (const run of ["sft-good", "sft-too-hot"]) {
  const looks = read(run).map(({ step, completions }) => ({ step, ...measure(completions) }));
  const compared = compareToStart({ looks, clusters, blockSize: 2 });
  console.log(`\n${run}; * differs from the first two looks at level .001`);
  console.log(["monitor".padEnd(18), ...looks.map(({ step }) => String(step).padStart(7))].join(""));
  degeneracyMonitors.forEach(({ key, unit }, m) => {
    const cells = looks.map(({ step, summary }) => {
      const { value, mean } = summary[m], known = value ?? mean;
      const star = compared[m].looks.find((look) => look.step === step)?.differs ? "*" : " ";
      return `${known === null ? "?" : known.toFixed(digits[unit])}${star}`.padStart(7);
    });
    console.log([key.padEnd(18), ...cells].join(""));
  });
}
// Two looks whose texts are exchanged at random, prompt by prompt, differ by nothing but chance.
let state = 1;
const coin = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) >= 2 ** 31;
const [a, b] = read("sft-good").filter(({ step }) => step === 80 || step === 90).map(({ completions }) => measure(completions).measures);
const nDraws = 20_000, levels = [0.01, 0.001], found = new Map(degeneracyMonitors.map(({ key }) => [key, levels.map(() => 0)]));
for (let draw = 0; draw < nDraws; draw++) {
  const swap = prompts.map(coin);
  const pick = (first, second) => Object.fromEntries(Object.keys(first).map((key) => [key, first[key].map((x, i) => (swap[i] ? second[key][i] : x))]));
  for (const { key, looks } of compareToStart({ looks: [{ step: 0, measures: pick(a, b) }, { step: 1, measures: pick(b, a) }], clusters, blockSize: 1 })) {
    levels.forEach((level, l) => { if (looks[0].p !== null && looks[0].p <= level) found.get(key)[l]++; });
  }
}
console.log(`\nno change (texts of two looks exchanged at random, ${nDraws} draws), share that differs at levels ${levels.join(" and ")}:`);
for (const [key, counts] of found) console.log([key.padEnd(18), ...counts.map((count) => (count / nDraws).toFixed(5))].join(" "));
