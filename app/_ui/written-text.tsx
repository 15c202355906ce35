"use client";

import { useMemo, useState } from "react";
import { visibleText } from "./visible-text";

/** Longer texts open on request: a page of megabyte completions would not scroll. */
const shownAtFirst = 700;

/** Hostile text as text only: nothing is interpreted, hidden marks are shown, direction cannot leak out. */
export function WrittenText({ text, className = "" }: { text: string; className?: string }) {
  const [whole, setWhole] = useState(false);
  const long = text.length > shownAtFirst + 200;
  const shown = long && !whole ? text.slice(0, shownAtFirst).replace(/[\ud800-\udbff]$/, "") : text;
  const parts = useMemo(() => visibleText(shown), [shown]);
  return (
    <div className={className}>
      <div className="written max-w-[75ch]" dir="auto">
        {parts.map((part, i) => (part.sign === undefined ? part.text : <span key={i} className="sign" title={`U+${part.text.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")}`}>{part.sign}</span>))}
        {long && !whole && "…"}
      </div>
      {long && (
        <button type="button" className="link mt-1 text-12" onClick={() => setWhole(!whole)}>
          {whole ? "Show less" : `Show all ${text.length.toLocaleString("en").replaceAll(",", "\u202f")} characters`}
        </button>
      )}
    </div>
  );
}
