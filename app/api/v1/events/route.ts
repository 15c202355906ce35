import * as contract from "@/lib/contracts";
import { streamEvents } from "@/app/_server/stream-events";
import { defineRoutes } from "@/app/_server/define-routes";
import { bindRoute } from "@/app/_server/bind-route";

export const dynamic = "force-dynamic";
export const runtime = "nodejs";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = defineRoutes(
  bindRoute(contract.streamEvents, async ({ query, request, env }, ctx) => streamEvents(ctx, { runId: null, lastEventId: query.lastEventId, request, env })),
);
