import { Health } from "@/lib/contracts";
import { ConfigError } from "@/lib/errors";
import type { Supervisor } from "@/lib/runtime/supervisor";

/** Waits until the app answers and reaches its database. @throws ConfigError after two minutes, or when a process cannot be kept alive */
export async function waitForHealth(options: { url: string; supervisor: Supervisor; signal: AbortSignal }): Promise<void> {
  const deadline = Date.now() + 120_000;
  let failure: string | null = null;
  void options.supervisor.failed.then((reason) => (failure = reason));
  while (Date.now() < deadline) {
    options.signal.throwIfAborted();
    if (failure) throw new ConfigError(failure);
    const answer = await fetch(new URL("/api/v1/health", options.url), { signal: AbortSignal.timeout(5000) }).catch(() => null);
    const health = Health.safeParse(await answer?.json().catch(() => null));
    if (health.success && health.data.database === "ok") return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new ConfigError(`The app at ${options.url} did not answer within two minutes. Run "tidemark doctor", or start again with TIDEMARK_LOG_LEVEL=debug.`);
}
