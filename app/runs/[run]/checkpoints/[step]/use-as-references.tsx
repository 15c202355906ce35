"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { type FormEvent, useId, useState } from "react";
import type { Checkpoint } from "@/lib/contracts/checkpoints";
import type { Run } from "@/lib/contracts/runs";
import { addReference } from "../../../../_queries/comparability";

/** Makes a checkpoint's completions a reference set of the run, under a name of the reader's choice. */
export function UseAsReferences({ run, checkpoint }: { run: Run; checkpoint: Checkpoint }) {
  const client = useQueryClient();
  const id = useId();
  const [name, setName] = useState<string | null>(null);
  const add = useMutation(addReference(client, run));
  const fallback = `${run.name.slice(0, 80)}-step-${checkpoint.step}`;
  const fresh = add.data?.referenceSets.find((set) => set.name === (name || fallback)) ?? null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate({ checkpoint: checkpoint.step, branch: checkpoint.branch, name: name || fallback });
  };
  if (name === null) return <button type="button" className="button button-quiet h-6! px-1.5! text-12! print:hidden" onClick={() => setName(fallback)}>Use as reference set</button>;
  if (fresh) return <span role="status">The run is now compared with <Link className="link" href={`/runs/${run.id}?referenceSet=${encodeURIComponent(fresh.id)}`}>{fresh.name}</Link>, too.</span>;
  return (
    <form className="flex flex-wrap items-center gap-2 print:hidden" aria-label="Use as reference set" onSubmit={submit} onKeyDown={(event) => event.key === "Escape" && setName(null)}>
      <label htmlFor={id}>Name of the reference set</label>
      <input id={id} className="field w-56" required autoFocus maxLength={100} pattern="[A-Za-z0-9][A-Za-z0-9._\-]*" title="Letters, digits, '.', '_' or '-', beginning with a letter or digit" value={name} onChange={(event) => setName(event.target.value)} />
      <button type="submit" className="button button-primary" disabled={name === "" || add.isPending}>{add.isPending ? "Adding…" : "Compare the run with it"}</button>
      <button type="button" className="button button-quiet" onClick={() => setName(null)}>Cancel</button>
      {add.error && <p role="alert" className="basis-full text-13 text-regressed">Not added: {add.error.message}</p>}
    </form>
  );
}
