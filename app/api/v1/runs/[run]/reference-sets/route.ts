import * as contract from "@/lib/contracts";
import { addRunReferenceSet } from "@/lib/services/add-run-reference-set";
import { defineRoutes } from "@/app/_server/define-routes";
import { bindRoute } from "@/app/_server/bind-route";

export const dynamic = "force-dynamic";
export const runtime = "nodejs";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = defineRoutes(
  bindRoute(contract.addRunReferenceSet, async ({ params, body }, ctx) => {
    const { run, added } = await addRunReferenceSet(ctx, { ...params, ...body });
    return { status: added ? 202 : 200, body: run };
  }),
);
