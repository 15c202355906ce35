import { existsSync } from "node:fs";
import path from "node:path";
import { Command } from "commander";
import { createRewardModel, listRewardModels } from "@/lib/contracts";
import { childEnv, readEnv } from "@/lib/env";
import { createLogger } from "@/lib/logger";
import { callApi, type Api } from "./api-client";
import { packageDir } from "./package-dir";
import { signInLink } from "./sign-in-link";
import { startProduct } from "./start-product";
import { starterModel } from "./starter-model";
import { stay, untilStopped } from "./until-stopped";

export function startCommand(): Command {
  return new Command("start")
    .description("start the server: app, worker, and a database of its own unless DATABASE_URL names one")
    .addHelpText("after", "\nExamples:\n  $ tidemark start\n  $ TIDEMARK_PORT=8080 TIDEMARK_HOST=0.0.0.0 tidemark start\n  $ DATABASE_URL=postgresql://user:password@db/tidemark tidemark start\n")
    .action(async () => {
      const env = readEnv(packageDir);
      // In a terminal the few lines below are what matters; elsewhere (a service) the logs are.
      const level = process.stdout.isTTY && !childEnv().TIDEMARK_LOG_LEVEL ? "warn" : env.logLevel;
      const log = createLogger({ level, name: "start" });
      const say = (line: string) => void process.stdout.write(`${line}\n`);
      const code = await untilStopped(async (signal, running) => {
        const onLine = (name: string, line: string) => {
          if (line.startsWith("{")) process.stderr.write(`${line}\n`);
          else if (line.trim() && level !== "warn") process.stderr.write(`[${name}] ${line}\n`);
        };
        const product = await startProduct({ env, log, say, onLine, childLogLevel: level, signal });
        running(product);
        await registerStarter(product.api, env.modelDirs, say);
        say(`Tidemark runs at ${env.publicUrl ?? product.api.url}`);
        say(`Sign in (one use, ten minutes; "tidemark open" makes another): ${await signInLink(product.api, env.publicUrl)}`);
        if (process.stdout.isTTY) say("Ctrl-C stops it.");
        await stay(product, signal);
      });
      process.exit(code);
    });
}

/** A server without any reward model could score nothing: it begins with the starter model. */
async function registerStarter(api: Api, modelDirs: string[], say: (line: string) => void): Promise<void> {
  const { data } = await callApi(api, listRewardModels, { query: { limit: 1 } });
  if (data.items.length > 0) return;
  if (!modelDirs.some((folder) => existsSync(path.join(folder, starterModel.backend.path)))) {
    return say(`No reward model is registered, and the starter model lies in none of ${modelDirs.join(", ")}.`);
  }
  await callApi(api, createRewardModel, { body: starterModel });
}
