"use client";

import { type ReactNode, useId, useRef, useState } from "react";
import { termFormulas } from "./term-formulas";
import { type TermName, terms } from "./terms";

/** A word with its definition: on hover, on focus, on touch; Escape closes it. */
export function Term({ name, children }: { name: TermName; children?: ReactNode }) {
  const id = useId();
  const anchor = useRef<HTMLButtonElement>(null);
  const [place, setPlace] = useState<{ left: number; top: number } | null>(null);

  function open() {
    const box = anchor.current?.getBoundingClientRect();
    if (!box) return;
    const width = Math.min(300, window.innerWidth - 24);
    const below = box.bottom + 6;
    setPlace({ left: Math.max(12, Math.min(box.left, window.innerWidth - width - 12)), top: below + 140 > window.innerHeight ? Math.max(8, box.top - 146) : below });
  }
  const close = () => setPlace(null);
  return (
    <span onMouseLeave={close}>
      <button
        ref={anchor} type="button" aria-describedby={place ? id : undefined} onMouseEnter={open} onFocus={open} onBlur={close} onClick={open}
        onKeyDown={(event) => event.key === "Escape" && close()}
        className="cursor-help underline decoration-dotted decoration-from-font underline-offset-[3px] [font:inherit] [text-align:inherit]"
      >
        {children ?? name}
      </button>
      {place && (
        <span id={id} role="tooltip" style={{ ...place, width: Math.min(300, window.innerWidth - 24) }} className="fixed z-50 rounded-md border border-line-strong/50 bg-raised px-3 py-2 text-left text-12 font-normal whitespace-normal text-ink shadow-lg">
          {terms[name]}
          {termFormulas[name] && <span className="mt-1 block font-mono [overflow-wrap:anywhere] text-muted">{termFormulas[name]}</span>}
        </span>
      )}
    </span>
  );
}
