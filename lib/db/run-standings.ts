import type { Db } from "@/lib/db/client";
import type { BestFindings, Findings } from "@/lib/detect/findings";

type Plan = { expectedLooks: number; alpha: number; delta: number };
/** The decided best, without the bands that only the run's page draws. */
export type BestStanding = Pick<Extract<BestFindings, { kind: "estimate" }>, "checkpointId" | "step" | "shrunk" | "reason">;

/** Where a run stands on its primary curve on main: all that its verdict is decided from, without a single point. */
export interface RunStanding {
  id: string; project: string; name: string; lastActivityAt: Date;
  hasCurve: boolean;
  /** Of the run, and of its current episode (null before the first). */
  plan: Plan;
  episodePlan: Plan | null;
  nClusters: number;
  /** Registration of the primary reward model; null without one. */
  spec: unknown;
  /** Checkpoints of all branches, and those that are scored. */
  nRegistered: number; nScored: number;
  /** On main: registered, given up, waiting for a look, looks of the current episode, looks of all. */
  nCheckpoints: number; nFailed: number; nWaiting: number; nInEpisode: number; nLooks: number;
  lastStep: number | null;
  /** Of the current episode; null before its first decision. */
  findings: Findings | null;
  best: BestStanding | null;
}

interface Row extends Plan, Omit<RunStanding, "plan" | "episodePlan" | "lastStep" | "findings" | "best"> {
  episodeId: string | null; episodeLooks: number | null; episodeAlpha: number | null; episodeDelta: number | null;
  lastStep: bigint | null;
  findings: Findings | null;
  best: BestStanding | null;
}

/** Standings of these runs, in one query. */
export async function runStandings(db: Db, ids: readonly string[]): Promise<Map<string, RunStanding>> {
  if (ids.length === 0) return new Map();
  const rows = await db.$queryRaw<Row[]>`
    WITH picked AS (
      SELECT r.*, r."primaryRewardModelId" AS "rewardModelId", r."primaryReferenceSetId" AS "referenceSetId"
      FROM "Run" r WHERE r."id" = ANY(${[...ids]}::text[])),
    episodes AS (
      SELECT DISTINCT ON (e."runId") e.* FROM picked p
      JOIN "Episode" e ON e."runId" = p."id" AND e."rewardModelId" = p."rewardModelId" AND e."referenceSetId" = p."referenceSetId"
      ORDER BY e."runId", e."number" DESC),
    counts AS (
      SELECT p."id", COUNT(*)::int AS "nRegistered",
        COUNT(*) FILTER (WHERE c."status" = 'scored')::int AS "nScored",
        COUNT(*) FILTER (WHERE c."branch" = 'main')::int AS "nCheckpoints",
        COUNT(*) FILTER (WHERE c."branch" = 'main' AND s."look" IS NULL AND c."status" = 'failed')::int AS "nFailed",
        COUNT(*) FILTER (WHERE c."branch" = 'main' AND s."look" IS NULL AND c."status" NOT IN ('failed', 'scored'))::int AS "nWaiting",
        COUNT(*) FILTER (WHERE c."branch" = 'main' AND s."look" > COALESCE(e."afterLook", 0))::int AS "nInEpisode",
        COUNT(s."look") FILTER (WHERE c."branch" = 'main')::int AS "nLooks",
        MAX(c."step") FILTER (WHERE c."branch" = 'main') AS "lastStep"
      FROM picked p
      JOIN "Checkpoint" c ON c."runId" = p."id"
      LEFT JOIN episodes e ON e."runId" = p."id"
      LEFT JOIN "Summary" s ON s."checkpointId" = c."id" AND s."rewardModelId" = p."rewardModelId" AND s."referenceSetId" = p."referenceSetId"
      GROUP BY p."id")
    SELECT p."id", p."project", p."name", p."lastActivityAt", p."rewardModelId" IS NOT NULL AND p."referenceSetId" IS NOT NULL AS "hasCurve",
      p."expectedLooks", p."alpha", p."delta", t."nClusters", m."spec",
      e."id" AS "episodeId", e."expectedLooks" AS "episodeLooks", e."alpha" AS "episodeAlpha", e."delta" AS "episodeDelta",
      COALESCE(k."nRegistered", 0) AS "nRegistered", COALESCE(k."nScored", 0) AS "nScored", COALESCE(k."nCheckpoints", 0) AS "nCheckpoints",
      COALESCE(k."nFailed", 0) AS "nFailed", COALESCE(k."nWaiting", 0) AS "nWaiting", COALESCE(k."nInEpisode", 0) AS "nInEpisode",
      COALESCE(k."nLooks", 0) AS "nLooks", k."lastStep",
      CASE WHEN d."findings"->>'episodeId' = e."id" THEN d."findings" END AS "findings",
      CASE WHEN d."best"->>'kind' = 'estimate' THEN jsonb_build_object(
        'checkpointId', d."best"->'checkpointId', 'step', d."best"->'step', 'shrunk', d."best"->'shrunk', 'reason', d."best"->'reason') END AS "best"
    FROM picked p
    JOIN "PromptSet" t ON t."id" = p."promptSetId"
    LEFT JOIN "RewardModel" m ON m."id" = p."rewardModelId"
    LEFT JOIN counts k ON k."id" = p."id"
    LEFT JOIN episodes e ON e."runId" = p."id"
    LEFT JOIN "Decision" d ON d."runId" = p."id" AND d."branch" = 'main' AND d."rewardModelId" = p."rewardModelId" AND d."referenceSetId" = p."referenceSetId"`;
  return new Map(rows.map((row) => [row.id, toStanding(row)]));
}

function toStanding(row: Row): RunStanding {
  const { expectedLooks, alpha, delta, episodeId, episodeLooks, episodeAlpha, episodeDelta, lastStep, ...rest } = row;
  const hasEpisode = episodeId !== null && episodeLooks !== null && episodeAlpha !== null && episodeDelta !== null;
  return {
    ...rest, plan: { expectedLooks, alpha, delta }, lastStep: lastStep === null ? null : Number(lastStep),
    episodePlan: hasEpisode ? { expectedLooks: episodeLooks, alpha: episodeAlpha, delta: episodeDelta } : null,
  };
}
