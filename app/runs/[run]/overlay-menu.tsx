"use client";

import dynamic from "next/dynamic";
import { useState } from "react";
import type { Run } from "@/lib/contracts/runs";
import type { CurveSelection } from "../../_queries/run";
import { type OverlayRef, overlayKey, overlayName } from "./overlay-ref";

type Props = { run: Run; selection: CurveSelection; overlays: readonly OverlayRef[]; onChange: (overlays: OverlayRef[]) => void };

// Loaded when it is about to be opened: most visits to a page do not.
const load = () => import("./overlay-popover").then((m) => m.OverlayPopover);
const OverlayPopover = dynamic(load, { ssr: false, loading: () => <Opener n={0} /> });

/** Other curves over the chosen one: of the run's other references and reward models, and of other runs on the same prompts. */
export function OverlayMenu({ run, selection, overlays, onChange }: Props) {
  const [asked, setAsked] = useState(false);
  const toggle = (ref: OverlayRef) => {
    const key = overlayKey(ref);
    onChange(overlays.some((one) => overlayKey(one) === key) ? overlays.filter((one) => overlayKey(one) !== key) : [...overlays, ref]);
  };
  return (
    <span className="inline-flex min-w-0 flex-wrap items-center gap-1.5">
      {asked ? <OverlayPopover {...{ run, selection, overlays }} onToggle={toggle} /> : <Opener n={overlays.length} onNear={() => void load()} onOpen={() => setAsked(true)} />}
      {overlays.map((ref) => (
        <button key={overlayKey(ref)} type="button" className="chip max-w-full hover:text-ink" aria-label={`Remove ${overlayName(ref)}`} onClick={() => toggle(ref)}>
          <span className="truncate">{overlayName(ref)}</span> <span aria-hidden>×</span>
        </button>
      ))}
    </span>
  );
}

function Opener({ n, onNear, onOpen }: { n: number; onNear?: () => void; onOpen?: () => void }) {
  return (
    <button type="button" className="button" aria-haspopup="dialog" aria-expanded={false} onPointerEnter={onNear} onFocus={onNear} onClick={onOpen}>
      Overlay{n > 0 && <span className="text-muted">{n}</span>}
    </button>
  );
}
