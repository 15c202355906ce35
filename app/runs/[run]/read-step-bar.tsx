"use client";

import Link from "next/link";
import { useState } from "react";
import { formatStep } from "@/lib/chart/format";
import type { Curve } from "@/lib/contracts/curves";
import type { Best } from "@/lib/contracts/decisions";
import type { Run } from "@/lib/contracts/runs";
import { chosenCurve } from "./chosen-curve";
import { compareHref } from "./compare-href";
import { PinCheckpointButton } from "./pin-checkpoint-button";

/** The step that was read last, with what can be done with it: it stays when the pointer leaves the charts. */
export function ReadStepBar({ run, curve, best, activeStep, onOpen, mayWrite }: { run: Run; curve: Curve; best: Best | null; activeStep: number | null; onOpen: (step: number) => void; mayWrite: boolean }) {
  const [last, setLast] = useState(activeStep);
  if (activeStep !== null && activeStep !== last) setLast(activeStep);
  const at = curve.points.find(({ step }) => step === (activeStep ?? last)) ?? curve.points.at(-1);
  if (!at) return null;
  const chosen = best?.chosen?.step;
  return (
    <div role="group" aria-label="Step being read" className="flex min-h-8 flex-wrap items-center gap-x-3 gap-y-1 px-1 text-13 print:hidden">
      <span className="text-muted">{last === null ? "Latest" : "Last read"}: <span className="font-medium text-ink tabular-nums">step {formatStep(at.step)}</span></span>
      <button type="button" className="link" onClick={() => onOpen(at.step)}>Open its pairs</button>
      {chosen !== undefined && chosen !== at.step && <Link className="link" prefetch={false} href={compareHref(run, chosen, at.step, chosenCurve(run, curve))}>Compare with the best ({formatStep(chosen)})</Link>}
      <PinCheckpointButton key={at.checkpointId} run={run.id} step={at.step} branch={at.branch} mayWrite={mayWrite} />
    </div>
  );
}
