"use client";

import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { formatStep } from "@/lib/chart/format";
import { outcomeWords } from "@/lib/chart/outcome-words";
import type { OutcomeLetter } from "@/lib/chart/prepare-matrix";
import { promptOutcomesQuery } from "../../../../_queries/checkpoints";
import type { CurveSelection } from "../../../../_queries/run";

const tone: Record<OutcomeLetter, string> = { W: "bg-healthy", T: "bg-tie", L: "bg-regressed", F: "bg-unknown", M: "bg-unknown/50", R: "bg-unknown/70", P: "bg-unknown/30" };
/** A drag passes many steps; only where it rests is opened. */
const restMs = 200;

/** The same prompt at every step: its outcomes as a strip, and a slider that keeps the prompt. */
export function StepSlider({ id, step, promptKey, selection, steps, onStep }: { id: string; step: number; promptKey: string; selection: CurveSelection; steps: readonly number[]; onStep: (step: number) => void }) {
  const { data } = useQuery(promptOutcomesQuery(id, promptKey, selection));
  const [place, setPlace] = useState(steps.indexOf(step));
  useEffect(() => {
    const to = steps[place];
    if (to === undefined || to === step) return;
    const wait = setTimeout(() => onStep(to), restMs);
    return () => clearTimeout(wait);
  }, [place, step, steps, onStep]);
  if (steps.length < 2) return null;
  const letterOf = new Map(data?.steps.map((at, i) => [at.step, (data.outcomes[i]?.[0] ?? "P") as OutcomeLetter]));
  const at = steps[place] ?? step;
  return (
    <div className="panel flex items-center gap-4 px-5 py-2">
      <div className="min-w-0 flex-1">
        <div className="flex h-3 gap-px overflow-hidden rounded-[2px]" aria-hidden>
          {steps.map((s) => <button key={s} type="button" tabIndex={-1} title={`step ${formatStep(s)}: ${outcomeWords[letterOf.get(s) ?? "P"]}`} onClick={() => onStep(s)} className={`min-w-0 flex-1 ${tone[letterOf.get(s) ?? "P"]} ${s === at ? "ring-2 ring-ink ring-inset" : "opacity-75"}`} />)}
        </div>
        <input
          type="range" className="mt-1 block w-full accent-tide" min={0} max={steps.length - 1} step={1} value={place} aria-label="Step of this prompt" aria-valuetext={`step ${formatStep(at)}, ${outcomeWords[letterOf.get(at) ?? "P"]}`}
          onChange={(event) => setPlace(Number(event.target.value))}
        />
      </div>
      <span className="w-24 text-right text-13 tabular-nums"><span className="text-muted">step</span> {formatStep(at)}<br /><span className="text-12 text-muted">{outcomeWords[letterOf.get(at) ?? "P"]}</span></span>
    </div>
  );
}
