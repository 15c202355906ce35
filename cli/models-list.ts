import type { Command } from "commander";
import { listRewardModels, type RewardModel } from "@/lib/contracts";
import { listCommand } from "./list-command";

export function modelsListCommand(): Command {
  return listCommand<RewardModel>({
    description: "list reward models", endpoint: listRewardModels, example: "tidemark models list",
    empty: () => 'No reward model is registered. "tidemark models add --help" shows how.',
    head: ["name", "kind", "input", "status", "warnings", "precision", "temperature", "runs on"], row: toRow,
  });
}

function toRow(model: RewardModel): string[] {
  const { backend } = model;
  const warnings = model.conformance.filter(({ outcome }) => outcome === "warn").length;
  const place = backend.type === "onnx" ? `onnx ${backend.path}` : backend.type === "imported" ? ["imported", backend.source].filter(Boolean).join(" from ") : `${backend.type} ${backend.url}`;
  return [model.name, model.kind, model.input, model.status, String(warnings), model.precision ?? "", model.hasProbability ? String(model.temperature) : "none", place];
}
