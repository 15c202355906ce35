"use client";

import { PinSign } from "./pin-sign";

/** Keeps a run on top of the list, in this browser. */
export function PinRunButton({ name, pinned, onPin }: { name: string; pinned: boolean; onPin: () => void }) {
  return (
    <button
      type="button" onClick={onPin} aria-pressed={pinned} data-pin aria-label={`Pin ${name}`} title={pinned ? "Pinned: stays on top in this browser" : "Pin: keep on top in this browser"}
      className={`flex size-6 items-center justify-center rounded-sm hover:text-best ${pinned ? "text-best" : "text-line-strong"}`}
    >
      <PinSign pinned={pinned} />
    </button>
  );
}
