"use client";

import { useRef, useState } from "react";

/** Copies text; says so where the button is, in sight and to a screen reader. `what` completes "Copy ...". */
export function CopyButton({ text, what, words = "", className = "" }: { text: string; what: string; words?: string; className?: string }) {
  const [copied, setCopied] = useState<"yes" | "no" | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  async function copy() {
    const done = await writeText(text);
    setCopied(done ? "yes" : "no");
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setCopied(null), 1800);
  }
  // What is read aloud holds what is seen, so that a voice can ask for the button by its words.
  const name = `Copy ${what}`.includes(words) ? `Copy ${what}` : `${words}: copy ${what}`;
  return (
    <button type="button" onClick={() => void copy()} className={`button button-quiet h-6! gap-1! px-1.5! text-12! ${className}`} aria-label={name} title={`Copy ${what}`}>
      {copied === "yes" ? <Tick /> : <Sheets />}
      <span aria-live="polite" className={copied === null && words === "" ? "sr-only" : ""}>{copied === "yes" ? "Copied" : copied === "no" ? "Copy by hand" : words}</span>
    </button>
  );
}

/** The clipboard is closed to pages that came over plain HTTP from another machine; selecting and copying still works there. */
export async function writeText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement("textarea");
    area.value = text;
    area.style.cssText = "position:fixed;opacity:0";
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
}

const Sheets = () => (
  <svg width="14" height="14" viewBox="0 0 14 14" fill="none" stroke="currentColor" strokeWidth="1.4" strokeLinejoin="round" aria-hidden>
    <rect x="4.7" y="4.7" width="7" height="7" rx="1.2" /><path d="M9.3 4.7V3.2A1.2 1.2 0 0 0 8.1 2H3.2A1.2 1.2 0 0 0 2 3.2v4.9a1.2 1.2 0 0 0 1.2 1.2h1.5" />
  </svg>
);
const Tick = () => (
  <svg width="14" height="14" viewBox="0 0 14 14" fill="none" stroke="var(--healthy)" strokeWidth="1.8" strokeLinecap="round" strokeLinejoin="round" aria-hidden><path d="m2.5 7.5 3 3 6-7" /></svg>
);
