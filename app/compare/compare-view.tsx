"use client";

import { useQuery } from "@tanstack/react-query";
import { useSearchParams } from "next/navigation";
import { formatCheckpointAt, readCheckpointAt } from "@/lib/chart/checkpoint-at";
import { comparedBy, compareSentence, isKnown, sideNames } from "@/lib/chart/compare-sentence";
import { compareQuery, runChoicesQuery } from "../_queries/compare";
import { changeSearch } from "../_ui/change-search";
import { Notice } from "../_ui/notice";
import { parseCompareSelection } from "./compare-selection";
import { FlipLists } from "./flip-lists";
import { MetricsTable } from "./metrics-table";
import { ProbabilityScatter } from "./probability-scatter";
import { SidePicker } from "./side-picker";
import { TagsTable } from "./tags-table";

/** Two checkpoints, prompt by prompt; the address holds both sides. */
export function CompareView() {
  const search = useSearchParams();
  const from = Object.fromEntries(search);
  const selection = parseCompareSelection(from);
  const { data: runs } = useQuery(runChoicesQuery());
  const { data: comparison, error, isFetching } = useQuery({ ...compareQuery(selection ?? { run: "", a: "", b: "" }), enabled: selection !== null });
  const inRun = (side: "a" | "b") => { const at = readCheckpointAt(from[side]); return at && { ...at, run: at.run ?? from.run ?? readCheckpointAt(from.a)?.run ?? null }; };
  const [a, b] = [inRun("a"), inRun("b")];
  // Each side names its run once one is chosen.
  const set = (sides: Record<string, string>) => changeSearch({ run: "", ...sides });
  const swap = () => a && b && set({ a: formatCheckpointAt(b), b: formatCheckpointAt(a) });
  const known = comparison && isKnown(comparison[comparedBy(comparison)]) ? comparison[comparedBy(comparison)] : null;
  const tone = known?.low != null && known.low > 0 ? "healthy" : known?.high != null && known.high < 0 ? "regressed" : "unknown";
  return (
    <div className="page space-y-4">
      <h1 className="text-20">Compare</h1>
      <div className="panel flex flex-wrap items-end gap-x-4 gap-y-3 px-5 py-4">
        <SidePicker side="a" at={a} runs={runs?.items ?? []} onChange={(at) => set({ a: formatCheckpointAt(at), ...(b && { b: formatCheckpointAt(b) }) })} />
        <button type="button" className="button" disabled={!a || !b} onClick={swap} aria-label="Swap the two sides" title="Swap the two sides">⇄</button>
        <SidePicker side="b" at={b} like={a?.run ?? null} runs={runs?.items ?? []} onChange={(at) => set({ b: formatCheckpointAt(at), ...(a && { a: formatCheckpointAt(a) }) })} />
        <p className="basis-full text-12 text-muted"><span className="block max-w-[80ch]">Differences are b minus a, on the prompts that both answered. Runs can be compared when they have the same prompts, references and reward model.</span></p>
      </div>
      {!selection && <p className="panel px-5 py-8 text-muted">Choose two checkpoints. On a run’s chart, Space chooses points too; two of them offer this comparison.</p>}
      {selection && error && <div role="alert"><Notice tone="regressed" title="These two cannot be compared.">{error.message}</Notice></div>}
      {selection && !comparison && !error && <div className="panel h-[50vh] px-5 py-4 text-muted" role="status">Comparing…</div>}
      {selection && comparison && !error && (
        <div className={`space-y-4 ${isFetching ? "opacity-70" : ""}`} aria-busy={isFetching}>
          <Notice tone={tone}><p className="text-16" data-testid="compare-sentence">{compareSentence(comparison)}</p></Notice>
          <MetricsTable comparison={comparison} />
          <div className={`grid grid-cols-[minmax(0,1fr)] items-start gap-4 lg:grid-cols-2 ${comparison.byTag.length > 0 ? "min-[118rem]:grid-cols-[minmax(0,3fr)_minmax(0,2fr)_minmax(0,4fr)]" : ""}`}>
            <ProbabilityScatter comparison={comparison} names={sideNames(comparison)} search={search} />
            <FlipLists comparison={comparison} search={search} />
            <TagsTable comparison={comparison} />
          </div>
        </div>
      )}
    </div>
  );
}
