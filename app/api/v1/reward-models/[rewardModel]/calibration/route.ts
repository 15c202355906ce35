import * as contract from "@/lib/contracts";
import { saveRewardModelCalibration } from "@/lib/services/save-reward-model-calibration";
import { defineRoutes } from "@/app/_server/define-routes";
import { bindRoute } from "@/app/_server/bind-route";

export const dynamic = "force-dynamic";
export const runtime = "nodejs";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = defineRoutes(
  bindRoute(contract.saveRewardModelCalibration, async ({ params, body }, ctx) => ({ body: await saveRewardModelCalibration(ctx, { ...params, calibration: body }) })),
);
