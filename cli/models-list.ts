import { Command } from "commander";
import { listRewardModels, type RewardModel } from "@/lib/contracts";
import { readEnv } from "@/lib/env";
import { callApi } from "./api-client";
import { findApi } from "./find-api";
import { formatTable } from "./format-table";
import { packageDir } from "./package-dir";

export function modelsListCommand(): Command {
  return new Command("list")
    .description("list reward models")
    .option("--json", "as JSON")
    .addHelpText("after", "\nExample:\n  $ tidemark models list\n")
    .action(async (options: { json?: boolean }) => {
      const api = findApi(readEnv(packageDir));
      const items: RewardModel[] = [];
      let cursor: string | undefined;
      do {
        const { data } = await callApi(api, listRewardModels, { query: { limit: 500, cursor } });
        items.push(...data.items);
        cursor = data.nextCursor ?? undefined;
      } while (cursor);
      if (options.json) return void process.stdout.write(`${JSON.stringify(items)}\n`);
      if (items.length === 0) return void process.stdout.write('No reward model is registered. "tidemark models add --help" shows how.\n');
      process.stdout.write(formatTable(["name", "kind", "input", "status", "warnings", "precision", "temperature", "runs on"], items.map(toRow)));
    });
}

function toRow(model: RewardModel): string[] {
  const { backend } = model;
  const warnings = model.conformance.filter(({ outcome }) => outcome === "warn").length;
  const place = backend.type === "onnx" ? `onnx ${backend.path}` : `${backend.type} ${backend.url}`;
  return [model.name, model.kind, model.input, model.status, String(warnings), model.precision ?? "", model.hasProbability ? String(model.temperature) : "none", place];
}
