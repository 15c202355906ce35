import * as contract from "@/lib/contracts";
import { createSignInCode } from "@/lib/services/create-sign-in-code";
import { defineRoutes } from "@/app/_server/define-routes";
import { bindRoute } from "@/app/_server/bind-route";

export const dynamic = "force-dynamic";
export const runtime = "nodejs";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = defineRoutes(
  bindRoute(contract.createSignInCode, async ({ access }, ctx) => ({ body: await createSignInCode(ctx, { keyId: access.keyId }) })),
);
