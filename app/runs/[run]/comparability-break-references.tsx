"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { type FormEvent, useId, useState } from "react";
import { formatStep } from "@/lib/chart/format";
import type { Curve } from "@/lib/contracts/curves";
import type { Run } from "@/lib/contracts/runs";
import { type NewReference, addReference } from "../../_queries/comparability";
import { referenceSetsQuery } from "../../_queries/prompt-sets";

/** Chooses what the whole history is drawn against next, and shows that curve. */
export function ComparabilityBreakReferences({ run, curve, onDone }: { run: Run; curve: Curve; onDone: () => void }) {
  const client = useQueryClient();
  const router = useRouter();
  const id = useId();
  const { data: known, error } = useQuery(referenceSetsQuery(run.promptSet.id));
  const [chosen, setChosen] = useState("");
  const add = useMutation(addReference(client, run, (added) => {
    if (added) router.push(`/runs/${run.id}?referenceSet=${encodeURIComponent(added.id)}`, { scroll: false });
    onDone();
  }));
  const others = known?.items.filter((set) => !run.referenceSets.some((own) => own.id === set.id)) ?? [];
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const reference = referenceOf(chosen, curve);
    if (reference !== null) add.mutate(reference);
  };
  return (
    <form className="mt-2 flex flex-wrap items-center gap-2" aria-label="Another reference set" onSubmit={submit} onKeyDown={(event) => event.key === "Escape" && onDone()}>
      <label htmlFor={id} className="text-muted">Compare with</label>
      <select id={id} className="field max-w-full" required autoFocus value={chosen} onChange={(event) => setChosen(event.target.value)}>
        <option value="">choose…</option>
        {others.length > 0 && <optgroup label={`References of ${run.promptSet.name}`}>{others.map((set) => <option key={set.id} value={`set:${set.id}`}>{set.name}</option>)}</optgroup>}
        <optgroup label="Checkpoints of this run">{curve.points.map(({ step, branch }) => <option key={`${branch}:${step}`} value={`step:${step}`}>step {formatStep(step)}</option>)}</optgroup>
      </select>
      <button type="submit" className="button button-primary" disabled={chosen === "" || add.isPending}>{add.isPending ? "Adding…" : "Compare"}</button>
      <button type="button" className="button button-quiet" onClick={onDone}>Cancel</button>
      {(error ?? add.error) && <p role="alert" className="basis-full text-regressed">{add.error ? `Not added: ${add.error.message}` : `The reference sets could not be read: ${error?.message}`}</p>}
    </form>
  );
}

function referenceOf(chosen: string, curve: Curve): NewReference | null {
  const [kind, value = ""] = chosen.split(":");
  if (kind === "set") return { referenceSet: value };
  const point = kind === "step" ? curve.points.find(({ step }) => String(step) === value) : undefined;
  return point ? { checkpoint: point.step, branch: point.branch } : null;
}
