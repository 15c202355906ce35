"use client";

import { useQuery } from "@tanstack/react-query";
import type { z } from "zod";
import type { Prompt } from "@/lib/contracts/prompt-sets";
import { promptReferencesQuery } from "../../_queries/prompt-sets";
import { CopyButton } from "../../_ui/copy-button";
import { VisibleLine } from "../../_ui/visible-line";
import { WrittenText } from "../../_ui/written-text";

/** One prompt as it was sent, and what every reference set answers. */
export function PromptDetail({ promptSet, prompt }: { promptSet: string; prompt: z.infer<typeof Prompt> }) {
  const { data, error } = useQuery(promptReferencesQuery(promptSet, prompt.key));
  const messages = prompt.messages ?? [{ role: "user" as const, content: prompt.prompt ?? "" }];
  return (
    <article className="panel min-w-0 px-5 py-4 lg:h-[70vh] lg:overflow-y-auto" aria-label={`Prompt ${prompt.key}`} tabIndex={0}>
      <div className="flex flex-wrap items-center gap-2">
        <h2 className="min-w-0 font-mono text-13"><VisibleLine text={prompt.key} wrap /></h2><CopyButton text={prompt.key} what="the key" />
        {prompt.tags.map((tag) => <span key={tag} className="chip"><VisibleLine text={tag} /></span>)}
        {prompt.group !== null && <span className="chip">group <VisibleLine text={prompt.group} /></span>}
      </div>
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-x-8 min-[118rem]:grid-cols-2">
        <div>
          {messages.map(({ role, content }, i) => (
            <div key={i} className="mt-3"><p className="kicker">{messages.length === 1 && role === "user" ? "prompt" : role}</p><WrittenText text={content} /></div>
          ))}
        </div>
        <div>
          {error && <p role="alert" className="mt-4 text-13 text-regressed">The references could not be read: {error.message}</p>}
          {!data && !error && <p className="mt-4 text-13 text-muted" role="status">Reading its references…</p>}
          {data?.references.length === 0 && <p className="mt-4 text-13 text-muted">No reference set yet.</p>}
          {data?.references.map(({ id, name, completion }) => (
            <div key={id} className="mt-4 border-t border-line pt-3 min-[118rem]:first:mt-3 min-[118rem]:first:border-t-0 min-[118rem]:first:pt-0"><p className="kicker">reference <span className="text-ink">{name}</span></p><WrittenText text={completion} /></div>
          ))}
        </div>
      </div>
    </article>
  );
}
