import * as contract from "@/lib/contracts";
import { createPromptSet } from "@/lib/services/create-prompt-set";
import { listPromptSets } from "@/lib/services/list-prompt-sets";
import { defineRoutes } from "@/app/_server/define-routes";
import { bindRoute } from "@/app/_server/bind-route";

export const dynamic = "force-dynamic";
export const runtime = "nodejs";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = defineRoutes(
  bindRoute(contract.createPromptSet, async ({ body }, ctx) => {
    const { promptSet, created } = await createPromptSet(ctx, body);
    return { status: created ? 201 : 200, body: promptSet };
  }),
  bindRoute(contract.listPromptSets, async ({ query }, ctx) => ({ body: await listPromptSets(ctx, query) })),
);
