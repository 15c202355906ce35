import { useSearchParams } from "next/navigation";
import { useCallback, useMemo, useState } from "react";
import type { Run } from "@/lib/contracts/runs";
import { type RunSelection, parseSelection, searchOf } from "./selection";
import { type RunView, parseView, withView } from "./view";

/** Choices that a reader goes back from; the others would fill the history. */
const steps: readonly (keyof RunView)[] = ["axis", "overlays", "table"];

/** What the address asks for, and ways to change it: everything that can be seen can be sent as a link, and back works. */
export function useRunAddress(id: string, run: Run | undefined) {
  const known = useSearchParams().toString();
  // The router takes a new address over in its own time; a control that waited for it would jump back under the hand.
  const [written, setWritten] = useState<{ over: string; search: string } | null>(null);
  if (written !== null && written.over !== known) setWritten(null);
  // The router says again what was written: the same words are the same choices, and nothing is drawn twice.
  const words = new URLSearchParams(written?.over === known ? written.search : known).toString();
  const search = useMemo(() => new URLSearchParams(words), [words]);
  const { metric, selection } = useMemo(() => {
    const { metric, ...selection }: RunSelection = run ? parseSelection(Object.fromEntries(search), run) : { metric: "both" };
    return { metric, selection };
  }, [run, search]);
  const view = useMemo(() => parseView(search), [search]);
  const go = useCallback((to: string, how: "pushState" | "replaceState") => {
    setWritten({ over: known, search: to });
    window.history[how](null, "", `/runs/${id}${to}`);
  }, [id, known]);
  const choose = useCallback(
    (change: Partial<RunSelection>) => go(withView(searchOf({ ...selection, metric, ...change }), view), "pushState"),
    [go, metric, selection, view],
  );
  const look = useCallback((change: Partial<RunView>) => {
    // A part of one axis means nothing on another.
    const zoom = change.axis !== undefined && change.axis !== view.axis ? { zoom: null } : {};
    go(withView(searchOf({ ...selection, metric }), { ...view, ...change, ...zoom }), steps.some((key) => key in change) ? "pushState" : "replaceState");
  }, [go, metric, selection, view]);
  return { metric, selection, view, choose, look };
}
