import * as contract from "@/lib/contracts";
import { readDegeneracy } from "@/lib/pipeline/read-degeneracy";
import { defineRoutes } from "@/app/_server/define-routes";
import { bindRoute } from "@/app/_server/bind-route";

export const dynamic = "force-dynamic";
export const runtime = "nodejs";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = defineRoutes(
  bindRoute(contract.readDegeneracy, async ({ params, query }, ctx) => ({ body: await readDegeneracy(ctx, { ...params, ...query }) })),
);
