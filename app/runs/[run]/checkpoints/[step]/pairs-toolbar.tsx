"use client";

import { useRef } from "react";
import { formatStep } from "@/lib/chart/format";
import { SelectField } from "../../../../_ui/select-field";
import { spelledOut } from "../../../../_ui/spelled-out";
import { useSettledText } from "../../../../_ui/use-settled-text";
import { useShortcuts } from "../../../../_ui/use-shortcuts";
import type { PairsFilter } from "./pairs-selection";

const outcomes = [
  { value: "", text: "all" }, { value: "win", text: "wins" }, { value: "tie", text: "ties" }, { value: "loss", text: "losses" }, { value: "failed", text: "failed" }, { value: "missing", text: "missing" },
];
const sorts = [
  { value: "", text: "the prompt set’s" }, { value: "margin", text: "lowest margin first" }, { value: "-margin", text: "highest margin first" }, { value: "change", text: "fell most first" }, { value: "key", text: "key" },
];
const turns = [{ value: "", text: "all" }, { value: "win-to-loss", text: "win to loss" }, { value: "loss-to-win", text: "loss to win" }, { value: "any", text: "any change" }];

/** Which pairs, in which order; everything goes into the address. `/` goes to the search. */
export function PairsToolbar({ filter, tags, bestStep, previousStep, onChange }: {
  filter: PairsFilter; tags: readonly { tag: string; nPrompts: number }[]; bestStep: number | null; previousStep: number | null; onChange: (change: Record<string, string>) => void;
}) {
  const [words, setWords] = useSettledText(filter.q ?? "", (q) => onChange({ q }));
  const search = useRef<HTMLInputElement>(null);
  useShortcuts((event) => {
    if (event.key !== "/") return;
    event.preventDefault();
    search.current?.focus();
  });
  const sinces = [
    { value: "", text: previousStep === null ? "the step before" : `the step before, ${formatStep(previousStep)}` },
    ...(bestStep === null ? [] : [{ value: String(bestStep), text: `the best, ${formatStep(bestStep)}` }]),
    ...(filter.since && filter.since !== String(bestStep) ? [{ value: filter.since, text: formatStep(Number(filter.since)) }] : []),
  ];
  return (
    <div className="mb-3 flex flex-wrap items-center gap-x-4 gap-y-2 max-sm:[&_label:not(.sr-only)]:w-full max-sm:[&_label>span]:w-16 max-sm:[&_select]:max-w-none max-sm:[&_select]:flex-1">
      <h2 className="mr-1 text-16">Pairs</h2>
      <SelectField label="outcome" value={filter.outcome ?? ""} options={outcomes} onChange={(outcome) => onChange({ outcome })} />
      {tags.length > 0 && <SelectField label="tag" value={filter.tag ?? ""} options={[{ value: "", text: "all" }, ...tags.map(({ tag, nPrompts }) => ({ value: tag, text: `${spelledOut(tag)} (${nPrompts})` }))]} onChange={(tag) => onChange({ tag })} />}
      <SelectField label="turned" value={filter.turned ?? ""} options={turns} onChange={(turned) => onChange({ turned })} />
      {(filter.turned || filter.sort === "change" || filter.since) && <SelectField label="since" value={filter.since ?? ""} options={sinces} onChange={(since) => onChange({ since })} />}
      <SelectField label="order" value={filter.sort ?? ""} options={sorts} onChange={(sort) => onChange({ sort })} />
      <label className="sr-only" htmlFor="pairs-search">Search in prompts, references and completions</label>
      <input ref={search} id="pairs-search" type="search" className="field ml-auto w-[240px] max-lg:ml-0 max-sm:w-full sm:max-lg:flex-1 sm:max-lg:basis-[200px]" placeholder="Search in the texts" aria-keyshortcuts="/" value={words} onChange={(event) => setWords(event.target.value)} />
    </div>
  );
}
