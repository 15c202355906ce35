import type { OpenModel } from "./open-model";
import { preferenceOf } from "./preference-of";
import type { ItemScore, ScoreItem } from "./reward-model";

/** Scores one item; whatever goes wrong with it is its own result. */
export async function scoreItem({ encoder, session, average }: OpenModel, item: ScoreItem, withIds: boolean): Promise<ItemScore> {
  const encoded = encoder.encode(item);
  if (!encoded.ok) return { status: "failed", code: encoded.code, message: encoded.message, nTokens: encoded.nTokens, cut: "none" };
  const about = { nTokens: encoded.ids.length, cut: encoded.cut };
  if (encoded.ids.length === 0) return { status: "failed", code: "inference-failed", message: "prompt and completion give no token at all", ...about };
  try {
    const { score: first, attributes } = await session.score(encoded);
    const result = average && encoded.swapped ? preferenceOf(first, (await session.score(encoded.swapped)).score, average) : { score: first };
    const wrong = [result.score, ...(attributes ?? [])].find((value) => !Number.isFinite(value));
    if (wrong !== undefined) return { status: "failed", code: "not-finite", message: `the model answered ${wrong}, which is no score`, ...about };
    return { status: "ok", ...result, ...(attributes ? { attributes } : {}), ...about, ...(withIds ? { ids: encoded.ids } : {}) };
  } catch {
    return { status: "failed", code: "inference-failed", message: `the model could not be run on these ${about.nTokens} tokens`, ...about };
  }
}
