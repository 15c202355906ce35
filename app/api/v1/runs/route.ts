import * as contract from "@/lib/contracts";
import { createRun } from "@/lib/services/create-run";
import { listRuns } from "@/lib/services/list-runs";
import { defineRoutes } from "@/app/_server/define-routes";
import { bindRoute } from "@/app/_server/bind-route";

export const dynamic = "force-dynamic";
export const runtime = "nodejs";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = defineRoutes(
  bindRoute(contract.createRun, async ({ body }, ctx) => {
    const { run, created } = await createRun(ctx, body);
    return { status: created ? 201 : 200, body: run };
  }),
  bindRoute(contract.listRuns, async ({ query }, ctx) => ({ body: await listRuns(ctx, query) })),
);
