import * as contract from "@/lib/contracts";
import { readPromptReferences } from "@/lib/services/read-prompt-references";
import { defineRoutes } from "@/app/_server/define-routes";
import { bindRoute } from "@/app/_server/bind-route";

export const dynamic = "force-dynamic";
export const runtime = "nodejs";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = defineRoutes(
  bindRoute(contract.readPromptReferences, async ({ params, query }, ctx) => ({ body: await readPromptReferences(ctx, { ...params, ...query }) })),
);
