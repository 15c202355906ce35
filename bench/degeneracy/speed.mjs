// Time of the text monitors on a prompt set of 805 texts and on single large texts.
// usage: node bench/degeneracy/speed.mjs
import { readFileSync } from "node:fs";
import { deflateRawSync } from "node:zlib";
import { importMonitors } from "./bundle.mjs";

const { measureTexts } = await importMonitors();
const root = new URL("../../demo/", import.meta.url);
const english = ["sft-good", "sft-too-hot"].flatMap((run) => ["000000", "000050"].flatMap((step) =>
  readFileSync(new URL(`runs/${run}/step-${step}.jsonl`, root), "utf8").trim().split("\n").map((line) => JSON.parse(line).completion))).join(" ");
const million = 1_000_000;
const grown = (text, n) => text.repeat(Math.ceil(n / text.length)).slice(0, n);
// Numerical Recipes' linear congruential generator: noise that is the same in every run.
let state = 1;
const noise = (n, characters) => Array.from({ length: n }, () => characters[(state = (Math.imul(state, 1664525) + 1013904223) >>> 0) % characters.length]).join("");
const han = Array.from({ length: 5000 }, (_, i) => String.fromCodePoint(0x4e00 + i)), emoji = Array.from({ length: 60 }, (_, i) => String.fromCodePoint(0x1f600 + i));
const fibonacci = (n) => { let [a, b] = ["a", "ab"]; while (b.length < n) [a, b] = [b, b + a]; return b.slice(0, n); };
const one = (text, prompt = "Say something about tides.") => ({ prompts: [prompt], texts: [text] });
const cases = {
  "805 texts of 2,000 characters, prompts of 200": { prompts: Array.from({ length: 805 }, (_, i) => english.slice(i * 37, i * 37 + 200)), texts: Array.from({ length: 805 }, (_, i) => english.slice((i * 61) % 60_000, (i * 61) % 60_000 + 2000)) },
  "805 texts of 2,000 characters, prompts of 10,000": { prompts: Array.from({ length: 805 }, (_, i) => english.slice(i * 37, i * 37 + 10_000)), texts: Array.from({ length: 805 }, (_, i) => english.slice((i * 61) % 60_000, (i * 61) % 60_000 + 2000)) },
  "1 MB of English, repeated": one(grown(english, million)),
  "1 MB of one character": one("a".repeat(million)),
  "1 MB of NUL": one("\0".repeat(million)),
  "1 MB of random letters and spaces": one(noise(million, "abcdefghijklmnopqrstuvwxyz     ")),
  "1 MB of random printable characters": one(noise(million, Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i)))),
  "1 MB of random Han (333,333 characters)": one(noise(333_333, han)),
  "1 MB of random emoji (250,000 characters)": one(noise(250_000, emoji)),
  "1 MB Fibonacci word": one(fibonacci(million)),
  "1 MB of English, prompt of 1 MB": one(grown(english, million), grown(english, million)),
};
for (const [name, { prompts, texts }] of Object.entries(cases)) {
  const input = {
    prompts: prompts.map((text) => ({ lastUser: text, conversation: text })), completions: texts.map((text) => ({ text, finishReason: "stop" })),
    deflatedSize: (text) => deflateRawSync(text).length,
  };
  const times = Array.from({ length: 3 }, () => {
    const started = performance.now();
    measureTexts(input);
    return performance.now() - started;
  });
  console.log(`${name}: first ${Math.round(times[0])} ms, then ${times.slice(1).map(Math.round).join(" and ")} ms`);
}
console.log(`memory at the most ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`);
