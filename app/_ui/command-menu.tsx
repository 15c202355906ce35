"use client";

import dynamic from "next/dynamic";
import { useEffect, useEffectEvent, useState } from "react";
import { isTyping } from "./is-typing";

// Loaded when first opened: most visits to a page need neither.
const CommandPalette = dynamic(() => import("./command-palette").then((m) => m.CommandPalette), { ssr: false });
const HelpSheet = dynamic(() => import("./help-sheet").then((m) => m.HelpSheet), { ssr: false });

/** Buttons and keys of the palette and of the help sheet. */
export function CommandMenu() {
  const [open, setOpen] = useState<"palette" | "help" | null>(null);
  const [returnTo, setReturnTo] = useState<HTMLElement | null>(null);
  const show = (what: "palette" | "help") => {
    if (open === null) setReturnTo(document.activeElement instanceof HTMLElement ? document.activeElement : null);
    setOpen(what);
  };
  const press = useEffectEvent((event: KeyboardEvent) => {
    if (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey) {
      event.preventDefault();
      if (open === "palette") setOpen(null);
      else show("palette");
    } else if (event.key === "?" && !event.ctrlKey && !event.metaKey && !isTyping(event.target) && open === null) {
      event.preventDefault();
      show("help");
    }
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => press(event);
    document.addEventListener("keydown", listener);
    return () => document.removeEventListener("keydown", listener);
  }, []);
  return (
    <>
      <button type="button" className="button button-quiet max-sm:w-8 max-sm:px-0!" onClick={() => show("palette")} aria-keyshortcuts="Control+K Meta+K" aria-haspopup="dialog" title="Go to (Ctrl K)">
        <svg width="16" height="16" viewBox="0 0 16 16" fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" aria-hidden><circle cx="7" cy="7" r="4.5" /><path d="m10.5 10.5 3.2 3.2" /></svg>
        <span className="sr-only">Go to a run, a page or a step</span>
        <kbd className="max-sm:hidden" aria-hidden>Ctrl K</kbd>
      </button>
      <button type="button" className="button button-quiet w-8 px-0!" onClick={() => show("help")} aria-label="Help: words, formulas and keys" aria-keyshortcuts="?" aria-haspopup="dialog" title="Help (?)">
        <svg width="16" height="16" viewBox="0 0 16 16" fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" strokeLinejoin="round" aria-hidden><circle cx="8" cy="8" r="6" /><path d="M6.3 6.3a1.75 1.75 0 1 1 2.5 1.6c-.5.25-.8.6-.8 1.1M8 11.2v.05" /></svg>
      </button>
      {open === "palette" && <CommandPalette returnTo={returnTo} onClose={() => setOpen(null)} onHelp={() => show("help")} />}
      {open === "help" && <HelpSheet returnTo={returnTo} onClose={() => setOpen(null)} />}
    </>
  );
}
