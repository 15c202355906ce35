"use client";

/** Keeps a run on top of the list, in this browser. */
export function PinButton({ name, pinned, onPin }: { name: string; pinned: boolean; onPin: () => void }) {
  return (
    <button
      type="button" onClick={onPin} aria-pressed={pinned} data-pin aria-label={`Pin ${name}`} title={pinned ? "Pinned: stays on top in this browser" : "Pin: keep on top in this browser"}
      className={`flex size-6 items-center justify-center rounded-sm hover:text-best ${pinned ? "text-best" : "text-line-strong"}`}
    >
      <svg width="14" height="14" viewBox="0 0 14 14" fill={pinned ? "currentColor" : "none"} stroke="currentColor" strokeWidth="1.3" strokeLinejoin="round" strokeLinecap="round" aria-hidden>
        <path d="M4.6 1.6h4.8l-.6 4 2.2 2.2H3l2.2-2.2z" /><path d="M7 7.8v4.6" />
      </svg>
    </button>
  );
}
