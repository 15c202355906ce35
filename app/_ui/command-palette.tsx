"use client";

import { useQuery } from "@tanstack/react-query";
import { Command } from "cmdk";
import { usePathname, useRouter } from "next/navigation";
import { type ReactNode, useState } from "react";
import { formatStep } from "@/lib/chart/format";
import { checkpointsQuery } from "../_queries/checkpoints";
import { runsQuery } from "../_queries/runs";
import { writeText } from "./copy-button";
import { Dialog } from "./dialog";
import { pages } from "./pages";
import { refOf } from "./run-ref";
import { chooseTheme } from "./theme";
import { useSettledText } from "./use-settled-text";
import { VerdictMark } from "./verdict-mark";

const mostSteps = 8;
const itemStyle = "flex cursor-pointer items-center gap-3 rounded-sm px-3 py-2 text-13 data-[selected=true]:bg-tide-wash";

/** Goes anywhere by a few letters: runs (searched by the server), pages, steps of the run that is open, and what can be done from everywhere. */
export function CommandPalette({ returnTo, onClose, onHelp }: { returnTo: HTMLElement | null; onClose: () => void; onHelp: () => void }) {
  const router = useRouter();
  const path = usePathname();
  const [asked, setAsked] = useState("");
  const [words, setWords] = useSettledText(asked, setAsked);
  const [linkWords, setLinkWords] = useState("Copy the link to this view");
  const q = asked.trim().slice(0, 202);
  const { data: runs, isFetching, isError } = useQuery(runsQuery(q === "" ? {} : { q }));
  const open = /^\/runs\/([^/]+)/.exec(path)?.[1];
  const { data: checkpoints } = useQuery({ ...checkpointsQuery(decodeURIComponent(open ?? "")), enabled: open !== undefined });
  const digits = /\d+/.exec(words)?.[0];
  const steps = [...new Set(checkpoints?.map(({ step }) => step))].filter((step) => digits === undefined || String(step).startsWith(digits));
  const go = (to: string) => { onClose(); router.push(to); };
  const copyLink = async () => {
    const done = await writeText(window.location.href);
    setLinkWords(done ? "Copied" : "Not copied: take it from the address bar");
    if (done) setTimeout(onClose, 700);
  };
  return (
    <Dialog title="Go to" hideTitle place="top" returnTo={returnTo} onClose={onClose}>
      <Command label="Go to" loop className="flex min-h-0 flex-col [&_[cmdk-group-heading]]:px-3 [&_[cmdk-group-heading]]:pt-3 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-12 [&_[cmdk-group-heading]]:text-muted">
        <Command.Input value={words} onValueChange={setWords} autoFocus placeholder="Run, page, step or action" className="w-full border-b border-line bg-transparent px-5 py-3.5 text-16 outline-none placeholder:text-muted" />
        <Command.List className="min-h-0 flex-1 overflow-y-auto p-2">
          <Command.Empty className="px-3 py-4 text-13 text-muted">{isError ? "The server does not answer." : isFetching || words !== asked ? "Searching…" : "Nothing is called so."}</Command.Empty>
          {open && steps.length > 0 && (
            <Command.Group heading="Checkpoints of this run">
              {steps.slice(0, mostSteps).map((step) => (
                <Item key={step} value={`step ${step}`} onSelect={() => go(`/runs/${open}/checkpoints/${step}`)}>Step {formatStep(step)}</Item>
              ))}
            </Command.Group>
          )}
          {runs && runs.items.length > 0 && (
            <Command.Group heading="Runs">
              {runs.items.slice(0, 12).map((run) => (
                <Item key={run.id} value={`${refOf(run)} run`} onSelect={() => go(`/runs/${run.id}`)} aside={<VerdictMark verdict={run.summary.verdict} />}>
                  <span className="truncate"><span className="text-muted">{run.project} / </span>{run.name}</span>
                </Item>
              ))}
            </Command.Group>
          )}
          <Command.Group heading="Pages">
            {pages.map(({ href, name }) => <Item key={href} value={`${name} page`} onSelect={() => go(href)}>{name}</Item>)}
          </Command.Group>
          <Command.Group heading="Actions">
            <Item value="Copy the link to this view" onSelect={() => void copyLink()}>{linkWords}</Item>
            {(["light", "dark", "system"] as const).map((theme) => (
              <Item key={theme} value={`Theme ${theme}`} onSelect={() => { chooseTheme(theme); onClose(); }}>Theme: {theme === "system" ? "as the system" : theme}</Item>
            ))}
            <Item value="Help: words, formulas and keys" onSelect={onHelp} aside={<kbd>?</kbd>}>Help: words, formulas and keys</Item>
          </Command.Group>
        </Command.List>
      </Command>
    </Dialog>
  );
}

function Item({ value, onSelect, aside, children }: { value: string; onSelect: () => void; aside?: ReactNode; children: ReactNode }) {
  return <Command.Item value={value} onSelect={onSelect} className={itemStyle}>{children}{aside && <span className="ml-auto shrink-0 text-12">{aside}</span>}</Command.Item>;
}
