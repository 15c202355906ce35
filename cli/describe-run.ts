import { readBest, readVerdict, type Run } from "@/lib/contracts";
import { callApi, type Api } from "./api-client";

const decidedWithinMs = 30_000, pollMs = 250;

/** One line a run: verdict, the step to keep, where to look. What has been scored a moment ago is decided a moment later: that is waited for. */
export async function describeRun(api: Api, run: Run, publicUrl: string): Promise<string> {
  const params = { run: run.id };
  const readNow = async () => (await callApi(api, readVerdict, { params })).data;
  let verdict = await readNow();
  for (const until = Date.now() + decidedWithinMs; verdict.verdict === "pending" && Date.now() < until; verdict = await readNow()) {
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
  const { data: best } = await callApi(api, readBest, { params });
  const parts = [`${run.project}/${run.name}: ${verdict.verdict} (${verdict.reason})`];
  if (best.chosen) {
    const { value, low, high } = best.chosen.shrunk.value === null ? best.chosen.winProbability : best.chosen.shrunk;
    const number = value === null ? "" : `, win probability ${value.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]`;
    parts.push(`${best.provisional ? "best so far (provisional)" : "keep"} step ${best.chosen.step}${number}`);
  } else {
    parts.push("no best step yet");
  }
  if (run.nFailed > 0) parts.push(`${run.nFailed} of ${run.nCheckpoints} checkpoints failed`);
  parts.push(new URL(`/runs/${run.id}`, publicUrl).href);
  return parts.join(" · ");
}
