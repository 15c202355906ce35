import { createHash, type Hash } from "node:crypto";
import { createReadStream } from "node:fs";
import type { OnnxSpec } from "@/lib/contracts";
import type { ModelFolder } from "./load-model-folder";

/**
 * SHA-256 (hex) over everything that can change a score: name, weights with external data, tokeniser, configuration, template,
 * precision, input form, truncation, and the choices of outputs, weights, label, scale, pair template and BOS. Not over the temperature, which is applied to margins,
 * nor over the execution provider: the golden scores see to it that all give the same.
 */
export async function identityOf(folder: ModelFolder, spec: OnnxSpec, maxTokens: number): Promise<string> {
  const hash = createHash("sha256");
  hash.update(JSON.stringify([
    "tidemark-reward-model-1", spec.name, spec.kind, spec.input, folder.precision, maxTokens, spec.overlong ?? "cut-end",
    spec.label ?? null, spec.outputs?.score ?? null, spec.scale ?? "logit", spec.bos ?? null,
  ]));
  // Choices of some families only: left out where they are not made, so that they change no other model's identity.
  const { attributes, template, outputs } = spec;
  const further = [attributes?.map(({ name, weight }) => [name, weight]), outputs?.attributes, outputs?.gating, template && [template.pair, template.context, template.labels]];
  if (further.some((choice) => choice !== undefined)) hash.update(`\0choices\0${JSON.stringify(further.map((choice) => choice ?? null))}`);
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
