"use client";

import { useQuery } from "@tanstack/react-query";
import { useEffect, useEffectEvent, useState } from "react";
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
  const { data, error } = useQuery(promptOutcomesQuery(id, promptKey, selection));
  // A step and not its place: a checkpoint that arrives late moves the places.
  const [at, setAt] = useState(step);
  const open = useEffectEvent(onStep);
  useEffect(() => {
    if (at === step) return;
    const wait = setTimeout(() => open(at), restMs);
    return () => clearTimeout(wait);
  }, [at, step]);
  if (steps.length < 2) return null;
  const letters = data && new Map(data.steps.map(({ step: s }, i) => [s, (data.outcomes[i]?.[0] ?? "P") as OutcomeLetter]));
  const lookOf = (s: number) => {
    const letter = letters && (letters.get(s) ?? "P");
    return letter ? { words: outcomeWords[letter], tone: tone[letter] } : { words: "", tone: "bg-sunken" };
  };
  const named = (s: number, join: string) => [`step ${formatStep(s)}`, lookOf(s).words].filter(Boolean).join(join);
  return (
    <div className="panel flex items-center gap-4 px-5 py-2">
      <div className="min-w-0 flex-1">
        <div className="flex h-3 gap-px overflow-hidden pointer-coarse:h-6 rounded-[2px]" aria-hidden>
          {steps.map((s) => <button key={s} type="button" tabIndex={-1} title={named(s, ": ")} onClick={() => onStep(s)} className={`min-w-0 flex-1 ${lookOf(s).tone} ${s === at ? "ring-2 ring-ink ring-inset" : "opacity-75"}`} />)}
        </div>
        <input
          type="range" className="mt-1 block w-full accent-tide" min={0} max={steps.length - 1} step={1} value={Math.max(0, steps.indexOf(at))} aria-label="Step of this prompt" aria-valuetext={named(at, ", ")}
          onChange={(event) => setAt(steps[Number(event.target.value)] ?? step)}
        />
        {error && <p role="alert" className="mt-1 text-12 text-regressed">The outcomes of this prompt could not be read: {error.message}</p>}
      </div>
      <span className="w-24 text-right text-13 tabular-nums"><span className="text-muted">step</span> {formatStep(at)}<br /><span className="text-12 text-muted">{lookOf(at).words || "\u00A0"}</span></span>
    </div>
  );
}
