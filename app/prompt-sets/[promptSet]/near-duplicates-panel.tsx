"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { formatCount } from "@/lib/chart/format";
import { nearDuplicatesQuery } from "../../_queries/prompt-sets";
import { VisibleLine } from "../../_ui/visible-line";

const shownAtFirst = 6;

/** Prompts that say almost the same are not independent: fewer units than prompts. */
export function NearDuplicatesPanel({ promptSet, nPrompts, nClusters }: { promptSet: string; nPrompts: number; nClusters: number }) {
  const { data, error } = useQuery(nearDuplicatesQuery(promptSet));
  const [all, setAll] = useState(false);
  return (
    <section className="panel px-5 py-4" aria-labelledby="near-title">
      <h2 id="near-title" className="text-16">Near-duplicates</h2>
      {error && <p role="alert" className="mt-1 text-13 text-regressed">They could not be searched for: {error.message}</p>}
      {!data && !error && <p className="mt-1 text-13 text-muted" role="status">Comparing the prompts…</p>}
      {data?.nPairs === 0 && <p className="mt-1 text-13 text-muted">None: no two prompts have a similarity of {data.threshold * 100} % or more.</p>}
      {data && data.nPairs > 0 && (
        <>
          <p className="mt-1 max-w-[75ch] text-13 text-muted">
            {formatCount(data.nPairs)} {data.nPairs === 1 ? "pair says" : "pairs say"} almost the same. Such prompts are not independent; give them one <code className="font-mono text-12">group</code> in a new prompt set, or leave one out.
            {nClusters === nPrompts && " Every prompt counts as independent now, so intervals are a little too narrow."}
          </p>
          <ul className="mt-2 space-y-1 text-13">
            {data.pairs.slice(0, all ? undefined : shownAtFirst).map(({ a, b, similarity }) => (
              <li key={`${a} ${b}`} className="flex flex-wrap gap-x-2"><a className="link" href={`?key=${encodeURIComponent(a)}`}><VisibleLine text={a} /></a><span className="text-muted">and</span><a className="link" href={`?key=${encodeURIComponent(b)}`}><VisibleLine text={b} /></a><span className="text-muted tabular-nums">{(similarity * 100).toFixed(0)} %</span></li>
            ))}
          </ul>
          {data.pairs.length > shownAtFirst && <button type="button" className="link mt-2 text-12" onClick={() => setAll(!all)}>{all ? "Show fewer" : `Show ${data.nPairs > data.pairs.length ? `the first ${formatCount(data.pairs.length)}` : `all ${formatCount(data.pairs.length)}`}`}</button>}
        </>
      )}
      {data && <p className="mt-2 text-12 text-muted">{data.method}.</p>}
    </section>
  );
}
