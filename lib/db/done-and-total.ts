import { Prisma } from "@/lib/db/generated/client";

/**
 * Columns "done" and "total" with their FROM: completions scored and to be scored over a run's reward models, for
 * checkpoints c with completion set s, model m of the run and vector v. Follow it with WHERE and GROUP BY.
 */
export const doneAndTotal = Prisma.sql`
      COALESCE(SUM(v."nDone"), 0)::int AS "done",
      COALESCE(SUM(COALESCE(v."nTotal", s."nWithPrompt")) FILTER (WHERE m."rewardModelId" IS NOT NULL), 0)::int AS "total"
    FROM "Checkpoint" c
    JOIN "CompletionSet" s ON s."id" = c."completionSetId"
    LEFT JOIN "RunRewardModel" m ON m."runId" = c."runId"
    LEFT JOIN "ScoreVector" v ON v."completionSetId" = c."completionSetId" AND v."rewardModelId" = m."rewardModelId"
      AND (v."against" = '' OR v."against" IN (
        SELECT f."completionSetId" FROM "RunReferenceSet" r JOIN "ReferenceSet" f ON f."id" = r."referenceSetId" WHERE r."runId" = c."runId"))`;
