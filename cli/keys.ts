import { Command, Option } from "commander";
import { createKey, deleteKey, listKeys } from "@/lib/contracts";
import { readEnv } from "@/lib/env";
import { callApi } from "./api-client";
import { findApi } from "./find-api";
import { packageDir } from "./package-dir";
import { formatTable } from "./format-table";

export function keysCommand(): Command {
  const keys = new Command("keys")
    .description("API keys: create, list, revoke")
    .addHelpText("after", "\nExamples:\n  $ tidemark keys create trainer                  a key that may write (for training loops)\n  $ tidemark keys create dashboard --scope read\n  $ tidemark keys list\n  $ tidemark keys revoke trainer\n");
  keys
    .command("create <name>")
    .description("create a key; its text is shown once")
    .addOption(new Option("--scope <scope>", "what it may do").choices(["read", "write", "admin"]).default("write"))
    .option("--json", "as JSON")
    .action(async (name: string, options: { scope: string; json?: boolean }) => {
      const { data } = await callApi(findApi(readEnv(packageDir)), createKey, { body: { name, scope: options.scope } });
      if (options.json) return void process.stdout.write(`${JSON.stringify(data)}\n`);
      process.stderr.write(`Key "${data.name}" (${data.scope}). It is not shown again:\n`);
      process.stdout.write(`${data.key}\n`);
    });
  keys
    .command("list")
    .description("list keys (never their text)")
    .option("--json", "as JSON")
    .action(async (options: { json?: boolean }) => {
      const api = findApi(readEnv(packageDir));
      const items = [];
      let cursor: string | undefined;
      do {
        const { data } = await callApi(api, listKeys, { query: { limit: 500, cursor } });
        items.push(...data.items);
        cursor = data.nextCursor ?? undefined;
      } while (cursor);
      if (options.json) return void process.stdout.write(`${JSON.stringify(items)}\n`);
      const rows = items.map((key) => [key.name, key.scope, `${key.prefix}...`, key.createdAt.slice(0, 10), key.lastUsedAt?.slice(0, 10) ?? "never"]);
      process.stdout.write(formatTable(["name", "scope", "begins with", "created", "last used"], rows));
    });
  keys
    .command("revoke <name>")
    .description("revoke a key, by name or id, at once")
    .action(async (name: string) => {
      await callApi(findApi(readEnv(packageDir)), deleteKey, { params: { key: name } });
      process.stdout.write(`Key "${name}" is revoked.\n`);
    });
  return keys;
}
