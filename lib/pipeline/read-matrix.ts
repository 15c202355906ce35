import type { Context } from "@/lib/context";
import { promptsOf } from "@/lib/context/prompts-of";
import { selectCurve, type CurveSelection } from "@/lib/context/select-curve";
import type { Matrix } from "@/lib/contracts";
import { DomainError } from "@/lib/errors";
import { curveRows } from "@/lib/pipeline/curve-rows";
import { loadLooks } from "@/lib/pipeline/load-looks";
import { outcomeCode, outcomeLetters } from "@/lib/stats/pair-outcomes";

/** By outcome. */
const letterCodes = Buffer.from(outcomeLetters, "latin1");

/** Outcomes one answer may hold: two megabytes of letters. */
const mostCells = 2_000_000;

/**
 * Outcome of every prompt at every step of a curve, or of the steps from `from` to `to` (both included); of one prompt with `key`.
 * @throws DomainError not-found (run), invalid-request (selection, range, too many cells)
 */
export async function readMatrix(ctx: Context, query: CurveSelection & { from?: number | undefined; to?: number | undefined; key?: string | undefined }): Promise<Matrix> {
  const { from = 0, to = Number.MAX_SAFE_INTEGER } = query;
  if (from > to) throw invalid("/query/to", `is before from (${from}); give a range of steps in rising order`);
  const curve = await selectCurve(ctx, query);
  const { nPrompts } = curve.run.promptSet;
  const rows = (await curveRows(ctx, curve)).filter(({ checkpoint: { step } }) => step >= from && step <= to);
  if (rows.length * nPrompts > mostCells) {
    throw invalid("/query/to", `${rows.length} steps of ${nPrompts} prompts are more than ${mostCells} outcomes; ask for at most ${Math.floor(mostCells / nPrompts)} steps with from and to`);
  }
  const looks = await loadLooks(ctx, curve, { checkpointIds: rows.map(({ checkpointId }) => checkpointId) });
  const { keys, tags } = await promptsOf(ctx, curve.run.promptSetId);
  const places = [...keys.keys()].filter((place) => query.key === undefined || keys[place] === query.key);
  return {
    steps: looks.map(({ step, checkpointId, branch }) => ({ step, checkpointId, branch })),
    prompts: places.map((place) => ({ key: keys[place] ?? "", tags: tags[place] ?? [] })),
    outcomes: looks.map(({ outcomes }) => Buffer.from(places.map((place) => letterCodes[outcomes[place] ?? outcomeCode.pending] ?? 0)).toString("latin1")),
  };
}

function invalid(path: string, message: string): DomainError {
  return new DomainError("invalid-request", `${path.slice("/query/".length)}: ${message}.`, { errors: [{ path, message }] });
}
