import { createHash, type Hash } from "node:crypto";
import { createReadStream } from "node:fs";
import type { RewardModelSpec } from "@/lib/contracts";
import type { ModelFolder } from "./load-model-folder";

/**
 * SHA-256 (hex) over everything that can change a score: name, weights with external data, tokeniser, configuration, template,
 * precision, input form, truncation, and the choices of output, label, scale and BOS. Not over the temperature, which is applied to margins.
 */
export async function identityOf(folder: ModelFolder, spec: RewardModelSpec, maxTokens: number): Promise<string> {
  const hash = createHash("sha256");
  hash.update(JSON.stringify([
    "tidemark-reward-model-1", spec.name, spec.kind, spec.input, folder.precision, maxTokens, spec.overlong ?? "cut-end",
    spec.label ?? null, spec.outputs?.score ?? null, spec.scale ?? "logit", spec.bos ?? null,
  ]));
  for (const [name, text] of [...Object.entries(folder.texts), ["chat template", folder.chatTemplate ?? ""] as const]) {
    hash.update(`\0${name}\0${Buffer.byteLength(text)}\0`).update(text);
  }
  for (const [index, file] of folder.weightFiles.entries()) {
    hash.update(`\0weights ${index}\0`).update(await digestOf(file));
  }
  return hash.digest("hex");
}

async function digestOf(file: string): Promise<Buffer> {
  const hash: Hash = createHash("sha256");
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) hash.update(chunk as Buffer);
  return hash.digest();
}
