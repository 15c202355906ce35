"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { formatCount, formatStep } from "@/lib/chart/format";
import type { Curve } from "@/lib/contracts/curves";
import type { Run } from "@/lib/contracts/runs";
import { scoreAgain } from "../../_queries/comparability";
import { ComparabilityBreakReferences } from "./comparability-break-references";

/** At most this many breaks are named one by one. */
const mostNamed = 3;

/** Where points of a curve do not compare: between which steps, why, and what makes the history one line again. */
export function ComparabilityBreak({ run, curve, mayWrite }: { run: Run; curve: Curve; mayWrite: boolean }) {
  const client = useQueryClient();
  const [choosing, setChoosing] = useState(false);
  const again = useMutation(scoreAgain(client, run.id));
  const { breaks, rewardModel } = curve;
  if (breaks.length === 0 && again.data === undefined) return null;
  const named = breaks.slice(0, mostNamed).map(({ beforeStep, afterStep }) => `${formatStep(beforeStep)} and ${formatStep(afterStep)}`);
  return (
    <section className="rounded-md border border-unknown/40 bg-unknown-wash px-4 py-3 text-13" aria-label="Comparability">
      {breaks.length > 0 && (
        <p className="max-w-[80ch]">
          <span className="font-medium">The line is broken between steps {named.join(", ")}{breaks.length > mostNamed && ` and at ${formatCount(breaks.length - mostNamed)} more places`}:</span>{" "}
          {[...new Set(breaks.map(({ reason }) => reason))].join("; ")}. Points on its two sides do not compare, so no drop is looked for across it.
        </p>
      )}
      {mayWrite && breaks.length > 0 && (
        <div className="mt-2 flex flex-wrap gap-2 print:hidden">
          <button type="button" className="button" disabled={again.isPending} onClick={() => again.mutate(rewardModel ? { rewardModel: rewardModel.id } : {})}>{again.isPending ? "Asking…" : "Score the history again"}</button>
          <button type="button" className="button" aria-expanded={choosing} onClick={() => setChoosing(!choosing)}>Compare with another reference set</button>
        </div>
      )}
      <p role="status" className={again.data ? "mt-2" : "sr-only"}>{again.data && asked(again.data.nVectors)}</p>
      {again.error && <p role="alert" className="mt-2 text-regressed">Not asked: {again.error.message}</p>}
      {choosing && <ComparabilityBreakReferences run={run} curve={curve} onDone={() => setChoosing(false)} />}
    </section>
  );
}

const asked = (nVectors: number): string => (nVectors === 0
  ? "Every score is of the reward model as it is now, so there is nothing to score again."
  : `${formatCount(nVectors)} ${nVectors === 1 ? "set" : "sets"} of completions will be scored again; the points move as they are done. Looks that were taken keep their numbers.`);
