import * as contract from "@/lib/contracts";
import { createReferenceSet } from "@/lib/services/create-reference-set";
import { listReferenceSets } from "@/lib/services/list-reference-sets";
import { defineRoutes } from "@/app/_server/define-routes";
import { bindRoute } from "@/app/_server/bind-route";

export const dynamic = "force-dynamic";
export const runtime = "nodejs";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = defineRoutes(
  bindRoute(contract.createReferenceSet, async ({ params, body }, ctx) => {
    const { referenceSet, created } = await createReferenceSet(ctx, { ...params, body });
    return { status: created ? 201 : 200, body: referenceSet };
  }),
  bindRoute(contract.listReferenceSets, async ({ params, query }, ctx) => ({ body: await listReferenceSets(ctx, { ...params, ...query }) })),
);
