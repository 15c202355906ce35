// Server time of the page of runs, with many runs in the database of a scratch product that this starts and removes.
//   npm run build && node bench/dashboard/runs-page.mjs [--runs 2000] [--checkpoints 50] [--requests 60]
import { loadavg } from "node:os";
import { parseArgs } from "node:util";
import pg from "pg";
import { startScratchProduct } from "./scratch-product.mjs";
import { serverTimes } from "./server-times.mjs";
import { signIn } from "./sign-in.mjs";

const { values } = parseArgs({ options: { runs: { type: "string", default: "2000" }, checkpoints: { type: "string", default: "50" }, requests: { type: "string", default: "60" } } });
const [nRuns, nCheckpoints, nRequests] = [values.runs, values.checkpoints, values.requests].map(Number);
const product = await startScratchProduct();
try {
  const keys = Array.from({ length: 60 }, (_, i) => `p${i}`);
  await product.call("/prompt-sets", { name: "prompts", prompts: keys.map((key) => ({ key, prompt: `Say ${key}.` })) });
  await product.call("/prompt-sets/prompts/reference-sets", { name: "references", completions: keys.map((key) => ({ key, completion: key })) });
  await product.call("/reward-models", { name: "starter", kind: "bradley-terry", input: "text-pair", backend: { type: "onnx", path: "starter" } });
  const base = await product.call("/runs", { name: "base", promptSet: "prompts" });
  await seed(base);

  const cookie = await signIn(product);
  console.log(`${nRuns} runs of ${nCheckpoints} checkpoints; ${nRequests} requests each, one at a time; load average ${loadavg()[0].toFixed(1)} before`);
  for (const path of ["/", "/?project=team-7", "/?q=run-19", "/?sort=name", "/?sort=best", "/?sort=verdict", "/?verdict=regressed", "/?verdict=healthy&sort=looks", "/api/v1/runs?limit=25"]) await measure(path, cookie);
} finally {
  await product.stop();
}

async function measure(path, cookie) {
  const { median, p95, processorMs, kB } = await serverTimes({ ...product, cookie, path, n: nRequests });
  const ms = (value) => value.toFixed(0).padStart(4);
  console.log(`GET ${path.padEnd(34)} median ${ms(median)} ms, p95 ${ms(p95)} ms, ${ms(processorMs)} ms of the server's processor time, ${kB.toFixed(0)} kB`);
}

/** Copies the base run: each copy has its own checkpoints, completion sets, vectors, points and decision; one in eight has regressed. */
async function seed({ id, primary: { referenceSet, rewardModel }, promptSet }) {
  const db = new pg.Client({ connectionString: product.databaseUrl });
  await db.connect();
  const run = (sql, ...parameters) => db.query(sql, parameters);
  const [perRun, all] = ["generate_series(1, $1::int) k", "generate_series(1, $1::int) k, generate_series(1, $2::int) s"];
  await run(`INSERT INTO "Run" SELECT (jsonb_populate_record(r, jsonb_build_object('id', 'run' || k, 'project', 'team-' || k % 20, 'name', 'run-' || k, 'lastActivityAt', now() - k * interval '1 minute'))).* FROM "Run" r, ${perRun} WHERE r."id" = $2`, nRuns, id);
  for (const table of ["RunReferenceSet", "RunRewardModel", "Branch"]) await run(`INSERT INTO "${table}" SELECT (jsonb_populate_record(t, jsonb_build_object('runId', 'run' || k))).* FROM "${table}" t, ${perRun} WHERE t."runId" = $2`, nRuns, id);
  await run(`INSERT INTO "CompletionSet" ("id", "promptSetId", "hash", "nCompletions", "nWithPrompt") SELECT 'set' || k || '-' || s, $3::text, 'hash' || k || '-' || s, 60, 60 FROM ${all}`, nRuns, nCheckpoints, promptSet.id);
  await run(`INSERT INTO "ScoreVector" ("completionSetId", "rewardModelId", "identity", "scores", "statuses", "nDone", "nTotal", "complete", "updatedAt") SELECT 'set' || k || '-' || s, $3::text, 'x', decode(repeat('00', 240), 'hex'), decode(repeat('00', 60), 'hex'), 60, 60, true, now() FROM ${all}`, nRuns, nCheckpoints, rewardModel);
  await run(`INSERT INTO "Checkpoint" ("id", "runId", "branch", "step", "completionSetId", "status", "scoredAt") SELECT 'ckpt' || k || '-' || s, 'run' || k, 'main', s * 100, 'set' || k || '-' || s, 'scored', now() FROM ${all}`, nRuns, nCheckpoints);
  await run(`INSERT INTO "Summary" ("checkpointId", "referenceSetId", "rewardModelId", "runId", "identity", "look", "provisional", "incomplete", "nPrompts", "nWin", "nTie", "nLoss", "nFailed", "nMissing", "nReferenceFailed", "nTruncated", "nPending",
      "winRate", "winRateLow", "winRateHigh", "winProbability", "winProbabilityLow", "winProbabilityHigh", "updatedAt")
    SELECT 'ckpt' || k || '-' || s, $3::text, $4::text, 'run' || k, 'x', s, false, false, 60, 30, 0, 30, 0, 0, 0, 0, 0, v, v - 0.05, v + 0.05, v, v - 0.04, v + 0.04, now()
    FROM ${all}, LATERAL (SELECT 0.4 + 0.2 * sin(s / 12.0 + k) AS v) curve`, nRuns, nCheckpoints, referenceSet, rewardModel);
  await run(`INSERT INTO "Episode" ("id", "runId", "rewardModelId", "referenceSetId", "number", "identity", "afterLook", "expectedLooks", "alpha", "delta", "reason") SELECT 'episode' || k, 'run' || k, $3::text, $2::text, 1, 'x', 0, 100, 0.05, 0.005, 'first' FROM ${perRun}`, nRuns, referenceSet, rewardModel);
  await run(`INSERT INTO "Decision" ("runId", "branch", "rewardModelId", "referenceSetId", "findings", "best", "lengthControl", "basis")
    SELECT 'run' || k, 'main', $3::text, $2::text,
      jsonb_build_object('episodeId', 'episode' || k, 'overOptimisation', NULL, 'adjustedP', CASE WHEN k % 8 = 0 THEN 0.001 ELSE 0.6 END, 'nLooks', $4::int, 'nUnits', 60, 'jitter', NULL, 'latestIncomplete', false, 'allTied', false, 'allFailed', false,
        'detectable', jsonb_build_object('fast', 0.08 + k % 10 / 200.0, 'sustained', 0.05, 'sdPair', 0.2, 'sdSource', 'measured', 'nUnits', 60),
        'regression', CASE WHEN k % 8 = 0 THEN jsonb_build_object('step', 3000, 'checkpointId', 'ckpt' || k || '-30', 'kind', 'sustained', 'contrast', jsonb_build_object('family', 'all', 'kind', 'sustained',
          'blockSteps', jsonb_build_array(100, 200, 300, 400), 'windowSteps', jsonb_build_array(3000, 3100), 'nUnits', 60, 'drop', 0.09, 'dropLow', 0.03, 'adjustedP', 0.001)) END),
      jsonb_build_object('kind', 'estimate', 'checkpointId', 'ckpt' || k || '-20', 'step', 2000, 'shrunk', jsonb_build_object('value', 0.5 + k % 50 / 500.0, 'low', 0.45, 'high', 0.65), 'bestSet', jsonb_build_array(1900, 2000, 2100), 'earliestWithin', 1900,
        'tolerance', 0.01, 'nUnits', 60, 'draws', 2000, 'seed', 1, 'reason', NULL, 'band', (SELECT jsonb_agg(jsonb_build_object('step', s * 100, 'low', 0.4 + s / 1000.0, 'high', 0.6 + s / 1000.0)) FROM generate_series(1, $4::int) s)),
      jsonb_build_object('identity', 'x', 'phi', NULL, 'nLooks', 0, 'points', '{}'::jsonb), 'bench'
    FROM ${perRun}`, nRuns, referenceSet, rewardModel, nCheckpoints);
  await run("ANALYZE");
  await db.end();
}
