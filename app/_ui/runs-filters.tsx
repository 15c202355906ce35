"use client";

import type { Ref } from "react";
import { VerdictWord } from "@/lib/contracts/runs";
import type { RunsSelection } from "../_queries/runs";
import { SelectField } from "./select-field";
import { useSettledText } from "./use-settled-text";
import { verdictWord } from "./verdict-mark";

/** Search and choices above the table. Typing settles before it is asked for. */
export function RunsFilters({ selection, names, onChange, searchField }: {
  selection: RunsSelection; names: { projects: string[]; promptSets: string[] };
  onChange: (change: RunsSelection, how: "typed" | "chosen") => void; searchField: Ref<HTMLInputElement>;
}) {
  const [words, setWords] = useSettledText(selection.q ?? "", (q) => onChange({ q }, "typed"));
  const options = (all: string, values: readonly string[], chosen: string | undefined) =>
    [{ value: "", text: all }, ...[...new Set([...values, ...(chosen ? [chosen] : [])])].map((value) => ({ value, text: value }))];
  return (
    <div className="ml-auto flex flex-wrap items-center gap-x-3 gap-y-2 max-lg:ml-0 max-lg:w-full">
      <SelectField label="project" value={selection.project ?? ""} options={options("all", names.projects, selection.project)} onChange={(project) => onChange({ project }, "chosen")} />
      <SelectField label="prompt set" value={selection.promptSet ?? ""} options={options("all", names.promptSets, selection.promptSet)} onChange={(promptSet) => onChange({ promptSet }, "chosen")} />
      <SelectField
        label="verdict" value={selection.verdict ?? ""} options={[{ value: "", text: "any" }, ...VerdictWord.options.map((value) => ({ value, text: verdictWord(value).toLowerCase() }))]}
        onChange={(value) => onChange({ verdict: VerdictWord.safeParse(value).data }, "chosen")}
      />
      <label className="sr-only" htmlFor="search">Search runs by project or name</label>
      <input
        ref={searchField} id="search" type="search" className="field w-[220px] max-md:w-full md:max-lg:flex-1 md:max-lg:basis-[200px]" placeholder="Search project or name" aria-keyshortcuts="/" title="Search (/)" value={words} autoComplete="off"
        onChange={(event) => setWords(event.target.value)} onKeyDown={(event) => event.key === "Escape" && words === "" && event.currentTarget.blur()}
      />
    </div>
  );
}
