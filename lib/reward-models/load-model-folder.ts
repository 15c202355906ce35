import { existsSync, readFileSync, realpathSync, statSync } from "node:fs";
import path from "node:path";
import type { OnnxSpec } from "@/lib/contracts";
import { ONNX_BFLOAT16, readOnnxHeader } from "./read-onnx-header";
import { isInside } from "./resolve-model-path";
import { RewardModelError } from "./reward-model-error";

export type Json = Record<string, unknown>;
export type Precision = "fp32" | "fp16" | "int8";

export interface ModelFolder {
  /** The folder as the registration names it, for messages. */
  shownName: string;
  onnxFile: string;
  /** The .onnx file and its external data, absolute, the .onnx file first. */
  weightFiles: string[];
  weightBytes: number;
  precision: Precision;
  /** Version of the standard operator set, null when the .onnx file does not say. */
  opset: number | null;
  config: Json;
  tokenizer: Json;
  tokenizerConfig: Json;
  /** Bytes of the files that decide ids, for the identity. */
  texts: { "config.json": string; "tokenizer.json": string; "tokenizer_config.json": string };
  chatTemplate: string | null;
  notice: string | null;
}

const standardFiles: Record<Precision, string[]> = {
  fp32: ["model.onnx"], fp16: ["model_fp16.onnx"], int8: ["model_int8.onnx", "model_quantized.onnx"],
};
const precisions = ["fp32", "fp16", "int8"] as const;

/**
 * Finds and reads what a model folder holds, in the layout that `optimum-cli export onnx` writes.
 * @param folder absolute; @param roots model directories: every file's real path must lie inside one
 * @throws RewardModelError with one sentence naming the file and the remedy
 */
export function loadModelFolder(folder: string, roots: readonly string[], spec: Pick<OnnxSpec, "backend" | "precision">): ModelFolder {
  const shownName = spec.backend.path;
  const realRoots = roots.filter((root) => existsSync(root)).map((root) => realpathSync(root));
  const shown = (name: string): string => path.posix.join(shownName, name);
  if (!existsSync(folder) || !statSync(folder).isDirectory()) {
    throw new RewardModelError(`The folder ${shownName} does not exist on this worker: copy the model there, or correct backend.path.`);
  }
  const checked = (name: string): string => {
    const file = path.join(folder, name);
    if (!isInside(file, folder) || !realRoots.some((root) => isInside(realpathSync(file), root))) {
      throw new RewardModelError(`${shown(name)} leads out of the model directories: put the file itself into the folder.`);
    }
    return file;
  };
  const read = (name: string, remedy: string | null): string => {
    if (!existsSync(path.join(folder, name))) {
      if (remedy === null) return "";
      throw new RewardModelError(`${shown(name)} is missing: ${remedy}.`);
    }
    return readFileSync(checked(name), "utf8");
  };
  const parse = (name: string, text: string): Json => {
    if (text === "") return {};
    try {
      const value: unknown = JSON.parse(text);
      if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Json;
    } catch { /* said below */ }
    throw new RewardModelError(`${shown(name)} is not a JSON object: save the tokeniser and the configuration beside the model again.`);
  };

  const texts = {
    "tokenizer.json": read("tokenizer.json", 'save the fast tokeniser beside the model (tokenizer.save_pretrained, or "optimum-cli export onnx")'),
    "tokenizer_config.json": read("tokenizer_config.json", null),
    "config.json": read("config.json", "copy the model's configuration beside the .onnx file"),
  };
  const tokenizerConfig = parse("tokenizer_config.json", texts["tokenizer_config.json"]);
  const { name: onnxName, precision } = chooseOnnxFile(folder, shownName, spec);
  const onnxFile = checked(onnxName);
  const header = readOnnxHeader(onnxFile, shown(onnxName));
  if (header.quantised && spec.precision === "fp32") {
    throw new RewardModelError(`${shown(onnxName)} computes with integers, so its precision is int8 and not fp32: register precision "int8", or the file of full precision.`);
  }
  const half = header.outputs.find((output) => output.elementType === ONNX_BFLOAT16);
  if (half) throw new RewardModelError(`Output "${half.name}" of ${shown(onnxName)} is bfloat16, which cannot be read here: export with fp32 logits.`);
  const onnxFolder = path.dirname(onnxName);
  const external = header.externalFiles.map((location) => {
    const name = path.join(onnxFolder, location);
    if (path.isAbsolute(location) || path.normalize(location).split(path.sep)[0] === "..") {
      throw new RewardModelError(`${shown(onnxName)} keeps weights in "${location}", outside its folder: save it with its external data beside it.`);
    }
    if (!existsSync(path.join(folder, name))) throw new RewardModelError(`${shown(name)} is missing: it holds weights of ${shown(onnxName)}; copy it beside that file.`);
    return checked(name);
  });
  const weightFiles = [onnxFile, ...external];
  return {
    shownName, onnxFile, weightFiles, texts, tokenizerConfig, opset: header.opset,
    // A file that computes with integers is int8 whatever its name, unless the registration says otherwise.
    precision: spec.precision ?? (header.quantised ? "int8" : precision),
    weightBytes: weightFiles.reduce((sum, file) => sum + statSync(file).size, 0),
    config: parse("config.json", texts["config.json"]),
    tokenizer: parse("tokenizer.json", texts["tokenizer.json"]),
    chatTemplate: read("chat_template.jinja", null) || templateOf(parse("chat_template.json", read("chat_template.json", null))) || templateOf(tokenizerConfig) || null,
    notice: noticeOf(parse("tidemark.json", read("tidemark.json", null))),
  };
}

/** `backend.file`, else the standard name of the precision, in the folder or in `onnx/`; never a guess between several. */
function chooseOnnxFile(folder: string, shownName: string, spec: Pick<OnnxSpec, "backend" | "precision">): { name: string; precision: Precision } {
  const precisionOf = (name: string): Precision => precisions.find((p) => standardFiles[p].includes(path.basename(name))) ?? "fp32";
  const given = spec.backend.file;
  if (given !== undefined) {
    for (const name of [given, path.join("onnx", given)]) {
      if (existsSync(path.join(folder, name)) && statSync(path.join(folder, name)).isFile()) return { name, precision: spec.precision ?? precisionOf(name) };
    }
    throw new RewardModelError(`${path.posix.join(shownName, given)} does not exist: correct backend.file.`);
  }
  const wanted = spec.precision ? [spec.precision] : precisions;
  const fitting = wanted.flatMap((precision) => standardFiles[precision].flatMap((base) => [base, path.join("onnx", base)]))
    .filter((name) => existsSync(path.join(folder, name)));
  if (fitting.length === 0) {
    const names = wanted.flatMap((precision) => standardFiles[precision]).join(", ");
    throw new RewardModelError(`${shownName} holds none of ${names}, nor does its subfolder onnx: export the model, or name the file in backend.file.`);
  }
  if (fitting.length > 1) throw new RewardModelError(`Several files of ${shownName} fit (${fitting.join(", ")}): choose one by backend.file or precision.`);
  return { name: fitting[0]!, precision: spec.precision ?? precisionOf(fitting[0]!) };
}

/** The chat template of a tokenizer_config: one text, or a list of named ones of which "default" is meant. */
function templateOf(config: Json): string | null {
  const value = config.chat_template;
  if (typeof value === "string") return value;
  if (!Array.isArray(value)) return null;
  const entry = (value as Json[]).find((t) => t.name === "default") ?? (value as Json[])[0];
  return typeof entry?.template === "string" ? entry.template : null;
}

function noticeOf(card: Json): string | null {
  return typeof card.notice === "string" && card.notice.trim() !== "" ? card.notice.trim().slice(0, 300) : null;
}
