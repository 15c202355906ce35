import type { RewardModel } from "@/lib/contracts";
import { showControls } from "@/lib/formats/show-controls";
import { formatTable } from "./format-table";

/** Prints the conformance report and sets the exit code: 0 ready, 1 failed, 3 not checked yet. */
export function showReport(model: RewardModel, json = false): void {
  process.exitCode = model.status === "ready" ? 0 : model.status === "failed" ? 1 : 3;
  if (json) return void process.stdout.write(`${JSON.stringify(model)}\n`);
  if (model.conformance.length > 0) process.stdout.write(`${formatTable(["check", "outcome", "detail"], model.conformance.map(({ check, outcome, detail }) => [check, outcome, detail]))}\n`);
  process.stdout.write(`${showControls(conclusion(model))}\n`);
}

function conclusion(model: RewardModel): string {
  const { name } = model;
  if (model.status === "checking") return `"${name}" is registered; no worker has checked it yet. "tidemark models check ${name}" shows the report.`;
  if (model.status === "failed") return `"${name}" failed its check and cannot draw points. Mend what the report names, then: tidemark models check ${name} --again`;
  const facts = [
    model.kind, model.precision, model.maxTokens === null ? null : `at most ${model.maxTokens} tokens`, `temperature ${model.temperature}`,
    model.hasProbability ? null : "no win probability: give a temperature (models calibrate) to show one",
    model.attributes.length > 0 ? `attributes ${model.attributes.join(", ")}` : null,
    model.identity === null ? null : `identity ${model.identity.slice(0, 12)}`, model.notice,
  ].filter((fact) => fact !== null);
  return `"${name}" is ready: ${facts.join("; ").replace(/\.$/, "")}.`;
}
