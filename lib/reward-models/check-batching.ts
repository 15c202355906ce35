import { oneByOne, probeRows, show, type Check } from "./check-subject";
import { pass, warn } from "./finding";
import type { PlainRow } from "./thread-messages";

const TOLERANCE = 1e-4;

/** Alone = in batches of 2, 3 and 8 of equal length. */
export const batchInvariance: Check = async ({ model }) => {
  const cut = toEqualLength(await probeRows(model), model.facts.isPairwise);
  const alone = await oneByOne(model, cut);
  let worst = 0;
  for (const size of [2, 3, 8]) {
    for (let at = 0; at + size <= cut.length; at += size) {
      const together = await model.scoreBatch(cut.slice(at, at + size), "right", 0);
      together.forEach((score, i) => { worst = Math.max(worst, Math.abs(score - alone[at + i]!)); });
    }
  }
  return worst <= TOLERANCE ? pass(`alone and in batches of 2, 3 and 8 the scores agree to ${show(worst)}`)
    : warn(`in a batch the scores change by up to ${show(worst)}; Tidemark scores one text at a time, where this cannot happen`);
};

/** Eight rows of one length. A pair is not cut, since marks of its parts would be lost; it has the length of the same pair exchanged, so those two are repeated. */
function toEqualLength(rows: PlainRow[], isPairwise: boolean): PlainRow[] {
  if (isPairwise) {
    const alike = rows.filter((row) => row.ids.length === rows[0]!.ids.length);
    return rows.map((_, i) => alike[i % alike.length]!);
  }
  const length = Math.min(...rows.map((row) => row.ids.length));
  return rows.map((row) => ({ ids: row.ids.slice(0, length), types: row.types?.slice(0, length) ?? null }));
}

/** Right padding agrees, for decoders left padding too. */
export const paddingInvariance: Check = async ({ model }) => {
  const rows = await probeRows(model);
  const alone = await oneByOne(model, rows);
  const differences: string[] = [];
  for (const side of model.facts.isDecoder ? (["right", "left"] as const) : (["right"] as const)) {
    const padded = await model.scoreBatch(rows, side, 5);
    const worst = Math.max(...padded.map((score, i) => Math.abs(score - alone[i]!)));
    if (!(worst <= TOLERANCE)) differences.push(`${show(worst)} on the ${side}`);
  }
  return differences.length === 0 ? pass("padding does not change the scores")
    : warn(`padding changes scores by up to ${differences.join(" and ")}: the export does not heed its mask; Tidemark pads nothing`);
};
