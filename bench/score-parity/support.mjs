import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";

export const root = fileURLToPath(new URL("../../", import.meta.url));

/** Rows {instruction, output} of one model's AlpacaEval outputs. */
export function readOutputs(folder, model) {
  return JSON.parse(gunzipSync(readFileSync(path.join(folder, `${model}.json.gz`))).toString("utf8"));
}

/** Runs reference.py on rows {prompt, completion}; one result a row. Not synchronous: open connections must be heard while Python computes. */
export async function reference(python, modelFolder, rows) {
  const child = spawn(python, [path.join(root, "bench/score-parity/reference.py"), modelFolder], { stdio: ["pipe", "pipe", "inherit"] });
  child.stdin.end(rows.map((row) => JSON.stringify(row)).join("\n"));
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text) => { output += text; });
  const [code] = await once(child, "close");
  if (code !== 0) throw new Error(`reference.py ended with code ${code}`);
  return output.trim().split("\n").map((line) => JSON.parse(line));
}
