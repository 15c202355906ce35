import { listPairs, readCurve, readRewardModel, readVerdict, type Curve, type CurvePoint, type Run, type Selection, type Verdict } from "@/lib/contracts";
import { ConfigError } from "@/lib/errors";
import { curveColumns, pairColumns, verdictColumns, type ExportedPair, type ExportColumn } from "@/lib/formats/export-rows";
import { allPages } from "./all-pages";
import { callApi, type Api } from "./api-client";

export const exported = ["curve", "pairs", "verdict"] as const;
export type Exported = (typeof exported)[number];

/** One curve of a run, and what of it is wanted. */
export interface ExportQuery { api: Api; run: Run; selection: Partial<Selection>; step: number | undefined }

/** Items that come page by page, and their columns in CSV. */
export interface Export<T> { items: AsyncIterable<T>; columns: readonly ExportColumn<T>[] }

export const curveOf = async ({ api, run, selection }: ExportQuery): Promise<Curve> => (await callApi(api, readCurve, { params: { run: run.id }, query: selection })).data;

async function attributesOf({ api }: ExportQuery, curve: Curve): Promise<string[]> {
  return curve.rewardModel ? (await callApi(api, readRewardModel, { params: { rewardModel: curve.rewardModel.id } })).data.attributes : [];
}

function pointsOf(curve: Curve, step: number | undefined): CurvePoint[] {
  const points = step === undefined ? curve.points : curve.points.filter((point) => point.step === step);
  if (step !== undefined && points.length === 0) throw new ConfigError(`Step ${step} has no scores on this curve; it has ${curve.points.map((point) => point.step).slice(0, 10).join(", ") || "none yet"}${curve.points.length > 10 ? ", ..." : ""}.`);
  return points;
}

/** Points of the curve in step order. */
export async function exportCurve(query: ExportQuery): Promise<Export<CurvePoint>> {
  const curve = await curveOf(query);
  return { items: each(pointsOf(curve, query.step)), columns: curveColumns(await attributesOf(query, curve)) };
}

/** Every pair of every step (or of one), in step order, then the prompt set's; one page is held at a time. */
export async function exportPairs(query: ExportQuery): Promise<Export<ExportedPair>> {
  const curve = await curveOf(query);
  const points = pointsOf(curve, query.step);
  return { items: pairsOf(query, points), columns: pairColumns(await attributesOf(query, curve)) };
}

export async function* pairsOf({ api, run, selection }: ExportQuery, points: readonly CurvePoint[]): AsyncGenerator<ExportedPair> {
  for (const { step, branch } of points) {
    for await (const pair of allPages(api, listPairs, { params: { run: run.id }, query: { ...selection, step, branch } })) yield { step, branch, ...pair };
  }
}

export async function exportVerdict({ api, run, selection }: ExportQuery): Promise<Export<Verdict>> {
  return { items: each([(await callApi(api, readVerdict, { params: { run: run.id }, query: selection })).data]), columns: verdictColumns };
}

async function* each<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}
