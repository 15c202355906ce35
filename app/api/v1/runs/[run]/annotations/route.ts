import * as contract from "@/lib/contracts";
import { addAnnotation } from "@/lib/services/add-annotation";
import { listAnnotations } from "@/lib/services/list-annotations";
import { defineRoutes } from "@/app/_server/define-routes";
import { bindRoute } from "@/app/_server/bind-route";

export const dynamic = "force-dynamic";
export const runtime = "nodejs";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = defineRoutes(
  bindRoute(contract.addAnnotation, async ({ params, body, access }, ctx) => ({ body: await addAnnotation(ctx, { ...params, ...body, keyId: access.keyId }) })),
  bindRoute(contract.listAnnotations, async ({ params, query }, ctx) => ({ body: await listAnnotations(ctx, { ...params, ...query }) })),
);
