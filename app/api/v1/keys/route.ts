import * as contract from "@/lib/contracts";
import { createKey } from "@/lib/services/create-key";
import { listKeys } from "@/lib/services/list-keys";
import { defineRoutes } from "@/app/_server/define-routes";
import { bindRoute } from "@/app/_server/bind-route";

export const dynamic = "force-dynamic";
export const runtime = "nodejs";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = defineRoutes(
  bindRoute(contract.createKey, async ({ body }, ctx) => ({ body: await createKey(ctx, body) })),
  bindRoute(contract.listKeys, async ({ query }, ctx) => ({ body: await listKeys(ctx, query) })),
);
