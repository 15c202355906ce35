import * as contract from "@/lib/contracts";
import { readSystem } from "@/lib/services/read-system";
import { version } from "@/app/_server/version";
import { defineRoutes } from "@/app/_server/define-routes";
import { bindRoute } from "@/app/_server/bind-route";

export const dynamic = "force-dynamic";
export const runtime = "nodejs";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = defineRoutes(
  bindRoute(contract.readSystem, async (_, ctx) => ({ body: await readSystem(ctx, { version }) })),
);
