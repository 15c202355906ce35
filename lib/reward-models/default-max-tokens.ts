import type { Json } from "./load-model-folder";

const FALLBACK = 2048;
const MOST_BY_DEFAULT = 4096;
/** Position ids of these begin after the padding id, so two of the table's rows are never used by a text. */
const robertaFamily = new Set(["roberta", "roberta-prelayernorm", "xlm-roberta", "xlm-roberta-xl", "camembert", "data2vec-text", "mpnet", "luke", "xmod", "longformer"]);
const relativePositions = new Set(["t5", "mt5", "umt5", "xlnet", "bloom", "mpt"]);

/** Positions the model has, or null where its positions are relative and set no limit. */
export function positionLimit(config: Json): number | null {
  const type = typeof config.model_type === "string" ? config.model_type : "";
  if (relativePositions.has(type) || (type.startsWith("deberta") && config.position_biased_input !== true)) return null;
  const positions = config.max_position_embeddings ?? config.n_positions;
  if (typeof positions !== "number" || !(positions > 0)) return null;
  return robertaFamily.has(type) ? positions - 2 : positions;
}

/** Tokens of one text unless the registration says otherwise: what tokeniser and positions allow, at most 4,096. A `model_max_length` above a million means "not set". */
export function defaultMaxTokens(config: Json, tokenizerConfig: Json): number {
  const stated = tokenizerConfig.model_max_length;
  const limits = [positionLimit(config), typeof stated === "number" && stated > 0 && stated <= 1e6 ? Math.floor(stated) : null].filter((limit) => limit !== null);
  return Math.min(MOST_BY_DEFAULT, limits.length > 0 ? Math.min(...limits) : FALLBACK);
}
