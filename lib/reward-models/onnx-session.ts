import * as ort from "onnxruntime-node";
import type { RewardModelSpec } from "@/lib/contracts";
import type { Json, ModelFolder } from "./load-model-folder";
import { probabilityToLogit, readOutput } from "./read-output";
import { RewardModelError } from "./reward-model-error";

/** Token ids of one text; `types` only for models that read pairs. */
export interface Row { ids: readonly number[]; types: readonly number[] | null }

export interface OnnxSession {
  /** Score of one text, alone and without padding, in the reward model's own units (float32). */
  score(row: Row): Promise<number>;
  /** Scores of several texts at once, padded to the longest plus `extra` positions; for the conformance checks only. */
  scoreBatch(rows: readonly Row[], padding: { side: "left" | "right"; extra: number; padId: number }): Promise<number[]>;
}

const alone: Padding = { side: "right", extra: 0, padId: 0 };
const known = new Set(["input_ids", "attention_mask", "token_type_ids", "position_ids"]);

/**
 * Opens an .onnx file and settles which of its outputs is the score.
 * @throws RewardModelError naming the file and the remedy
 */
export async function openOnnxSession(folder: ModelFolder, spec: RewardModelSpec, intraOpThreads: number): Promise<OnnxSession> {
  const file = `${folder.shownName}/${spec.backend.file ?? folder.onnxFile.slice(Math.max(folder.onnxFile.lastIndexOf("/"), folder.onnxFile.lastIndexOf("\\")) + 1)}`;
  let session: ort.InferenceSession;
  try {
    session = await ort.InferenceSession.create(folder.onnxFile, {
      executionProviders: ["cpu"], intraOpNumThreads: intraOpThreads, interOpNumThreads: 1, executionMode: "sequential",
      enableMemPattern: false, graphOptimizationLevel: "all", logSeverityLevel: 4,
      extra: { session: { intra_op: { allow_spinning: "0" } } },
    });
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    if (/bfloat16/i.test(text)) throw new RewardModelError(`${file} computes in bfloat16, which cannot be run here: export with fp32 logits.`);
    if (/bad.?alloc|memory/i.test(text)) throw new RewardModelError(`There is not enough memory to open ${file} (${Math.round(folder.weightBytes / 2 ** 20)} MB of weights): free some, or use a smaller model.`);
    throw new RewardModelError(`${file} cannot be opened by onnxruntime (${briefly(text)}): export it again with an opset and operators that onnxruntime 1.30 has.`);
  }
  const strange = session.inputNames.filter((name) => !known.has(name));
  if (strange.length > 0 || !session.inputNames.includes("input_ids")) {
    throw new RewardModelError(`${file} wants the inputs ${session.inputNames.join(", ")}, of which only ${[...known].join(", ")} can be given: export it with --task text-classification and without a cache.`);
  }
  const outputName = chooseOutput(session, spec, file);
  const run = createRunner(session, outputName);
  const widthFor = (length: number): Promise<number> => run([{ ids: Array<number>(length).fill(1), types: null }], alone).then((values) => values.length);
  const widths = await Promise.all([widthFor(3), widthFor(4)]).catch((error: unknown) => {
    throw new RewardModelError(`${file} fails on a first text (${briefly(error instanceof Error ? error.message : String(error))}): export it again with --task text-classification.`);
  });
  if (widths[0] !== widths[1]) throw new RewardModelError(`Output "${outputName}" of ${file} has a number for every token, not one for a text: choose another by outputs.score, or export with --task text-classification.`);
  const width = widths[0];
  const index = chooseLabel(width, folder.config, spec, outputName, file);
  const toScore = spec.scale === "probability" ? probabilityToLogit : Math.fround;
  return {
    score: async (row) => toScore((await run([row], alone))[index]!),
    scoreBatch: async (rows, padding) => {
      const values = await run(rows, padding);
      return rows.map((_, i) => toScore(values[i * width + index]!));
    },
  };
}

function chooseOutput(session: ort.InferenceSession, spec: RewardModelSpec, file: string): string {
  const floats = session.outputMetadata.filter((output) => output.isTensor && output.type.startsWith("float")).map((output) => output.name);
  const wanted = spec.outputs?.score;
  if (wanted !== undefined) {
    if (floats.includes(wanted)) return wanted;
    throw new RewardModelError(`${file} has no float output "${wanted}" (it has ${session.outputNames.join(", ")}): correct outputs.score.`);
  }
  if (floats.length === 1) return floats[0]!;
  if (floats.length === 0) throw new RewardModelError(`${file} has no float output (it has ${session.outputNames.join(", ")}): export it with --task text-classification.`);
  throw new RewardModelError(`${file} has several outputs (${floats.join(", ")}): say which is the score by outputs.score.`);
}

/** One number a text is the score; of several, the registration must have chosen one. */
function chooseLabel(width: number, config: Json, spec: RewardModelSpec, outputName: string, file: string): number {
  const names = Array.from({ length: width }, (_, i) => String((config.id2label as Json | undefined)?.[String(i)] ?? `LABEL_${i}`));
  const stated = Object.keys((config.id2label as Json | undefined) ?? {}).length;
  if (width > 64 || (stated > 0 && stated !== width)) {
    throw new RewardModelError(`Output "${outputName}" of ${file} gives ${width} numbers for a text where config.json has ${stated || "no"} labels: choose another output by outputs.score, or export with --task text-classification.`);
  }
  const { label } = spec;
  if (label === undefined) {
    if (width === 1) return 0;
    throw new RewardModelError(`${file} gives ${width} labels (${names.join(", ")}): say which one is the score by label.`);
  }
  const index = typeof label === "number" ? label : names.indexOf(label);
  if (index < 0 || index >= width) throw new RewardModelError(`${file} has no label ${JSON.stringify(label)} (it has ${names.join(", ")}): correct label.`);
  return index;
}

type Padding = { side: "left" | "right"; extra: number; padId: number };

/** Feeds are made from the session's own input names; int64 buffers are reused and written through an Int32Array view (low words). */
function createRunner(session: ort.InferenceSession, outputName: string): (rows: readonly Row[], padding: Padding) => Promise<number[]> {
  const buffers = new Map<string, { wide: BigInt64Array; low: Int32Array }>();
  const types = new Map(session.inputMetadata.map((input) => [input.name, input.isTensor ? input.type : "int64"]));
  const buffer = (name: string, size: number): { wide: BigInt64Array; low: Int32Array } => {
    let known = buffers.get(name);
    if (!known || known.wide.length < size) {
      const wide = new BigInt64Array(Math.max(1024, 1 << Math.ceil(Math.log2(size))));
      known = { wide, low: new Int32Array(wide.buffer) };
      buffers.set(name, known);
    }
    return known;
  };
  return async (rows, { side, extra, padId }) => {
    const length = Math.max(...rows.map((row) => row.ids.length)) + extra;
    const size = rows.length * length;
    const feeds: Record<string, ort.Tensor> = {};
    for (const name of session.inputNames) {
      const { wide, low } = buffer(name, size);
      rows.forEach((row, r) => {
        const shift = side === "left" ? length - row.ids.length : 0;
        for (let i = 0; i < length; i++) {
          const at = i - shift;
          const inside = at >= 0 && at < row.ids.length;
          low[2 * (r * length + i)] = name === "input_ids" ? (inside ? row.ids[at]! : padId) : name === "attention_mask" ? Number(inside)
            : name === "token_type_ids" ? (inside ? row.types?.[at] ?? 0 : 0) : Math.max(0, at);
        }
      });
      feeds[name] = types.get(name) === "int32"
        ? new ort.Tensor("int32", Int32Array.from({ length: size }, (_, i) => low[2 * i]!), [rows.length, length])
        : new ort.Tensor("int64", wide.subarray(0, size), [rows.length, length]);
    }
    const output = (await session.run(feeds, [outputName]))[outputName]!;
    const values = readOutput(output.type, output.data);
    output.dispose();
    return values;
  };
}

/** The kernel of a native message, without paths. */
function briefly(text: string): string {
  return text.replace(/\s+/g, " ").replace(/(?:[A-Za-z]:)?[\\/][^\s:'"]+/g, "").replace(/^.*?(?:failed|status message)[:.]\s*/i, "").slice(0, 120).trim();
}
