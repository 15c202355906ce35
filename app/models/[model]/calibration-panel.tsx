"use client";

import { useState } from "react";
import { formatCount, formatPercent } from "@/lib/chart/format";
import type { RewardModelDetail } from "@/lib/contracts/reward-models";
import { CopyButton } from "../../_ui/copy-button";
import { EstimateValue } from "../../_ui/estimate-value";
import { RelativeTime } from "../../_ui/relative-time";
import { Segmented } from "../../_ui/segmented";
import { Term } from "../../_ui/term";
import { VisibleLine } from "../../_ui/visible-line";
import { reliabilityWords, temperatureDigits, unfittedWords } from "./calibration-words";
import { ReliabilityDiagram } from "./reliability-diagram";
import { ReliabilityTable } from "./reliability-table";

type Calibration = NonNullable<RewardModelDetail["calibration"]>;

/** Whether the model's probabilities mean what they say, on pairs that people have labelled. */
export function CalibrationPanel({ model }: { model: RewardModelDetail }) {
  return (
    <section className="panel min-w-0" aria-label="Calibration">
      <h2 className="px-4 pt-3 text-14">Calibration</h2>
      {model.calibration ? <Found model={model} calibration={model.calibration} /> : <Teach model={model} />}
    </section>
  );
}

function Found({ model, calibration }: { model: RewardModelDetail; calibration: Calibration }) {
  const { fit, current, fitted, nPairs, nFailed, source, at } = calibration;
  const [chosen, setChosen] = useState<"current" | "fitted">(!model.hasProbability && fitted ? "fitted" : "current");
  const reliability = (chosen === "fitted" && fitted) || current;
  return (
    <div className="px-4 pb-4">
      <p className="text-13 text-muted">
        {formatCount(nPairs)} labelled {nPairs === 1 ? "pair" : "pairs"} of <VisibleLine text={source} className="font-mono text-12! text-ink" />{nFailed > 0 && `, ${formatCount(nFailed)} more without a score`}, <RelativeTime at={at} />
      </p>
      <div className="mt-3 flex flex-wrap items-center gap-x-4 gap-y-2">
        {fitted && <Segmented label="Temperature" value={chosen} onChange={setChosen} options={[{ value: "current", text: `${model.hasProbability ? "In use" : "Not calibrated"}: ${temperatureDigits(current.temperature)}` }, { value: "fitted", text: `Fitted: ${temperatureDigits(fitted.temperature)}` }]} />}
        <p className="text-13" data-testid="calibration-summary">{reliabilityWords(reliability)}</p>
      </div>
      <ReliabilityDiagram reliability={reliability} />
      <dl className="mt-3 grid grid-cols-[auto_minmax(0,1fr)] gap-x-6 gap-y-1.5 text-13">
        <dt className="text-muted"><Term name="temperature">fitted temperature</Term></dt>
        <dd>
          {fit.kind === "fitted"
            ? <><span className="font-medium">{temperatureDigits(fit.temperature)}</span> <span className="text-muted">[{temperatureDigits(fit.low)}, {fit.high === null ? "no upper bound" : temperatureDigits(fit.high)}], 95 %, profile likelihood</span></>
            : <span className="text-unknown">{unfittedWords[fit.reason]}</span>}
        </dd>
        <dt className="text-muted">log loss</dt><dd><EstimateValue estimate={reliability.logLoss} unit="score" /> <span className="text-muted">nats; a coin has 0.69</span></dd>
        <dt className="text-muted">Brier score</dt><dd><EstimateValue estimate={reliability.brier} unit="score" /> <span className="text-muted">a coin has 0.25</span></dd>
        <dt className="text-muted">calibration error</dt><dd>{formatPercent(reliability.calibrationError)} <span className="text-muted">mean distance from the diagonal; too high where bins hold few pairs</span></dd>
        <dt className="text-muted">accuracy</dt><dd><EstimateValue estimate={calibration.accuracy} unit="fraction" /></dd>
      </dl>
      <ReliabilityTable reliability={reliability} />
      {fit.kind === "fitted" && <p className="mt-3 max-w-[75ch] text-12 text-muted">Fitted and shown on the same pairs. Curves keep the temperature that they were made with: register the model under another name to use the fitted one; the command prints how.</p>}
    </div>
  );
}

function Teach({ model }: { model: RewardModelDetail }) {
  const command = `npx tidemark models calibrate ${model.name} --pairs preferences.jsonl --save`;
  if (model.backend.type === "imported") return <p className="px-4 pt-1 pb-4 text-13 text-unknown">Imported preferences cannot be asked of labelled pairs.</p>;
  return (
    <div className="px-4 pt-1 pb-4 text-13">
      <p className="max-w-[75ch] text-muted">Nobody has compared this model’s probabilities with labelled pairs yet, so whether 80&nbsp;% means 80&nbsp;% is not known. A few hundred pairs such as your runs have fit a <Term name="temperature" /> and draw the reliability diagram here:</p>
      <p className="mt-2 flex items-start gap-1 rounded-md bg-sunken px-3 py-2 font-mono text-12"><code className="min-w-0 flex-1 [overflow-wrap:anywhere]">{command}</code><CopyButton text={command} what="the command" /></p>
      <p className="mt-2 text-12 text-muted">One pair a line: <code className="font-mono">{'{"prompt": "…", "chosen": "…", "rejected": "…"}'}</code></p>
    </div>
  );
}
