"use client";

import * as Popover from "@radix-ui/react-popover";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { allReferences } from "@/lib/contracts/all-references";
import type { Run } from "@/lib/contracts/runs";
import { promptTagsQuery } from "../../_queries/prompt-sets";
import { overlayRunsQuery } from "../../_queries/overlay-runs";
import type { CurveSelection } from "../../_queries/run";
import { useSettledText } from "../../_ui/use-settled-text";
import { type OverlayRef, mostOverlays, overlayCurve, overlayKey } from "./overlay-ref";

type Props = { run: Run; selection: CurveSelection; overlays: readonly OverlayRef[]; onToggle: (ref: OverlayRef) => void };

/** The button of the overlay menu and what it opens; open when it first appears, because it is made when first asked for. */
export function OverlayPopover({ overlays, ...props }: Props) {
  return (
    <Popover.Root defaultOpen>
      <Popover.Trigger className="button">Overlay{overlays.length > 0 && <span className="text-muted">{overlays.length}</span>}</Popover.Trigger>
      <Popover.Portal>
        <Popover.Content align="start" sideOffset={6} collisionPadding={12} aria-label="Curves to lay over this one" className="z-40 w-[320px] max-w-[calc(100vw-24px)] rounded-md border border-line-strong/50 bg-raised p-3 text-13 shadow-lg">
          <Choices overlays={overlays} {...props} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function Choices({ run, selection, overlays, onToggle }: Props) {
  const [asked, setAsked] = useState("");
  const [part, setPart] = useSettledText(asked, setAsked);
  const q = asked.trim();
  const { data: runs, error } = useQuery(overlayRunsQuery(run.promptSet.id, q));
  const { data: tags } = useQuery(promptTagsQuery(run.promptSet.id));
  const others = runs?.items.filter((other) => other.id !== run.id) ?? [];
  const own = (kind: "reference" | "model", items: readonly { name: string }[]) =>
    items.map(({ name }): OverlayRef => ({ kind, name })).filter((ref) => overlayCurve(ref, run, selection) !== null);
  const group = (title: string, refs: readonly OverlayRef[]) => refs.length > 0 && (
    <fieldset className="mt-2 first:mt-0">
      <legend className="kicker">{title}</legend>
      {refs.map((ref) => {
        const chosen = overlays.some((one) => overlayKey(one) === overlayKey(ref));
        return (
          <label key={overlayKey(ref)} className="flex min-h-7 items-center gap-2">
            <input type="checkbox" checked={chosen} disabled={!chosen && overlays.length >= mostOverlays} onChange={() => onToggle(ref)} />
            <span className="min-w-0 [overflow-wrap:anywhere]">{ref.name === allReferences ? "all of them, averaged" : ref.name}</span>
          </label>
        );
      })}
    </fieldset>
  );
  return (
    <div className="-m-1 max-h-[60vh] overflow-y-auto p-1">
      {group("References", own("reference", [...run.referenceSets, { name: allReferences }]))}
      {group("Reward models", own("model", run.rewardModels))}
      {group("Prompts with a tag", (tags ?? []).map(({ tag }) => ({ kind: "tag", name: tag })))}
      <div className="mt-2 first:mt-0">
        <label className="block"><span className="kicker">Runs on the same prompts</span>
          <input type="search" className="field mt-1 w-full" placeholder="Part of project/name" value={part} onChange={(event) => setPart(event.target.value)} />
        </label>
        <div className="mt-1">{group("Runs, last active first", others.map(({ project, name }) => ({ kind: "run", name: `${project}/${name}` })))}</div>
        {error && <p role="alert" className="mt-1 text-regressed">The runs could not be read: {error.message}</p>}
        {runs && others.length === 0 && <p className="mt-1 text-muted">{q === "" ? "No other run has this prompt set." : "None of that name has this prompt set."}</p>}
        {runs?.nextCursor && <p className="mt-1 text-12 text-muted">Of the {runs.items.length} last active; a part of the name finds older ones.</p>}
      </div>
      {overlays.length >= mostOverlays && <p className="mt-2 text-12 text-muted">At most {mostOverlays} at once.</p>}
    </div>
  );
}
