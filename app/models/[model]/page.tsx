import type { Metadata } from "next";
import Link from "next/link";
import type { ReactNode } from "react";
import type { ConformanceCheck } from "@/lib/contracts/reward-models";
import { readRewardModel } from "@/lib/services/read-reward-model";
import { getContext } from "../../_server/context";
import { requireSession } from "../../_server/require-session";
import { CopyButton } from "../../_ui/copy-button";
import { Notice } from "../../_ui/notice";
import { orNotFound } from "../../_ui/or-not-found";
import { RefreshWhile } from "../../_ui/refresh-while";
import { StatusMark } from "../../_ui/status-mark";
import { Term } from "../../_ui/term";
import { conformanceWords } from "../conformance-words";

type Props = { params: Promise<{ model: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { model } = await params;
  await requireSession(`/models/${model}`);
  const found = await readRewardModel(getContext(), { rewardModel: decodeURIComponent(model) }).catch(() => null);
  return { title: found?.name ?? "Not found" };
}

const outcomeLook: Record<ConformanceCheck["outcome"], { colour: string; sign: string }> = {
  pass: { colour: "text-healthy", sign: "✓" }, warn: { colour: "text-best", sign: "!" }, fail: { colour: "text-regressed", sign: "✕" }, skipped: { colour: "text-unknown", sign: "–" },
};

export default async function ModelPage({ params }: Props) {
  const id = decodeURIComponent((await params).model);
  await requireSession(`/models/${encodeURIComponent(id)}`);
  const model = await orNotFound(readRewardModel(getContext(), { rewardModel: id }));
  const facts: [ReactNode, ReactNode][] = [
    [<Term key="i" name="identity" />, model.identity ? <span className="inline-flex items-center gap-1 font-mono text-12 [overflow-wrap:anywhere]">{model.identity}<CopyButton text={model.identity} what="the identity" /></span> : "not known until its files are read"],
    ["files", <code key="f" className="font-mono text-12">{model.backend.path}{model.backend.file ? `/${model.backend.file}` : ""}</code>],
    ["kind", model.kind], ["input", model.input], ["precision", model.precision ?? "not known yet"], ["temperature", String(model.temperature)],
    ["longest input", model.maxTokens === null ? "not known yet" : `${model.maxTokens} tokens`],
    ["what is longer", model.overlong === "fail" ? "is not scored: it fails" : "is cut and counted as truncated"],
  ];
  return (
    <div className="page space-y-4">
      <RefreshWhile active={model.status === "checking"} />
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
        <h1 className="text-20"><Link href="/models" className="font-normal text-muted hover:text-ink">Models</Link><span className="px-1.5 font-normal text-muted" aria-hidden>/</span>{model.name}</h1>
        <StatusMark status={model.status} />
      </div>
      {model.notice && <Notice tone="unknown">{model.notice}</Notice>}
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_minmax(0,420px)]">
        <section className="panel min-w-0" aria-label="Conformance">
          <div className="flex items-baseline justify-between px-4 py-3"><h2 className="text-14">Conformance</h2><span className="text-13 text-muted">{conformanceWords(model)}</span></div>
          <ul className="border-t border-line">
            {model.conformance.map(({ check, outcome, detail }) => (
              <li key={check} className="grid grid-cols-[88px_minmax(0,1fr)] gap-x-4 gap-y-1 border-b border-line px-4 py-2 text-13 last:border-0 sm:grid-cols-[88px_160px_minmax(0,1fr)]">
                <span className={`font-medium ${outcomeLook[outcome].colour}`}><span aria-hidden className="mr-1.5 inline-block w-3 text-center">{outcomeLook[outcome].sign}</span>{outcome}</span>
                <span className="font-mono text-12 leading-5">{check}</span>
                <span className="text-muted [overflow-wrap:anywhere] max-sm:col-span-2">{detail}</span>
              </li>
            ))}
            {model.conformance.length === 0 && <li className="px-4 py-6 text-13 text-unknown">{model.status === "checking" ? "A worker is checking the model. This page shows the report when it is done." : "There is no report."}</li>}
          </ul>
        </section>
        <section className="panel" aria-label="What it is">
          <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-6 gap-y-2 px-4 py-4 text-13">
            {facts.map(([name, value], i) => <div key={i} className="contents"><dt className="text-muted">{name}</dt><dd>{value}</dd></div>)}
          </dl>
        </section>
      </div>
    </div>
  );
}
