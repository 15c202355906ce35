import * as contract from "@/lib/contracts";
import { importPreferences } from "@/lib/pipeline/import-preferences";
import { defineRoutes } from "@/app/_server/define-routes";
import { bindRoute } from "@/app/_server/bind-route";

export const dynamic = "force-dynamic";
export const runtime = "nodejs";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = defineRoutes(
  bindRoute(contract.importPreferences, async ({ params, body }, ctx) => {
    const { answer, changed } = await importPreferences(ctx, { ...params, body });
    return { status: changed ? 201 : 200, body: answer };
  }),
);
