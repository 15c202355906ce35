"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { PromptSet } from "@/lib/contracts/prompt-sets";
import { formatCount } from "@/lib/chart/format";
import { promptSetQuery, referenceSetsQuery } from "../../_queries/prompt-sets";
import { CopyButton } from "../../_ui/copy-button";
import { RelativeTime } from "../../_ui/relative-time";
import { NearDuplicatesPanel } from "./near-duplicates-panel";
import { PromptsBrowser } from "./prompts-browser";

/** One prompt set: what identifies it, its references, what is almost the same in it, its prompts. */
export function PromptSetView({ set, nClusters }: { set: PromptSet; nClusters: number }) {
  const { data: detail, error } = useQuery(promptSetQuery(set.id));
  const { data: references } = useQuery(referenceSetsQuery(set.id));
  return (
    <div className="page space-y-4">
      <div className="flex flex-wrap items-baseline gap-x-4 gap-y-1">
        <h1 className="text-20 [overflow-wrap:anywhere]"><Link href="/prompt-sets" className="font-normal text-muted hover:text-ink">Prompt sets</Link><span className="px-1.5 font-normal text-muted" aria-hidden>/</span>{set.name}</h1>
        <span className="text-13 text-muted">{formatCount(set.nPrompts)} prompts{nClusters !== set.nPrompts && `, ${formatCount(nClusters)} independent units`}</span>
        <span className="text-12 text-muted">hash <code className="font-mono" title={set.hash}>{set.hash.slice(0, 12)}</code><CopyButton text={set.hash} what="the hash" /></span>
        <span className="ml-auto text-12 text-muted max-md:ml-0">created <RelativeTime at={set.createdAt} /></span>
      </div>
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-4 lg:grid-cols-2">
        <section className="panel" aria-labelledby="references-title">
          <h2 id="references-title" className="px-5 pt-4 text-16">Reference sets</h2>
          {references?.items.length === 0 && <p className="px-5 pt-1 pb-4 text-13 text-muted">None yet. <code className="font-mono text-12">npx tidemark references add {set.name} handwritten references.jsonl</code> adds one: one completion for each prompt.</p>}
          {references && references.items.length > 0 && (
            <div className="scroll-x mt-2" tabIndex={0} role="region" aria-label="Table of reference sets">
              <table className="grid-table">
                <thead><tr><th scope="col">Name</th><th scope="col" className="num">Completions</th><th scope="col">Hash</th><th scope="col" className="num">Created</th></tr></thead>
                <tbody>{references.items.map((r) => <tr key={r.id}><th scope="row">{r.name}</th><td className="num">{formatCount(r.nCompletions)}</td><td className="font-mono text-12" title={r.hash}>{r.hash.slice(0, 12)}</td><td className="num text-muted"><RelativeTime at={r.createdAt} /></td></tr>)}</tbody>
              </table>
            </div>
          )}
        </section>
        <NearDuplicatesPanel promptSet={set.id} nPrompts={set.nPrompts} nClusters={nClusters} />
      </div>
      {error && <p role="alert" className="text-13 text-regressed">The prompts could not be read: {error.message}</p>}
      {detail ? <PromptsBrowser promptSet={set.id} prompts={detail.prompts} tags={detail.tags} /> : !error && <div className="panel h-[60vh] px-5 py-4 text-13 text-muted" role="status">Reading {formatCount(set.nPrompts)} prompts…</div>}
    </div>
  );
}
