import type { Env } from "@/lib/env";
import { ConfigError } from "@/lib/errors";
import { readAdminKey } from "@/lib/runtime/admin-key";
import { findServer } from "@/lib/runtime/server-file";
import type { Api } from "./api-client";

/**
 * Server and key of a command: TIDEMARK_URL and TIDEMARK_API_KEY, else what the data folder of this machine says.
 * @throws ConfigError saying what is missing
 */
export function findApi(env: Env): Api {
  const found = findServer(env.dataDir);
  const url = env.url ?? (found.state === "running" ? found.server.url : undefined);
  if (!url && found.state === "starting") throw new ConfigError(`Tidemark is just starting (process ${found.pid}); try again in some seconds.`);
  if (!url) throw new ConfigError(`No Tidemark runs on the data folder ${env.dataDir}. Start it (npm start), or set TIDEMARK_URL and TIDEMARK_API_KEY.`);
  const key = env.apiKey ?? env.adminKey ?? (env.url ? null : readAdminKey(env.dataDir));
  if (!key) throw new ConfigError(`No key for ${url}. Set TIDEMARK_API_KEY.`);
  return { url, key };
}
