"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { formatStep } from "@/lib/chart/format";
import { annotationsQuery } from "../../_queries/annotations";
import { call } from "../../_queries/call";
import { contract } from "../../_queries/contract";

/** Writes a note at a step of a branch, or on the whole run; everybody who opens the run sees it. */
export function NoteForm({ run, branch, steps, at, onDone }: { run: string; branch: string; steps: readonly number[]; at: number | null; onDone: () => void }) {
  const client = useQueryClient();
  const id = useId();
  const [text, setText] = useState("");
  const [place, setPlace] = useState(at === null ? "" : String(at));
  const add = useMutation({
    mutationFn: () => call(contract("addAnnotation"), { params: { run }, body: { step: place === "" ? null : Number(place), branch, text } }),
    onSuccess: () => { onDone(); return client.invalidateQueries({ queryKey: annotationsQuery(run).queryKey }); },
  });
  const submit = (event: FormEvent) => { event.preventDefault(); if (text.trim() !== "") add.mutate(); };
  return (
    <form className="mx-4 mt-1 mb-2 flex flex-wrap items-center gap-2 rounded-md bg-sunken px-3 py-2 print:hidden" aria-label="New note" onSubmit={submit} onKeyDown={(event) => event.key === "Escape" && onDone()}>
      <label className="text-13 text-muted" htmlFor={`${id}-step`}>Note at</label>
      <select id={`${id}-step`} className="field" value={place} onChange={(event) => setPlace(event.target.value)}>
        <option value="">the whole run</option>
        {steps.map((step) => <option key={step} value={step}>step {formatStep(step)}</option>)}
      </select>
      <label className="sr-only" htmlFor={`${id}-text`}>Note</label>
      <input id={`${id}-text`} className="field min-w-[180px] flex-1" placeholder="What happened here" maxLength={4000} value={text} onChange={(event) => setText(event.target.value)} autoFocus />
      <button type="submit" className="button" disabled={text.trim() === "" || add.isPending}>{add.isPending ? "Adding…" : "Add note"}</button>
      <button type="button" className="button button-quiet" onClick={onDone}>Cancel</button>
      {add.error && <p role="alert" className="basis-full text-13 text-regressed">The note was not added: {add.error.message}</p>}
    </form>
  );
}
