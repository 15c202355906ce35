import type { ReactNode } from "react";
import { formatCount } from "@/lib/chart/format";
import type { RewardModel } from "@/lib/contracts/reward-models";
import { CopyButton } from "../../_ui/copy-button";
import { Term } from "../../_ui/term";
import { VisibleLine } from "../../_ui/visible-line";
import { inputWords, kindWords, probabilityWords, serverAddress, serverWords } from "../model-words";

/** What was registered, and what opening the model has shown. */
export function ModelFacts({ model }: { model: RewardModel }) {
  const { kind, input, temperature, hasProbability, maxTokens, overlong, precision, attributes } = model;
  const imported = model.backend.type === "imported";
  const server = model.backend.type !== "onnx" && !imported;
  const notYet = model.status === "checking" ? "not known yet" : "not known";
  return (
    <section className="panel min-w-0" aria-label="What it is">
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-6 gap-y-2 px-4 py-4 text-13">
        <Fact name={<Term name="kind" />}>{kindWords[kind]}</Fact>
        <BackendFacts backend={model.backend} />
        <Fact name="input">{inputWords[input]}</Fact>
        <Fact name={<Term name="temperature" />}>{hasProbability ? String(temperature) : <Unknown>none given</Unknown>}</Fact>
        <Fact name={<Term name="win probability" />}>{probabilityWords(model)}</Fact>
        {kind === "absolute" && (
          <Fact name={<Term name="attribute">attributes</Term>}>
            {attributes.length === 0 ? (model.status === "ready" ? "none named: the score alone" : <Unknown>{notYet}</Unknown>) : <span className="flex flex-wrap gap-1">{attributes.map((name) => <span key={name} className="chip max-w-full"><VisibleLine text={name} className="truncate text-12!" /></span>)}</span>}
          </Fact>
        )}
        <Fact name="longest input">{maxTokens === null ? <Unknown>{imported ? "not known: imported" : server ? "what the server allows" : notYet}</Unknown> : `${formatCount(maxTokens)} tokens`}</Fact>
        <Fact name="what is longer">{overlong === "fail" ? "is not scored: it fails" : "is cut and counted: the prompt from its left, then the completion at its end"}</Fact>
        <Fact name="precision">{precision ?? <Unknown>{imported ? "not known: imported" : server ? "the server’s own" : notYet}</Unknown>}</Fact>
        <Fact name={<Term name="identity" />}>
          {model.identity ? <span className="inline-flex items-center gap-1 font-mono text-12 [overflow-wrap:anywhere]">{model.identity}<CopyButton text={model.identity} what="the identity" /></span> : <Unknown>{notYet}</Unknown>}
        </Fact>
      </dl>
    </section>
  );
}

function BackendFacts({ backend }: { backend: RewardModel["backend"] }) {
  if (backend.type === "onnx") {
    return (
      <>
        <Fact name="files"><VisibleLine text={backend.file ? `${backend.path}/${backend.file}` : backend.path} wrap className="font-mono text-12!" /></Fact>
        <Fact name="runs on">{backend.provider ?? "cpu"}, in the workers</Fact>
      </>
    );
  }
  if (backend.type === "imported") return <Fact name="preferences">imported{backend.source !== undefined && <> from <VisibleLine text={backend.source} wrap /></>}; no model is asked</Fact>;
  return (
    <>
      <Fact name="server">{serverWords[backend.type]}</Fact>
      <Fact name="address"><VisibleLine text={serverAddress(backend.url)} wrap className="font-mono text-12!" /></Fact>
      {backend.model && <Fact name="model there"><VisibleLine text={backend.model} wrap className="font-mono text-12!" /></Fact>}
      <Fact name="key">{backend.apiKeyEnv ? <>from <code className="font-mono text-12 [overflow-wrap:anywhere]">{backend.apiKeyEnv}</code> of the workers; never stored</> : "none"}</Fact>
      {backend.concurrency !== undefined && <Fact name="requests at once">{formatCount(backend.concurrency)}</Fact>}
      {backend.timeoutMs !== undefined && <Fact name="time limit">{backend.timeoutMs / 1000} s a request</Fact>}
    </>
  );
}

const Fact = ({ name, children }: { name: ReactNode; children: ReactNode }) => <><dt className="text-muted">{name}</dt><dd className="min-w-0">{children}</dd></>;
const Unknown = ({ children }: { children: ReactNode }) => <span className="text-unknown">{children}</span>;
