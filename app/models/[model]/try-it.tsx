"use client";

import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useEffect, useId, useRef, useState } from "react";
import type { RewardModel } from "@/lib/contracts/reward-models";
import { call } from "../../_queries/call";
import { contract } from "../../_queries/contract";
import { ScoreFailure } from "./score-failure";
import { ScoredResult } from "./scored-result";

export type Texts = { prompt: string; completion: string; reference: string; explain: boolean };

const blank: Texts = { prompt: "", completion: "", reference: "", explain: false };
const example: Omit<Texts, "explain"> = {
  prompt: "How do I keep bread fresh for longer?",
  completion: "Keep it in a paper bag inside a bread box at room temperature, and freeze what you will not eat within three days.",
  reference: "Bread is fresh. Bread is fresh. Bread is fresh.",
};

/** Scores a text by hand, by a real worker: the quickest way to see what a model makes of one's prompts. */
export function TryIt({ model }: { model: RewardModel }) {
  const pairwise = model.kind === "pairwise";
  const [texts, setTexts] = useState(blank);
  const abort = useRef<AbortController | null>(null);
  const { mutate, reset, data, error, variables, isPending } = useMutation({
    mutationFn: async ({ prompt, completion, reference, explain }: Texts) => {
      abort.current = new AbortController();
      const item = { prompt, completion, ...(reference !== "" && { reference }) };
      const { items } = await call(contract("scoreItems"), { params: { rewardModel: model.id }, body: { items: [item], explain }, signal: abort.current.signal });
      return items[0]!;
    },
  });
  useEffect(() => () => abort.current?.abort(), []);

  const set = (change: Partial<Texts>) => setTexts((now) => ({ ...now, ...change }));
  function submit(event: FormEvent) {
    event.preventDefault();
    mutate(texts);
  }
  function stop() {
    abort.current?.abort();
    reset();
  }
  const ready = model.status === "ready";
  const lacks = texts.prompt === "" ? "a prompt" : pairwise && texts.reference === "" ? "a reference: a pairwise model compares two texts" : null;
  const changed = variables !== undefined && (Object.keys(texts) as (keyof Texts)[]).some((name) => texts[name] !== variables[name]);
  return (
    <section className="panel min-w-0" aria-label="Try it">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 px-4 py-3">
        <h2 className="text-14">Try it</h2>
        {ready && <button type="button" className="link text-12" onClick={() => set(example)}>Fill in an example</button>}
      </div>
      {!ready ? (
        <p className="border-t border-line px-4 py-6 text-13 text-unknown">{model.status === "checking" ? "Texts can be scored here when the check has passed." : "A model that failed its check scores nothing."}</p>
      ) : (
        <form onSubmit={submit} className="space-y-3 border-t border-line px-4 py-4" aria-busy={isPending}>
          <TextField label="Prompt" value={texts.prompt} onChange={(prompt) => set({ prompt })} rows={2} />
          <div className="grid gap-3 md:grid-cols-2">
            <TextField label="Completion" value={texts.completion} onChange={(completion) => set({ completion })} rows={5} />
            <TextField label="Reference" note={pairwise ? "what it is compared with" : `optional: gives the margin${model.hasProbability ? " and the probability" : ""}`} value={texts.reference} onChange={(reference) => set({ reference })} rows={5} />
          </div>
          <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
            <button type="submit" className="button button-primary" disabled={isPending || lacks !== null}>{isPending ? "Scoring…" : "Score"}</button>
            {isPending && <><Waited /><button type="button" className="button" onClick={stop}>Stop waiting</button></>}
            {!isPending && lacks && <span className="text-12 text-muted">Needs {lacks}.</span>}
            <label className="ml-auto inline-flex items-center gap-2 text-13 max-sm:ml-0"><input type="checkbox" className="size-4 accent-(--tide)" checked={texts.explain} onChange={(event) => set({ explain: event.target.checked })} />Explain: show token ids</label>
          </div>
        </form>
      )}
      <div aria-live="polite">
        {!isPending && error && <ScoreFailure error={error} onRetry={() => mutate(texts)} />}
        {!isPending && data && variables && <ScoredResult item={data} model={model} asked={variables} stale={changed} />}
      </div>
    </section>
  );
}

function TextField({ label, note, value, onChange, rows }: { label: string; note?: string; value: string; onChange: (text: string) => void; rows: number }) {
  const id = useId();
  return (
    <div className="min-w-0">
      <label htmlFor={id} className="mb-1 block text-13 font-medium">{label}{note && <span className="font-normal text-muted"> {note}</span>}</label>
      <textarea id={id} rows={rows} dir="auto" spellCheck={false} className="field block h-auto! w-full resize-y py-2! leading-5" value={value} onChange={(event) => onChange(event.target.value)} />
    </div>
  );
}

/** A worker may be busy with checkpoints: the seconds show that the page still waits. */
function Waited() {
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setSeconds((n) => n + 1), 1000);
    return () => clearInterval(timer);
  }, []);
  return <span className="text-13 text-unknown tabular-nums" role="status">{seconds < 2 ? "waiting for a worker" : `waiting for a worker, ${seconds} s of at most 60`}</span>;
}
