import pg from "pg";

/** Uniform in [0, 1): mulberry32 of the seed. */
function uniform(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const words = "the a model answer of and to in step reward reads plain when it was asked why water boils at sea level and how long a letter takes by ship".split(" ");
const text = (random, nWords) => Array.from({ length: nWords }, () => words[Math.floor(random() * words.length)]).join(" ");
const bytes = (numbers) => Buffer.from(Float32Array.from(numbers).buffer);
const mean = (values) => values.reduce((a, b) => a + b, 0) / values.length;
/** Mean with its interval of 1.96 standard errors. */
function estimate(values) {
  const value = mean(values);
  const half = 1.96 * Math.sqrt(mean(values.map((v) => (v - value) ** 2)) / values.length);
  return [value, value - half, value + half];
}

/**
 * Registers prompts and references through the HTTP interface, then writes checkpoints, score vectors, points, tests and decisions as
 * the worker would have left them: no model scores anything. Scores are drawn at random around a curve that rises and then falls.
 * @param call the HTTP interface of a scratch product: (path, body) => answer
 * @returns the run's id, names of its reference sets, its steps, and the win probabilities of each curve in that order
 */
export async function seedRun({ call, databaseUrl, name, nPrompts, nSteps, nReferences, nWords }) {
  const random = uniform(nPrompts * 1000 + nSteps);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const keys = Array.from({ length: nPrompts }, (_, i) => `prompt-${i}`);
  await call("/prompt-sets", { name, prompts: keys.map((key, i) => ({ key, prompt: text(random, 25), tags: [`tag-${i % 6}`] })) });
  const references = [];
  for (let r = 0; r < nReferences; r++) {
    references.push(await call(`/prompt-sets/${name}/reference-sets`, { name: `${name}-references-${r + 1}`, completions: keys.map((key) => ({ key, completion: text(random, nWords) })) }));
  }
  const run = await call("/runs", { name, promptSet: name, referenceSets: references.map(({ id }) => id) });
  const rewardModelId = run.primary.rewardModel;
  const db = new pg.Client({ connectionString: databaseUrl });
  await db.connect();
  const sql = (query, ...parameters) => db.query(query, parameters);

  const base = keys.map(() => 1.5 * normal());
  const drawn = (quality) => base.map((b) => b + quality + 0.8 * normal());
  const referenceScores = references.map((_, r) => drawn(0.25 * r));
  const steps = Array.from({ length: nSteps }, (_, s) => (s + 1) * 20);
  const scores = steps.map((_, s) => drawn(0.9 * (1 - Math.exp(-6 * s / nSteps)) - Math.max(0, s / nSteps - 0.7)));
  const sets = steps.map((step) => `${name}-set-${step}`), checkpoints = steps.map((step) => `${name}-checkpoint-${step}`);

  await sql(`INSERT INTO "CompletionSet" ("id", "promptSetId", "hash", "nCompletions", "nWithPrompt", "lengths") SELECT id, $2, id, $3, $3, $4 FROM unnest($1::text[]) id`, sets, run.promptSet.id, nPrompts, bytes(keys.map(() => nWords * 5)));
  // Every checkpoint says what the last reference set says: the texts are there to be read, not to be compared with the scores.
  await sql(`INSERT INTO "CompletionChunk" SELECT id, chunk, data FROM unnest($1::text[]) id, "CompletionChunk" WHERE "completionSetId" = (SELECT "completionSetId" FROM "ReferenceSet" WHERE "id" = $2)`, sets, references.at(-1).id);
  const vector = `INSERT INTO "ScoreVector" ("completionSetId", "rewardModelId", "identity", "scores", "statuses", "nDone", "nTotal", "complete", "updatedAt")
    SELECT id, $2, 'bench', scores, $3, $4, $4, true, now() FROM unnest($1::text[], $5::bytea[]) AS given(id, scores)`;
  const referenceSetIds = references.map(({ id }) => id);
  const { rows } = await sql(`SELECT "completionSetId" FROM "ReferenceSet" WHERE "id" = ANY($1) ORDER BY array_position($1, "id")`, referenceSetIds);
  const allOk = Buffer.alloc(nPrompts, 1);
  await sql(vector, rows.map(({ completionSetId }) => completionSetId), rewardModelId, allOk, nPrompts, referenceScores.map(bytes));
  for (let s = 0; s < nSteps; s += 100) await sql(vector, sets.slice(s, s + 100), rewardModelId, allOk, nPrompts, scores.slice(s, s + 100).map(bytes));
  await sql(`INSERT INTO "Checkpoint" ("id", "runId", "branch", "step", "completionSetId", "path", "status", "scoredAt") SELECT id, $4, 'main', step, set, convert_to('out/checkpoint-' || step, 'UTF8'), 'scored', now()
    FROM unnest($1::text[], $2::bigint[], $3::text[]) AS given(id, step, set)`, checkpoints, steps, sets, run.id);

  const curves = [];
  for (const [r, { id: referenceSetId }] of references.entries()) {
    const points = scores.map((own, s) => {
      const margins = own.map((score, i) => score - referenceScores[r][i]);
      const nWin = margins.filter((m) => m > 0).length;
      const [winRate, winProbability, meanScore] = [margins.map((m) => (m > 0 ? 1 : 0)), margins.map((m) => 1 / (1 + Math.exp(-m))), own].map(estimate);
      return { checkpointId: checkpoints[s], look: s + 1, nWin, nLoss: nPrompts - nWin, winRate: winRate[0], winRateLow: winRate[1], winRateHigh: winRate[2], winProbability: winProbability[0], winProbabilityLow: winProbability[1], winProbabilityHigh: winProbability[2], meanScore: meanScore[0], meanScoreLow: meanScore[1], meanScoreHigh: meanScore[2] };
    });
    curves.push(points.map(({ winProbability }) => winProbability));
    await sql(`INSERT INTO "Summary" ("checkpointId", "referenceSetId", "rewardModelId", "runId", "identity", "provisional", "incomplete", "nPrompts", "nTie", "nFailed", "nMissing", "nReferenceFailed", "nTruncated", "nPending", "meanLength", "meanReferenceLength", "updatedAt",
        "look", "nWin", "nLoss", "winRate", "winRateLow", "winRateHigh", "winProbability", "winProbabilityLow", "winProbabilityHigh", "meanScore", "meanScoreLow", "meanScoreHigh")
      SELECT p."checkpointId", $2, $3, $4, 'bench', false, false, $5::int, 0, 0, 0, 0, 0, 0, $6::float, $6::float, now(), p."look", p."nWin", p."nLoss", p."winRate", p."winRateLow", p."winRateHigh", p."winProbability", p."winProbabilityLow", p."winProbabilityHigh", p."meanScore", p."meanScoreLow", p."meanScoreHigh"
      FROM jsonb_populate_recordset(NULL::"Summary", $1) p`, JSON.stringify(points), referenceSetId, rewardModelId, run.id, nPrompts, nWords * 5);
    const [episode, best, since] = [`${name}-episode-${r}`, Math.floor(0.6 * nSteps), Math.floor(0.9 * nSteps)];
    const contrast = { family: "all", kind: "sustained", blockSteps: steps.slice(best, best + 4), windowSteps: steps.slice(since, since + 4), nUnits: nPrompts, drop: 0.04, dropLow: 0.02, adjustedP: 0.001 };
    await sql(`INSERT INTO "Episode" ("id", "runId", "rewardModelId", "referenceSetId", "number", "identity", "afterLook", "expectedLooks", "alpha", "delta", "reason") VALUES ($1, $2, $3, $4, 1, 'bench', 0, $5, 0.05, 0.005, 'first')`, episode, run.id, rewardModelId, referenceSetId, nSteps);
    await sql(`INSERT INTO "LookTest" ("episodeId", "checkpointId", "k", "nContrasts", "adjustedP", "strongest", "fired", "held") SELECT $1, id, k, 8, greatest(0.001, 1 - k / $3::float), $4, CASE WHEN k = $5 THEN $4::jsonb END, false FROM unnest($2::text[]) WITH ORDINALITY AS given(id, k)`, episode, checkpoints, nSteps, contrast, since + 4);
    const findings = {
      episodeId: episode, regression: { step: steps[since], checkpointId: checkpoints[since + 3], kind: "sustained", contrast }, overOptimisation: null, adjustedP: 0.001, nLooks: nSteps, nUnits: nPrompts,
      detectable: { fast: 0.06, sustained: 0.04, sdPair: 0.2, sdSource: "measured", nUnits: nPrompts }, jitter: null, latestIncomplete: false, allTied: false, allFailed: false,
    };
    const found = {
      kind: "estimate", checkpointId: checkpoints[best], step: steps[best], shrunk: { value: points[best].winProbability - 0.005, low: points[best].winProbabilityLow, high: points[best].winProbabilityHigh },
      bestSet: steps.slice(best - 10, best + 10), earliestWithin: steps[best - 20], tolerance: 0.01, nUnits: nPrompts, draws: 2000, seed: 1, reason: null,
      band: points.map((p, s) => ({ step: steps[s], low: p.winProbabilityLow - 0.01, high: p.winProbabilityHigh + 0.01 })),
    };
    const lengthControl = { identity: "bench", phi: { tanh: 0.1, linear: 0.1 }, nLooks: nSteps, points: Object.fromEntries(points.map((p) => [p.checkpointId, { tanh: p.winRate, linear: p.winRate }])) };
    await sql(`INSERT INTO "Decision" ("runId", "branch", "rewardModelId", "referenceSetId", "findings", "best", "lengthControl", "basis") VALUES ($1, 'main', $2, $3, $4, $5, $6, 'bench')`, run.id, rewardModelId, referenceSetId, findings, found, lengthControl);
  }
  await sql("ANALYZE");
  await db.end();
  return { id: run.id, references: references.map(({ name: one }) => one), steps, curves };
}
