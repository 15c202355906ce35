import type { EncodedItem } from "./encoder-parts";

/** The result of an item that gives a pairwise model nothing to compare with. */
export const noReference: EncodedItem = { ok: false, code: "inference-failed", message: "a pairwise model compares two texts, and there is no reference", nTokens: 0 };
