import { readFileSync } from "node:fs";
import * as ort from "onnxruntime-node";
import type { OnnxSpec } from "@/lib/contracts";
import { createClassifierHead } from "./classifier-head";
import { createLabelHead } from "./label-head";
import type { ModelFolder } from "./load-model-folder";
import { nameOutputs } from "./name-outputs";
import { removeNanGuards } from "./onnx-nan-guards";
import { providerRemedy } from "./provider-remedy";
import { RewardModelError } from "./reward-model-error";
import { createRunner, unpadded, type Padding, type Row } from "./run-rows";
import type { RowScore } from "./score-head";

export type { Row } from "./run-rows";

export interface OnnxSession {
  /** Names of what an absolute model scores, in order. */
  readonly attributes: readonly string[];
  /** Score of one text, alone and without padding, in the reward model's own units (float32). */
  score(row: Row): Promise<RowScore>;
  /** Scores of several texts at once, padded to the longest plus `extra` positions; for the conformance checks only. */
  scoreBatch(rows: readonly Row[], padding: Padding): Promise<number[]>;
}

export interface SessionOptions {
  intraOpThreads: number;
  /** Two encoded texts of different length, to find out what the model answers. */
  probes: readonly [Row, Row];
  /** For a model that answers with a token: ids of the two answers. */
  labelIds: readonly [number, number] | null;
}

const known = new Set(["input_ids", "attention_mask", "token_type_ids", "position_ids"]);

/**
 * Opens an .onnx file and settles which of its outputs is the score.
 * @throws RewardModelError naming the file and the remedy
 */
export async function openOnnxSession(folder: ModelFolder, spec: OnnxSpec, { intraOpThreads, probes, labelIds }: SessionOptions): Promise<OnnxSession> {
  const file = `${folder.shownName}/${spec.backend.file ?? folder.onnxFile.slice(Math.max(folder.onnxFile.lastIndexOf("/"), folder.onnxFile.lastIndexOf("\\")) + 1)}`;
  const task = labelIds ? "text-generation" : "text-classification";
  const session = await createSession(folder, spec, intraOpThreads, file);
  const strange = session.inputNames.filter((name) => !known.has(name));
  if (strange.length > 0 || !session.inputNames.includes("input_ids")) {
    const names = session.inputNames.length > 8 ? [...session.inputNames.slice(0, 8), "..."] : session.inputNames;
    throw new RewardModelError(`${file} wants the inputs ${names.join(", ")}, of which only ${[...known].join(", ")} can be given: export it with --task ${task} and without a cache.`);
  }
  const floats = session.outputMetadata.filter((output) => output.isTensor && output.type.startsWith("float")).map((output) => output.name);
  const outputs = nameOutputs(spec, floats, session.outputNames, file);
  const run = createRunner(session);
  const head = await (labelIds ? createLabelHead(run, probes[0], outputs.score!, labelIds, spec, file) : createClassifierHead(run, probes, outputs, folder.config, spec, file)).catch((error: unknown) => {
    if (error instanceof RewardModelError) throw error;
    throw new RewardModelError(`${file} fails on a first text (${briefly(error instanceof Error ? error.message : String(error))}): see that tokenizer.json and config.json belong to it, and export it again with --task ${task}.`);
  });
  return {
    attributes: head.attributes,
    score: async (row) => (await run([row], unpadded, head.outputNames, head.read))[0]!,
    scoreBatch: async (rows, padding) => (await run(rows, padding, head.outputNames, head.read)).map(({ score }) => score),
  };
}

async function createSession(folder: ModelFolder, spec: OnnxSpec, intraOpThreads: number, file: string): Promise<ort.InferenceSession> {
  const provider = spec.backend.provider ?? "cpu";
  const missing = providerRemedy(provider, ort.listSupportedBackends().map(({ name }) => name));
  if (missing) throw new RewardModelError(missing);
  try {
    const source = withoutNanGuards(folder, spec);
    const options: ort.InferenceSession.SessionOptions = {
      executionProviders: [provider], intraOpNumThreads: intraOpThreads, interOpNumThreads: 1, executionMode: "sequential",
      enableMemPattern: false, graphOptimizationLevel: "all", logSeverityLevel: 4,
      extra: { session: { intra_op: { allow_spinning: "0" } } },
    };
    return await (typeof source === "string" ? ort.InferenceSession.create(source, options) : ort.InferenceSession.create(source, options));
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    if (/bfloat16/i.test(text)) throw new RewardModelError(`${file} computes in bfloat16, which cannot be run here: export with fp32 logits.`);
    if (/bad.?alloc|memory/i.test(text)) throw new RewardModelError(`There is not enough memory to open ${file} (${Math.round(folder.weightBytes / 2 ** 20)} MB of weights): free some, or use a smaller model.`);
    if (provider !== "cpu" && new RegExp(`${provider}|provider|${provider === "dml" ? "directml" : "cudnn|cublas"}`, "i").test(text)) {
      throw new RewardModelError(`The execution provider "${provider}" does not start on this worker (${briefly(text)}): ${provider === "cuda" ? "install the NVIDIA driver and, with ONNXRUNTIME_NODE_INSTALL=cuda12 npm rebuild onnxruntime-node, its libraries there" : "install its driver there"}, or register backend.provider "cpu".`);
    }
    if (/opset/i.test(text)) throw new RewardModelError(`${file} is written in opset ${folder.opset ?? "of an unknown number"}, which onnxruntime 1.30 does not run: export it again with --opset 17.`);
    throw new RewardModelError(`${file} cannot be opened by onnxruntime (${briefly(text)}): export it again with an opset and operators that onnxruntime 1.30 has.`);
  }
}

/** Larger files are opened by name, since one that is changed lies in memory once more while it is opened. */
const MOST_BYTES_TO_CHANGE = 512 * 2 ** 20;

/**
 * An encoder without the guards of its attention, or the file's name. Every text is scored alone and unpadded, where no token is hidden from all others; a decoder
 * that is padded on the left, as the checks do, has such tokens. Weights in other files are looked for beside a file, so such models are opened by name.
 */
function withoutNanGuards(folder: ModelFolder, spec: OnnxSpec): Buffer | string {
  if (spec.input !== "text-pair" || folder.weightFiles.length > 1 || folder.weightBytes > MOST_BYTES_TO_CHANGE) return folder.onnxFile;
  const model = readFileSync(folder.onnxFile);
  return removeNanGuards(model) > 0 ? model : folder.onnxFile;
}

/** The kernel of a native message, without paths. */
function briefly(text: string): string {
  return text.replace(/\s+/g, " ").replace(/(?:[A-Za-z]:)?[\\/][^\s:'"]+/g, "").replace(/^.*?(?:failed|status message)[:.]\s*/i, "").slice(0, 120).trim();
}
