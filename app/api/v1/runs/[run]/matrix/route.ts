import * as contract from "@/lib/contracts";
import { readMatrix } from "@/lib/pipeline/read-matrix";
import { defineRoutes } from "@/app/_server/define-routes";
import { bindRoute } from "@/app/_server/bind-route";

export const dynamic = "force-dynamic";
export const runtime = "nodejs";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = defineRoutes(
  bindRoute(contract.readMatrix, async ({ params, query }, ctx) => ({ body: await readMatrix(ctx, { ...params, ...query }) })),
);
