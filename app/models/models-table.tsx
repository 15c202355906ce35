"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { RewardModel } from "@/lib/contracts/reward-models";
import { formatCount } from "@/lib/chart/format";
import { rewardModelsQuery } from "../_queries/reward-models";
import { RelativeTime } from "../_ui/relative-time";
import { StatusMark } from "../_ui/status-mark";
import { conformanceWords } from "./conformance-words";
import { kindWords, serverWords } from "./model-words";

export function ModelsTable() {
  const { data, error } = useQuery(rewardModelsQuery());
  const models = data?.items ?? [];
  if (data && models.length === 0) return <p className="panel max-w-[75ch] px-5 py-8 text-muted">No reward model is registered. “npx tidemark start” on an empty database registers the starter model; POST /api/v1/reward-models registers your own.</p>;
  return (
    <>
      {error && <p role="alert" className="mb-3 text-13 text-regressed">The list could not be refreshed: {error.message}</p>}
      <div className="panel scroll-x" tabIndex={0} role="region" aria-label="Table of reward models">
        <table className="grid-table">
          <thead><tr><th scope="col">Name</th><th scope="col">Status</th><th scope="col">Check</th><th scope="col">Identity</th><th scope="col">Kind</th><th scope="col">Runs as</th><th scope="col">Input</th><th scope="col" className="num">Max tokens</th><th scope="col">Precision</th><th scope="col" className="num">Temperature</th><th scope="col" className="num">Registered</th></tr></thead>
          <tbody>{models.map((model) => <ModelRow key={model.id} model={model} />)}</tbody>
        </table>
      </div>
    </>
  );
}

function ModelRow({ model }: { model: RewardModel }) {
  return (
    <tr>
      <td className="min-w-[200px] py-3!"><Link className="text-14 font-semibold hover:text-tide" href={`/models/${model.id}`}>{model.name}</Link>{model.notice && <p className="max-w-[60ch] text-12 whitespace-normal text-muted">{model.notice}</p>}</td>
      <td><StatusMark status={model.status} /></td>
      <td>{conformanceWords(model)}</td>
      <td className="font-mono text-12">{model.identity ? <span title={model.identity}>{model.identity.slice(0, 12)}</span> : <span className="text-unknown">not known yet</span>}</td>
      <td>{kindWords[model.kind]}</td><td>{model.backend.type === "onnx" ? "ONNX, in the workers" : model.backend.type === "imported" ? "imported preferences" : serverWords[model.backend.type]}</td><td>{model.input}</td>
      <td className="num">{model.maxTokens === null ? <span className="text-unknown">–</span> : formatCount(model.maxTokens)}</td>
      <td>{model.precision ?? <span className="text-unknown">–</span>}</td>
      <td className="num">{!model.hasProbability ? <span className="text-unknown">–</span> : model.temperature}</td>
      <td className="num text-muted"><RelativeTime at={model.createdAt} /></td>
    </tr>
  );
}
