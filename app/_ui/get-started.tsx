"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import type { Scope } from "@/lib/contracts/endpoint";
import { call } from "../_queries/call";
import { contract } from "../_queries/contract";
import { runsKey, runsQuery } from "../_queries/runs";
import { CopyButton } from "./copy-button";
import { Notice } from "./notice";
import { Segmented } from "./segmented";
import { type SnippetLanguage, snippets } from "./snippets";
import { Term } from "./term";
import { useEventStream } from "./use-event-stream";

const keyPlaceholder = "tdm_...";

/** A snippet that works as it stands, and turns into the run's page when its first checkpoint arrives. */
export function GetStarted({ origin, scope, since }: { origin: string; scope: Scope; since: string }) {
  const [language, setLanguage] = useState<SnippetLanguage>("python");
  const [key, setKey] = useState<string | null>(null);
  const snippet = snippets[language]({ origin, key: key ?? keyPlaceholder, name: "first-run" });
  return (
    <div className="grid gap-6 lg:grid-cols-[minmax(0,360px)_minmax(0,1100px)]">
      <div className="space-y-6">
        <ol className="space-y-4">
          <Step n={1} title="Fix what is asked, and what it is compared with">
            A <Term name="prompt set">prompt set</Term> is the ordered list of prompts that every checkpoint answers. A <Term name="reference set">reference set</Term> holds one fixed completion for each of them: a person’s, a released model’s, or the starting checkpoint’s.
          </Step>
          <Step n={2} title="Create a run">
            A run is one training run on that prompt set. Its <Term name="reward model">reward model</Term> is the starter model unless you name another.
          </Step>
          <Step n={3} title="Register a checkpoint at every evaluation step">
            Send what the model wrote. Steps may arrive late, twice or out of order; nothing is scored twice. The path is kept, so that you can copy it from the best checkpoint.
          </Step>
        </ol>
        <KeyMaker scope={scope} made={key} onKey={setKey} />
        <FirstCheckpoint since={since} />
      </div>
      <section className="panel min-w-0 self-start" aria-label="Snippet">
        <div className="flex items-center justify-between gap-2 border-b border-line px-3 py-2">
          <Segmented label="Language" value={language} onChange={setLanguage} options={[{ value: "python", text: "Python" }, { value: "cli", text: "Command line" }, { value: "curl", text: "curl" }]} />
          <CopyButton text={snippet} what="the snippet" words="Copy" />
        </div>
        <pre className="scroll-x p-4 font-mono text-[12.5px] leading-[19px]" tabIndex={0} aria-label="Code">{snippet}</pre>
      </section>
    </div>
  );
}

function Step({ n, title, children }: { n: number; title: string; children: React.ReactNode }) {
  return (
    <li className="flex gap-3">
      <span className="mt-0.5 flex size-6 shrink-0 items-center justify-center rounded-full border border-tide text-12 font-semibold text-tide" aria-hidden>{n}</span>
      <div>
        <h2 className="text-14">{title}</h2>
        <p className="mt-1 text-13 text-muted">{children}</p>
      </div>
    </li>
  );
}

function KeyMaker({ scope, made, onKey }: { scope: Scope; made: string | null; onKey: (key: string) => void }) {
  const [error, setError] = useState<string | null>(null);
  const [working, setWorking] = useState(false);
  async function make() {
    setWorking(true);
    setError(null);
    try {
      const name = `get-started-${Date.now().toString(36)}`;
      onKey((await call(contract("createKey"), { body: { name, scope: "write" } })).key);
    } catch (cause) {
      setError(cause instanceof Error ? cause.message : "The key could not be made.");
    } finally {
      setWorking(false);
    }
  }
  if (made !== null) {
    return (
      <Notice tone="healthy" title="The key is in the snippet.">
        It may write runs and checkpoints. It is shown once: copy it before you leave this page.
        <span className="mt-2 flex items-center justify-between gap-2 rounded-sm border border-line bg-raised py-1 pr-1 pl-3 font-mono text-12"><span className="truncate">{made}</span><CopyButton text={made} what="the key" /></span>
      </Notice>
    );
  }
  if (scope !== "admin") return <Notice tone="tide" title="You need a key with the scope write.">Somebody with an admin key makes one: <code className="font-mono">npx tidemark keys create training --scope write</code>. Put it where the snippet says {keyPlaceholder}</Notice>;
  return (
    <div>
      <button type="button" className="button button-primary" disabled={working} onClick={() => void make()}>{working ? "Creating a key…" : "Create key"}</button>
      <p className="mt-2 text-12 text-muted">A key that may write is put into the snippet, so that it runs as it stands.</p>
      {error && <p role="alert" className="mt-2 text-13 text-regressed">{error}</p>}
    </div>
  );
}

/** Follows the stream of changes for a run whose first checkpoint came after this page was opened, and goes there. */
function FirstCheckpoint({ since }: { since: string }) {
  const router = useRouter();
  const client = useQueryClient();
  const { data } = useQuery({ ...runsQuery({}), staleTime: 0 });
  const live = useEventStream("/api/v1/events", () => void client.invalidateQueries({ queryKey: runsKey }));
  const arrived = data?.items.find((run) => run.nCheckpoints > 0 && run.lastActivityAt > since);
  const address = arrived && `/runs/${arrived.id}`;
  useEffect(() => {
    if (address) router.push(address);
  }, [address, router]);
  return (
    <p className="flex items-start gap-2 text-13 text-muted" role="status">
      <span className="pulse mt-1.5 size-2 shrink-0 rounded-full bg-unknown" aria-hidden />
      {arrived ? `A checkpoint of ${arrived.project} / ${arrived.name} has arrived. Opening its curve…`
        : live === "polling" ? "The stream of changes is closed; this page asks every two seconds."
        : "Waiting for the first checkpoint. This page turns into its curve by itself."}
    </p>
  );
}
