import { existsSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import type { RewardModelSpec } from "@/lib/contracts";
import { identityOf } from "./identity";
import { createItemEncoder, type ItemEncoder } from "./item-encoder";
import { loadModelFolder } from "./load-model-folder";
import { openOnnxSession, type OnnxSession } from "./onnx-session";
import type { ItemScore, ScoreItem } from "./reward-model";
import { sessionsThatFit } from "./sessions-that-fit";
import type { ModelFacts } from "./thread-messages";

const GOLDEN_LIMIT_BYTES = 4 * 1024 * 1024;

/** A model opened in this thread, for the life of the thread. */
export interface OpenModel {
  encoder: ItemEncoder;
  session: OnnxSession;
  facts: ModelFacts | null;
  padId: number;
}

/**
 * Reads the files, makes tokeniser, template and session. `identify` also computes what only one thread needs to know (hashing the weights takes a while).
 * A model of which memory holds one copy only gets all `nThreads` cores for that copy; every other runs on one core.
 * @throws RewardModelError
 */
export async function openModel(folderPath: string, roots: string[], spec: RewardModelSpec, nThreads: number, identify: boolean): Promise<OpenModel> {
  const folder = loadModelFolder(folderPath, roots, spec);
  const copiesThatFit = sessionsThatFit(folder.weightBytes, nThreads);
  const encoder = createItemEncoder(folder, spec);
  const session = await openOnnxSession(folder, spec, copiesThatFit === 1 ? nThreads : 1);
  const golden = path.join(folderPath, "golden.jsonl");
  const facts: ModelFacts | null = !identify ? null : {
    loaded: { identity: await identityOf(folder, spec, encoder.maxTokens), maxTokens: encoder.maxTokens, precision: folder.precision, notice: folder.notice },
    maxThreads: copiesThatFit,
    specialTokens: encoder.specialTokens.map(({ id, content }) => ({ id, content })),
    bosId: encoder.bos?.id ?? null,
    golden: existsSync(golden) && statSync(golden).size <= GOLDEN_LIMIT_BYTES ? readFileSync(golden, "utf8") : null,
    notes: encoder.notes,
    isDecoder: spec.input === "chat",
  };
  const padId = typeof folder.config.pad_token_id === "number" ? folder.config.pad_token_id : 0;
  return { encoder, session, facts, padId };
}

/** Scores one item; whatever goes wrong with it is its own result. */
export async function scoreItem(model: OpenModel, item: ScoreItem, withIds: boolean): Promise<ItemScore> {
  const encoded = model.encoder.encode(item);
  if (!encoded.ok) return { status: "failed", code: encoded.code, message: encoded.message, nTokens: encoded.nTokens, cut: "none" };
  const about = { nTokens: encoded.ids.length, cut: encoded.cut };
  if (encoded.ids.length === 0) return { status: "failed", code: "inference-failed", message: "prompt and completion give no token at all", ...about };
  try {
    const score = await model.session.score(encoded);
    if (!Number.isFinite(score)) return { status: "failed", code: "not-finite", message: `the model answered ${score}, which is no score`, ...about };
    return { status: "ok", score, ...about, ...(withIds ? { ids: encoded.ids } : {}) };
  } catch {
    return { status: "failed", code: "inference-failed", message: `the model could not be run on these ${about.nTokens} tokens`, ...about };
  }
}
