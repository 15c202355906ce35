import { Command, Option } from "commander";
import { createKey, deleteKey, listKeys, type ApiKey } from "@/lib/contracts";
import { callApi } from "./api-client";
import { connect } from "./connect";
import { listCommand } from "./list-command";
import { printJson } from "./print-json";

export function keysCommand(): Command {
  const keys = new Command("keys")
    .description("API keys: create, list, revoke")
    .addHelpText("after", "\nExamples:\n  $ tidemark keys create trainer                  a key that may write (for training loops)\n  $ tidemark keys create dashboard --scope read\n  $ tidemark keys list\n  $ tidemark keys revoke trainer\n\nThey need a key with the scope admin: on the server's machine the data folder has one.\n");
  keys
    .command("create <name>")
    .description("create a key; its text is shown once")
    .addOption(new Option("--scope <scope>", "what it may do").choices(["read", "write", "admin"]).default("write"))
    .option("--json", "as JSON")
    .addHelpText("after", "\nExamples:\n  $ tidemark keys create trainer\n  $ export TIDEMARK_API_KEY=$(tidemark keys create ci --scope read)\n")
    .action(async (name: string, options: { scope: string; json?: boolean }) => {
      const { data } = await callApi(connect(), createKey, { body: { name, scope: options.scope } });
      if (options.json) return printJson(data);
      process.stderr.write(`Key "${data.name}" (${data.scope}). It is not shown again:\n`);
      process.stdout.write(`${data.key}\n`);
    });
  keys.addCommand(listCommand<ApiKey>({
    description: "list keys (never their text)", endpoint: listKeys, example: "tidemark keys list", empty: () => "No key yet. Next: tidemark keys create NAME",
    head: ["name", "scope", "begins with", "created", "last used"],
    row: (key) => [key.name, key.scope, `${key.prefix}...`, key.createdAt.slice(0, 10), key.lastUsedAt?.slice(0, 10) ?? "never"],
  }));
  keys
    .command("revoke <name>")
    .description("revoke a key, by name or id, at once")
    .addHelpText("after", "\nExample:\n  $ tidemark keys revoke trainer\n")
    .action(async (name: string) => {
      await callApi(connect(), deleteKey, { params: { key: name } });
      process.stdout.write(`Key "${name}" is revoked.\n`);
    });
  return keys;
}
