import * as contract from "@/lib/contracts";
import { readRun } from "@/lib/services/read-run";
import { streamEvents } from "@/app/_server/stream-events";
import { defineRoutes } from "@/app/_server/define-routes";
import { bindRoute } from "@/app/_server/bind-route";

export const dynamic = "force-dynamic";
export const runtime = "nodejs";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = defineRoutes(
  bindRoute(contract.streamRunEvents, async ({ params, query, request, env }, ctx) => {
    const run = await readRun(ctx, params);
    return streamEvents(ctx, { runId: run.id, lastEventId: query.lastEventId, request, env });
  }),
);
