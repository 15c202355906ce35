"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { useSearchParams } from "next/navigation";
import { type KeyboardEvent, useDeferredValue, useMemo, useRef } from "react";
import type { z } from "zod";
import type { Prompt } from "@/lib/contracts/prompt-sets";
import { formatCount } from "@/lib/chart/format";
import { changeSearch } from "../../_ui/change-search";
import { SelectField } from "../../_ui/select-field";
import { spelledOut } from "../../_ui/spelled-out";
import { useSettledText } from "../../_ui/use-settled-text";
import { VisibleLine } from "../../_ui/visible-line";
import { PromptDetail } from "./prompt-detail";

type PromptValue = z.infer<typeof Prompt>;
const textOf = (prompt: PromptValue) => prompt.prompt ?? prompt.messages?.map(({ content }) => content).join("\n") ?? "";

/** List at the left, one prompt with its references at the right; the address holds what is chosen. */
export function PromptsBrowser({ promptSet, prompts, tags }: { promptSet: string; prompts: readonly PromptValue[]; tags: readonly { tag: string; nPrompts: number }[] }) {
  const search = useSearchParams();
  const box = useRef<HTMLDivElement>(null);
  const tag = search.get("tag") ?? "";
  const q = search.get("q") ?? "";
  const [words, setWords] = useSettledText(q, (text) => changeSearch({ q: text, key: "" }));
  const needle = useDeferredValue(q).toLowerCase();
  const shown = useMemo(
    () => prompts.filter((p) => (tag === "" || p.tags.includes(tag)) && (needle === "" || p.key.toLowerCase().includes(needle) || textOf(p).toLowerCase().includes(needle))),
    [prompts, tag, needle],
  );
  const at = Math.max(0, shown.findIndex(({ key }) => key === search.get("key")));
  const chosen = shown[at];
  const rows = useVirtualizer({ count: shown.length, getScrollElement: () => box.current, estimateSize: () => 48, overscan: 12, initialOffset: at * 48 });
  const keys = (event: KeyboardEvent) => {
    const move = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[event.key];
    const next = move === undefined ? undefined : shown[at + move];
    if (!next || move === undefined) return;
    event.preventDefault();
    changeSearch({ key: next.key });
    rows.scrollToIndex(at + move);
  };
  return (
    <section aria-label="Prompts">
      <div className="mb-2 flex flex-wrap items-center gap-x-4 gap-y-2">
        <input className="field w-56" type="search" placeholder="Search keys and texts" aria-label="Search prompts" value={words} onChange={(event) => setWords(event.target.value)} />
        {tags.length > 0 && <SelectField label="tag" value={tag} onChange={(value) => changeSearch({ tag: value, key: "" })} options={[{ value: "", text: "all" }, ...tags.map((t) => ({ value: t.tag, text: spelledOut(t.tag), note: String(t.nPrompts) }))]} />}
        <span className="text-12 text-muted" role="status">{formatCount(shown.length)} of {formatCount(prompts.length)}</span>
      </div>
      {chosen === undefined ? <p className="panel px-5 py-8 text-13 text-muted">No prompt matches.</p> : (
        <div className="grid grid-cols-[minmax(0,1fr)] gap-4 lg:grid-cols-[minmax(260px,380px)_minmax(0,1fr)] min-[118rem]:grid-cols-[520px_minmax(0,1fr)]">
          <div ref={box} className="panel h-[40vh] overflow-y-auto lg:h-[70vh]" tabIndex={0} role="listbox" aria-label="Prompts" aria-activedescendant={`prompt-${at}`} onKeyDown={keys}>
            <div className="relative" style={{ height: rows.getTotalSize() }}>
              {rows.getVirtualItems().map(({ index, start }) => (
                <div
                  key={shown[index]!.key} id={`prompt-${index}`} role="option" aria-selected={index === at} onClick={() => changeSearch({ key: shown[index]!.key })}
                  className="absolute inset-x-0 flex h-12 cursor-pointer flex-col justify-center border-b border-line px-4 hover:bg-tide-wash aria-selected:bg-tide-wash" style={{ transform: `translateY(${start}px)` }}
                >
                  <span className="truncate text-12 text-muted"><VisibleLine text={shown[index]!.key} /></span>
                  <span className="truncate text-13"><VisibleLine text={textOf(shown[index]!).slice(0, 120)} /></span>
                </div>
              ))}
            </div>
          </div>
          <PromptDetail promptSet={promptSet} prompt={chosen} />
        </div>
      )}
    </section>
  );
}
