"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import type { Curve } from "@/lib/contracts/curves";
import { type PairsSelection, pairsQuery } from "../../../../_queries/checkpoints";
import type { CurveSelection } from "../../../../_queries/run";
import { SelectField } from "../../../../_ui/select-field";
import { PairCard } from "./pair-card";
import type { PairsFilter } from "./pairs-selection";

const outcomes = [
  { value: "", text: "all" }, { value: "win", text: "wins" }, { value: "tie", text: "ties" }, { value: "loss", text: "losses" }, { value: "failed", text: "failed" }, { value: "missing", text: "missing" },
];
const sorts = [
  { value: "", text: "the prompt set’s" }, { value: "margin", text: "lowest margin first" }, { value: "-margin", text: "highest margin first" },
  { value: "change", text: "fell most since the last step" }, { value: "key", text: "key" },
];

/** Every pair of the checkpoint; filter and order are in the address. */
export function PairsList({ id, step, selection, filter, tags, curve }: {
  id: string; step: number; selection: CurveSelection; filter: PairsFilter; tags: readonly { tag: string; nPrompts: number }[]; curve: Curve | undefined;
}) {
  const asked: PairsSelection = { ...selection, ...filter };
  const { data, error, fetchNextPage, hasNextPage, isFetching, isFetchingNextPage } = useInfiniteQuery(pairsQuery(id, step, asked));
  const [words, setWords] = useState(filter.q ?? "");
  const pairs = useMemo(() => data?.pages.flatMap((page) => page.items) ?? [], [data]);
  // A logit of 1 is a small margin; the scores of an absolute model may all lie within less.
  const least = curve?.rewardModel?.kind === "absolute" ? Number.MIN_VALUE : 1;
  const most = useMemo(() => Math.max(least, ...pairs.map((p) => Math.abs(p.margin ?? 0))), [pairs, least]);

  function choose(change: Record<string, string>) {
    const search = new URLSearchParams(window.location.search);
    for (const [name, value] of Object.entries(change)) {
      if (value === "") search.delete(name);
      else search.set(name, value);
    }
    const text = search.toString();
    window.history.replaceState(null, "", `${window.location.pathname}${text ? `?${text}` : ""}`);
  }
  useEffect(() => {
    if (words === (filter.q ?? "")) return;
    const wait = setTimeout(() => choose({ q: words }), 250);
    return () => clearTimeout(wait);
  }, [words, filter.q]);

  const filtered = Boolean(filter.outcome || filter.tag || filter.q);
  return (
    <section aria-label="Pairs">
      <div className="mb-3 flex flex-wrap items-center gap-x-4 gap-y-2 max-sm:[&_label:not(.sr-only)]:w-full max-sm:[&_label>span]:w-16 max-sm:[&_select]:max-w-none max-sm:[&_select]:flex-1">
        <h2 className="mr-1 text-16">Pairs</h2>
        <SelectField label="outcome" value={filter.outcome ?? ""} options={outcomes} onChange={(outcome) => choose({ outcome })} />
        {tags.length > 0 && <SelectField label="tag" value={filter.tag ?? ""} options={[{ value: "", text: "all" }, ...tags.map(({ tag, nPrompts }) => ({ value: tag, text: `${tag} (${nPrompts})` }))]} onChange={(tag) => choose({ tag })} />}
        <SelectField label="order" value={filter.sort ?? ""} options={sorts} onChange={(sort) => choose({ sort })} />
        <label className="sr-only" htmlFor="pairs-search">Search in prompts, references and completions</label>
        <input id="pairs-search" type="search" className="field ml-auto w-[280px] max-sm:ml-0 max-sm:w-full" placeholder="Search in the texts" value={words} onChange={(event) => setWords(event.target.value)} />
      </div>
      {error && <p role="alert" className="mb-3 text-13 text-regressed">The pairs could not be read: {error.message}</p>}
      <ol className={`space-y-3 ${isFetching && !isFetchingNextPage ? "opacity-70" : ""}`} aria-busy={isFetching}>
        {pairs.map((pair) => <PairCard key={pair.key} pair={pair} most={most} referenceName={curve?.referenceSet?.name ?? "reference"} />)}
      </ol>
      {data && pairs.length === 0 && <p className="panel px-5 py-8 text-muted">{filtered ? "No pair matches the filter." : "This run has no prompts to compare."} {filtered && <button type="button" className="link" onClick={() => { setWords(""); choose({ outcome: "", tag: "", q: "" }); }}>Show all pairs</button>}</p>}
      {hasNextPage && <div className="mt-4 text-center"><button type="button" className="button" disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>{isFetchingNextPage ? "Reading…" : "Load more"}</button></div>}
    </section>
  );
}
