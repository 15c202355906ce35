import { createWriteStream } from "node:fs";
import path from "node:path";
import { Command } from "commander";
import { readEnv, type Env } from "@/lib/env";
import { ConfigError } from "@/lib/errors";
import { createLogger, type Logger } from "@/lib/logger";
import { prepareDataFolder } from "@/lib/runtime/data-folder";
import { startEmbeddedPostgres } from "@/lib/runtime/embedded-postgres";
import { removeDatabase } from "@/lib/runtime/remove-database";
import { findServer } from "@/lib/runtime/server-file";
import type { Api } from "./api-client";
import { readDemoData } from "./demo-data";
import { describeRun } from "./describe-run";
import { findApi } from "./find-api";
import { packageDir } from "./package-dir";
import { registerDemo } from "./register-demo";
import { signInLink } from "./sign-in-link";
import { startProduct } from "./start-product";
import { stay, untilStopped } from "./until-stopped";
import { watchScoring } from "./watch-scoring";

interface Options {
  fresh?: boolean;
  exit?: boolean;
}

const say = (line: string) => void process.stdout.write(`${line}\n`);

export function demoCommand(): Command {
  return new Command("demo")
    .description("score the checkpoints of two real training runs on this machine and draw their curves")
    .option("--fresh", "remove this data folder's database and start over")
    .option("--exit", "stop when everything is scored, instead of staying up")
    .addHelpText("after", "\nExamples:\n  $ npm run demo\n  $ npm run demo -- --fresh\n")
    .action(async (options: Options) => {
      const env = readEnv(packageDir);
      const running = findServer(env.dataDir);
      if (running.state === "starting") throw new ConfigError(`Tidemark is just starting on ${env.dataDir} (process ${running.pid}); try again in some seconds.`);
      let failed = false;
      const code = await untilStopped(async (signal, started) => {
        if (running.state === "running") {
          if (options.fresh) throw new ConfigError(`Tidemark runs on ${env.dataDir} (process ${running.server.pid}); --fresh would remove its database. Stop it first.`);
          say(`Tidemark already runs at ${running.server.url}; the demo uses it.`);
          failed = await runDemo(findApi({ ...env, url: undefined, apiKey: undefined }), env, signal);
          return;
        }
        prepareDataFolder(env.dataDir);
        // The terminal belongs to the progress bar; what the processes say is kept beside the data.
        const logFile = path.join(env.dataDir, "tidemark.log");
        const log = createLogger({ level: env.logLevel, name: "start", file: logFile });
        if (options.fresh) await startOver(env, log);
        const lines = createWriteStream(logFile, { flags: "a", mode: 0o600 });
        const product = await startProduct({ env, log, say, onLine: (_, line) => void lines.write(`${line}\n`), childLogLevel: env.logLevel, signal });
        started(product);
        const failure = product.supervisor.failed.then((reason) => {
          throw new ConfigError(reason);
        });
        failed = await Promise.race([runDemo(product.api, env, signal), failure]);
        if (options.exit) return;
        say("Ctrl-C stops it; the next start finds everything again.");
        await stay(product, signal);
      });
      process.exit(code || (failed ? 1 : 0));
    });
}

/** @returns whether a checkpoint failed */
async function runDemo(api: Api, env: Env, signal: AbortSignal): Promise<boolean> {
  const address = env.publicUrl ?? api.url;
  say(`Watch it live (one use, ten minutes): ${await signInLink(api, env.publicUrl)}`);
  const data = await readDemoData(path.join(packageDir, "demo"));
  const nPrompts = data.runs.flatMap((run) => run.checkpoints).reduce((total, checkpoint) => total + checkpoint.completions.length, 0);
  const started = Date.now();
  const progress = watchScoring(api, { nPrompts, signal, say });
  let runs;
  try {
    const { runs: registered, nNew } = await registerDemo(api, data, { signal, onCheckpoint: progress.registered });
    runs = await progress.finished(registered);
    progress.stop();
    if (nNew === 0 && Date.now() - started < 10_000) say("Already scored: nothing was registered or scored a second time.");
    else say(`Scored ${nPrompts} completions of ${data.runs.length} runs in ${Math.round((Date.now() - started) / 1000)} s.`);
  } finally {
    progress.stop();
  }
  for (const run of runs) say(await describeRun(api, run, address));
  say(`Sign in: ${await signInLink(api, env.publicUrl)}`);
  return runs.some((run) => run.nFailed > 0);
}

async function startOver(env: Env, log: Logger): Promise<void> {
  if (env.databaseUrl) throw new ConfigError("--fresh removes the embedded database only, and DATABASE_URL names another one. Empty that one yourself, or leave DATABASE_URL out.");
  // A database left over from a killed start is stopped in order first.
  const database = await startEmbeddedPostgres({ dataDir: env.dataDir, log }).catch(() => null);
  await database?.stop();
  await removeDatabase(env.dataDir);
}
