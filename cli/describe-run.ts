import { readBest, readVerdict, type Run } from "@/lib/contracts";
import { callApi, type Api } from "./api-client";

/** One line a run: verdict, the step to keep, where to look. */
export async function describeRun(api: Api, run: Run, publicUrl: string): Promise<string> {
  const params = { run: run.id };
  const [{ data: verdict }, { data: best }] = await Promise.all([callApi(api, readVerdict, { params }), callApi(api, readBest, { params })]);
  const parts = [`${run.project}/${run.name}: ${verdict.verdict} (${verdict.reason})`];
  if (best.chosen) {
    const { value, low, high } = best.chosen.winProbability;
    const number = value === null ? "" : `, win probability ${value.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]`;
    parts.push(`${best.provisional ? "best so far (provisional)" : "best"}: step ${best.chosen.step}${number}`);
  } else {
    parts.push("no best step yet");
  }
  if (run.nFailed > 0) parts.push(`${run.nFailed} of ${run.nCheckpoints} checkpoints failed`);
  parts.push(new URL(`/runs/${run.id}`, publicUrl).href);
  return parts.join(" · ");
}
