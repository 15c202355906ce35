import type { Run } from "@/lib/contracts";
import type { Api } from "./api-client";

/** Address of the run's page. */
export const runPage = (api: Api, run: Run): string => new URL(`/runs/${run.id}`, api.url).href;
