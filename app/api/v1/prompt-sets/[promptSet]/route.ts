import * as contract from "@/lib/contracts";
import { readPromptSet } from "@/lib/services/read-prompt-set";
import { defineRoutes } from "@/app/_server/define-routes";
import { bindRoute } from "@/app/_server/bind-route";

export const dynamic = "force-dynamic";
export const runtime = "nodejs";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = defineRoutes(
  bindRoute(contract.readPromptSet, async ({ params, query }, ctx) => ({ body: await readPromptSet(ctx, { ...params, ...query }) })),
);
