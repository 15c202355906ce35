"use client";

import Link from "next/link";
import { useEffect, useId, useRef, useState } from "react";
import { OpenAlertsCount } from "./open-alerts-count";
import { pages } from "./pages";

/** The pages where there is no room for them beside each other. Give it another key for each page, so that it closes on arrival. */
export function SiteMenu({ path, onSignOut }: { path: string; onSignOut: () => void }) {
  const [open, setOpen] = useState(false);
  const id = useId();
  const root = useRef<HTMLDivElement>(null), button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!open) return;
    const outside = (event: PointerEvent) => event.target instanceof Node && !root.current?.contains(event.target) && setOpen(false);
    document.addEventListener("pointerdown", outside);
    return () => document.removeEventListener("pointerdown", outside);
  }, [open]);
  return (
    <div
      ref={root} className="lg:hidden"
      onKeyDown={(event) => { if (event.key === "Escape" && open) { setOpen(false); button.current?.focus(); } }}
      onBlur={(event) => event.relatedTarget instanceof Node && !event.currentTarget.contains(event.relatedTarget) && setOpen(false)}
    >
      <button ref={button} type="button" className="button button-quiet w-9 px-0!" aria-expanded={open} aria-controls={id} aria-label="Menu" onClick={() => setOpen(!open)}>
        <svg width="18" height="18" viewBox="0 0 18 18" fill="none" stroke="currentColor" strokeWidth="1.6" strokeLinecap="round" aria-hidden><path d={open ? "m4.5 4.5 9 9m0-9-9 9" : "M3 5h12M3 9h12M3 13h12"} /></svg>
      </button>
      <nav id={id} aria-label="Main" hidden={!open} className="absolute inset-x-0 top-12 border-b border-line bg-raised px-4 py-2 shadow-lg md:px-7">
        <ul>
          {pages.map(({ href, name, holds }) => (
            <li key={href}>
              <Link href={href} prefetch={false} onClick={() => setOpen(false)} aria-current={holds(path) ? "page" : undefined} className="flex items-center py-2.5 text-14 text-muted aria-[current]:font-medium aria-[current]:text-ink">
                {name}{href === "/alerts" && open && <OpenAlertsCount />}
              </Link>
            </li>
          ))}
          <li><button type="button" className="w-full py-2.5 text-left text-14 text-muted" onClick={onSignOut}>Sign out</button></li>
        </ul>
      </nav>
    </div>
  );
}
