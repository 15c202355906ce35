import type { z } from "zod";
import type { Context } from "@/lib/context";
import type { Health } from "@/lib/contracts";
import { liveWorkers } from "@/lib/db/live-workers";

const limitMs = 2000;

/** State of the server: degraded without a database or without a worker that reported within 30 seconds. Never throws. */
export async function readHealth(ctx: Context, input: { version: string }): Promise<z.infer<typeof Health>> {
  const workers = await within(liveWorkers(ctx.db, ctx.now()), limitMs).catch((error) => {
    ctx.log.warn({ err: error }, "the database does not answer");
    return null;
  });
  return {
    status: workers && workers.nWorkers > 0 ? "ok" : "degraded",
    version: input.version,
    database: workers ? "ok" : "down",
    queue: ctx.queueKind,
    workers: workers?.nWorkers ?? 0,
  };
}

async function within<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms);
  });
  return Promise.race([work, limit]).finally(() => clearTimeout(timer));
}
