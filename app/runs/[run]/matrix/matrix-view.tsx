"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useRouter, useSearchParams } from "next/navigation";
import { useMemo, useState } from "react";
import { type MatrixOrder, matrixOrders, prepareMatrix } from "@/lib/chart/prepare-matrix";
import type { Run } from "@/lib/contracts/runs";
import { matrixQuery } from "../../../_queries/matrix";
import { bestQuery, runKey, runQuery, verdictQuery } from "../../../_queries/run";
import { changeSearch } from "../../../_ui/change-search";
import { LiveMark } from "../../../_ui/live-mark";
import { Notice } from "../../../_ui/notice";
import { SelectField } from "../../../_ui/select-field";
import { spelledOut } from "../../../_ui/spelled-out";
import { useEventStream } from "../../../_ui/use-event-stream";
import { MatrixCanvas } from "./matrix-canvas";
import { MatrixLegend } from "./matrix-legend";
import { MatrixTable } from "./matrix-table";

const orderWords: Record<MatrixOrder, string> = { set: "the prompt set’s", tag: "by tag", "first-flip": "by first turn to a loss", similarity: "by similarity" };
const heights = [{ value: "", text: "fit" }, { value: "6", text: "small" }, { value: "12", text: "medium" }, { value: "18", text: "large" }];

/** Outcome of every prompt at every step: where a run turned, and on what. @param known the run as the server read it */
export function MatrixView({ known }: { known: Run }) {
  const { id } = known;
  const router = useRouter();
  const search = useSearchParams();
  const client = useQueryClient();
  const [asTable, setAsTable] = useState(false);
  const one = (name: string) => search.get(name) || undefined;
  const selection = Object.fromEntries(["rewardModel", "referenceSet", "branch"].flatMap((name) => (one(name) ? [[name, one(name)!]] : [])));
  const range = Object.fromEntries(["from", "to"].flatMap((name) => (one(name) ? [[name, one(name)!]] : [])));
  const order = matrixOrders.find((value) => value === one("order")) ?? "set";
  const tag = one("tag") ?? null;
  const { data: run = known } = useQuery(runQuery(id));
  const { data: matrix, error } = useQuery(matrixQuery(run, { ...selection, ...range }));
  const { data: verdict } = useQuery(verdictQuery(id, selection));
  const { data: best } = useQuery(bestQuery(id, selection));
  const live = useEventStream(`/api/v1/runs/${id}/events`, () => void client.invalidateQueries({ queryKey: runKey(id) }));
  const model = useMemo(() => matrix && prepareMatrix(matrix, { order, tag }), [matrix, order, tag]);
  const tags = useMemo(() => [...new Set(matrix?.prompts.flatMap((p) => p.tags) ?? [])].sort(), [matrix]);
  const kept = new URLSearchParams(selection).toString();
  const open = (key: string, step: number, branch: string) => {
    const to = new URLSearchParams({ ...selection, key });
    if (branch !== "main") to.set("branch", branch);
    router.push(`/runs/${id}/checkpoints/${step}?${to}`);
  };
  const marks = useMemo(() => [
    ...(best?.chosen ? [{ step: best.chosen.step, token: "best" as const, words: "best" }] : []),
    ...(verdict?.regression ? [{ step: verdict.regression.step, token: "regressed" as const, words: "regressed since" }] : []),
  ], [best, verdict]);
  return (
    <div className="page space-y-3">
      <div className="flex flex-wrap items-baseline gap-x-4 gap-y-1">
        <h1 className="text-20 [overflow-wrap:anywhere]"><Link href={`/runs/${id}${kept && `?${kept}`}`} className="font-normal text-muted hover:text-ink">{run.project} / {run.name}</Link><span className="px-1.5 font-normal text-muted" aria-hidden>/</span>Matrix</h1>
        <span className="ml-auto"><LiveMark state={live} /></span>
      </div>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <SelectField label="order" value={order} options={matrixOrders.map((value) => ({ value, text: orderWords[value] }))} onChange={(value) => changeSearch({ order: value === "set" ? "" : value })} />
        {tags.length > 0 && <SelectField label="tag" value={tag ?? ""} options={[{ value: "", text: "all" }, ...tags.map((value) => ({ value, text: spelledOut(value) }))]} onChange={(tag) => changeSearch({ tag })} />}
        <SelectField label="cells" value={heights.find(({ value }) => value === one("cells"))?.value ?? ""} options={heights} onChange={(cells) => changeSearch({ cells })} />
        <button type="button" className="button button-quiet h-7!" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>{asTable ? "Matrix" : "Table"}</button>
      </div>
      {error && <div role="alert"><Notice tone="regressed" title="The matrix could not be read.">{error.message}</Notice></div>}
      {!matrix && !error && <div className="panel h-[70vh] px-5 py-4 text-muted" role="status">Reading the outcomes…</div>}
      {matrix && model && (matrix.steps.length === 0 || model.rows.length === 0
        ? <p className="panel px-5 py-8 text-muted">{matrix.steps.length === 0 ? "No checkpoint is scored yet. The matrix fills as they are." : "No prompt has this tag."}</p>
        : <>
            <MatrixLegend counts={model.counts} />
            {asTable ? <MatrixTable matrix={matrix} model={model} onOpen={open} /> : <MatrixCanvas matrix={matrix} model={model} marks={marks} cellHeight={Number(one("cells")) || null} onOpen={open} />}
          </>)}
    </div>
  );
}
