import { existsSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import type { OnnxSpec } from "@/lib/contracts";
import type { ItemEncoder } from "./encoder-parts";
import { identityOf } from "./identity";
import { createItemEncoder } from "./item-encoder";
import { loadModelFolder } from "./load-model-folder";
import { openOnnxSession, type OnnxSession } from "./onnx-session";
import { probeTexts } from "./probe-texts";
import { RewardModelError } from "./reward-model-error";
import type { Row } from "./run-rows";
import { memoryNote, sessionsThatFit, tooLargeToOpen } from "./sessions-that-fit";
import type { ModelFacts } from "./thread-messages";

const GOLDEN_LIMIT_BYTES = 4 * 1024 * 1024;

/** A model opened in this thread, for the life of the thread. */
export interface OpenModel {
  encoder: ItemEncoder;
  session: OnnxSession;
  facts: ModelFacts | null;
  padId: number;
  /** How a pairwise model's two orders are averaged; null for models that score a text by itself. */
  average: "logits" | "probabilities" | null;
}

/**
 * Reads the files, makes tokeniser, template and session. `identify` also computes what only one thread needs to know (hashing the weights takes a while).
 * A model of which memory holds one copy only, or one that runs on a GPU, gets all `nThreads` cores for that copy; every other runs on one core.
 * @throws RewardModelError
 */
export async function openModel({ folder: folderPath, roots, spec, nThreads, identify }: { folder: string; roots: string[]; spec: OnnxSpec; nThreads: number; identify: boolean }): Promise<OpenModel> {
  const folder = loadModelFolder(folderPath, roots, spec);
  const tooLarge = tooLargeToOpen(folder.weightBytes, `${folder.shownName}/${path.basename(folder.onnxFile)}`);
  if (tooLarge && identify) throw new RewardModelError(tooLarge);
  const onCpu = (spec.backend.provider ?? "cpu") === "cpu";
  const copiesThatFit = onCpu ? sessionsThatFit(folder.weightBytes, nThreads) : 1;
  const memory = memoryNote(folder.weightBytes, copiesThatFit, onCpu ? nThreads : 1);
  const encoder = createItemEncoder(folder, spec);
  const session = await openOnnxSession(folder, spec, { intraOpThreads: copiesThatFit === 1 ? nThreads : 1, probes: probesFor(encoder), labelIds: encoder.labelIds });
  const golden = path.join(folderPath, "golden.jsonl");
  const facts: ModelFacts | null = !identify ? null : {
    loaded: { identity: await identityOf(folder, spec, encoder.maxTokens), maxTokens: encoder.maxTokens, precision: folder.precision, attributes: [...session.attributes], notice: folder.notice },
    maxThreads: copiesThatFit,
    specialTokens: encoder.specialTokens.map(({ id, content }) => ({ id, content })),
    bosId: encoder.bos?.id ?? null,
    nBos: encoder.nBos,
    golden: existsSync(golden) && statSync(golden).size <= GOLDEN_LIMIT_BYTES ? readFileSync(golden, "utf8") : null,
    notes: [...encoder.notes, memory],
    isDecoder: spec.input !== "text-pair",
    isPairwise: spec.kind === "pairwise",
  };
  const padId = typeof folder.config.pad_token_id === "number" ? folder.config.pad_token_id : 0;
  return { encoder, session, facts, padId, average: spec.kind !== "pairwise" ? null : encoder.labelIds ? "probabilities" : "logits" };
}

/** Two texts of different length as the model will read them. */
function probesFor(encoder: ItemEncoder): [Row, Row] {
  const rows = probeTexts.map((item) => encoder.encode(item)).filter((row) => row.ok).filter((row) => row.ids.length > 0);
  const first = rows[0] ?? { ids: [1, 1, 1, 1], types: null };
  const other = rows.find((row) => row.ids.length !== first.ids.length);
  return [first, other ?? { ids: [...first.ids, ...first.ids], types: first.types && [...first.types, ...first.types] }];
}
