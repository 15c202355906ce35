import { spawn } from "node:child_process";
import path from "node:path";
import { Command } from "commander";
import { childEnv, readEnv } from "@/lib/env";
import { ConfigError } from "@/lib/errors";
import { connectOrExplain } from "@/lib/runtime/connect-or-explain";
import { findLiveDatabase } from "@/lib/runtime/embedded-postgres";
import { packageDir } from "./package-dir";

export function workerCommand(): Command {
  return new Command("worker")
    .description("run one more worker, in the foreground")
    .addHelpText("after", "\nExamples:\n  $ DATABASE_URL=postgresql://user:password@db/tidemark tidemark worker\n  $ TIDEMARK_WORKERS=8 tidemark worker        eight scoring threads\n\nWithout DATABASE_URL it works for the server that runs on this data folder.\n")
    .action(async () => {
      const env = readEnv(packageDir);
      const databaseUrl = env.databaseUrl ?? (await findLiveDatabase(env.dataDir));
      if (!databaseUrl) throw new ConfigError(`No DATABASE_URL is set, and no server runs on the data folder ${env.dataDir}. Set DATABASE_URL, or run "tidemark start" there.`);
      await (await connectOrExplain(databaseUrl, "tidemark-worker-check")).end();
      const variables = { NODE_ENV: "production", DATABASE_URL: databaseUrl, TIDEMARK_DATA_DIR: env.dataDir, TIDEMARK_MODEL_DIR: env.modelDirs.join(path.delimiter) };
      const child = spawn(process.execPath, [path.join(packageDir, "dist/worker.js")], { cwd: packageDir, env: childEnv(variables), stdio: "inherit", detached: true });
      let asked = 0;
      for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(name, () => child.kill(asked++ ? "SIGKILL" : "SIGTERM"));
      process.exit(await new Promise<number>((resolve) => child.on("exit", (code) => resolve(asked ? 0 : (code ?? 1)))));
    });
}
