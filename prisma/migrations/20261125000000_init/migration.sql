-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "PromptSet" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "nPrompts" INTEGER NOT NULL,
    "nClusters" INTEGER NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "PromptSet_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Prompt" (
    "promptSetId" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "key" TEXT NOT NULL,
    "messages" BYTEA NOT NULL,
    "plain" BOOLEAN NOT NULL,
    "tags" TEXT[],
    "group" TEXT,
    "textHash" TEXT NOT NULL,

    CONSTRAINT "Prompt_pkey" PRIMARY KEY ("promptSetId","position")
);

-- CreateTable
CREATE TABLE "CompletionSet" (
    "id" TEXT NOT NULL,
    "promptSetId" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "nCompletions" INTEGER NOT NULL,
    "nWithPrompt" INTEGER NOT NULL,
    "lengths" BYTEA,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "CompletionSet_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "CompletionChunk" (
    "completionSetId" TEXT NOT NULL,
    "chunk" INTEGER NOT NULL,
    "data" BYTEA NOT NULL,

    CONSTRAINT "CompletionChunk_pkey" PRIMARY KEY ("completionSetId","chunk")
);

-- CreateTable
CREATE TABLE "ReferenceSet" (
    "id" TEXT NOT NULL,
    "promptSetId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "completionSetId" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ReferenceSet_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "RewardModel" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "spec" JSONB NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'checking',
    "identity" TEXT,
    "maxTokens" INTEGER,
    "precision" TEXT,
    "conformance" JSONB NOT NULL DEFAULT '[]',
    "attributes" TEXT[],
    "goldenScores" JSONB,
    "notice" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "RewardModel_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ScoreVector" (
    "completionSetId" TEXT NOT NULL,
    "rewardModelId" TEXT NOT NULL,
    "against" TEXT NOT NULL DEFAULT '',
    "identity" TEXT NOT NULL,
    "scores" BYTEA NOT NULL,
    "details" BYTEA,
    "statuses" BYTEA NOT NULL,
    "errors" JSONB NOT NULL DEFAULT '{}',
    "nDone" INTEGER NOT NULL DEFAULT 0,
    "nTotal" INTEGER NOT NULL,
    "nFailed" INTEGER NOT NULL DEFAULT 0,
    "nTruncated" INTEGER NOT NULL DEFAULT 0,
    "nCached" INTEGER NOT NULL DEFAULT 0,
    "complete" BOOLEAN NOT NULL DEFAULT false,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ScoreVector_pkey" PRIMARY KEY ("completionSetId","rewardModelId","against")
);

-- CreateTable
CREATE TABLE "CachedScore" (
    "identity" TEXT NOT NULL,
    "contentHash" BYTEA NOT NULL,
    "score" REAL NOT NULL,
    "details" BYTEA,
    "flags" SMALLINT NOT NULL,

    CONSTRAINT "CachedScore_pkey" PRIMARY KEY ("identity","contentHash")
);

-- CreateTable
CREATE TABLE "Run" (
    "id" TEXT NOT NULL,
    "project" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "promptSetId" TEXT NOT NULL,
    "primaryReferenceSetId" TEXT,
    "primaryRewardModelId" TEXT,
    "expectedLooks" INTEGER NOT NULL,
    "alpha" DOUBLE PRECISION NOT NULL,
    "delta" DOUBLE PRECISION NOT NULL,
    "parentRunId" TEXT,
    "parentStep" BIGINT,
    "definition" JSONB NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 0,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "lastActivityAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Run_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "RunReferenceSet" (
    "runId" TEXT NOT NULL,
    "referenceSetId" TEXT NOT NULL,
    "position" INTEGER NOT NULL,

    CONSTRAINT "RunReferenceSet_pkey" PRIMARY KEY ("runId","referenceSetId")
);

-- CreateTable
CREATE TABLE "RunRewardModel" (
    "runId" TEXT NOT NULL,
    "rewardModelId" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "position" INTEGER NOT NULL,

    CONSTRAINT "RunRewardModel_pkey" PRIMARY KEY ("runId","rewardModelId")
);

-- CreateTable
CREATE TABLE "Branch" (
    "runId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "parentBranch" TEXT,
    "parentStep" BIGINT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Branch_pkey" PRIMARY KEY ("runId","name")
);

-- CreateTable
CREATE TABLE "Checkpoint" (
    "id" TEXT NOT NULL,
    "runId" TEXT NOT NULL,
    "branch" TEXT NOT NULL,
    "step" BIGINT NOT NULL,
    "completionSetId" TEXT NOT NULL,
    "path" BYTEA,
    "metadata" BYTEA,
    "status" TEXT NOT NULL DEFAULT 'received',
    "error" JSONB,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "scoredAt" TIMESTAMPTZ(3),

    CONSTRAINT "Checkpoint_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Summary" (
    "checkpointId" TEXT NOT NULL,
    "referenceSetId" TEXT NOT NULL,
    "rewardModelId" TEXT NOT NULL,
    "runId" TEXT NOT NULL,
    "identity" TEXT NOT NULL,
    "look" INTEGER,
    "provisional" BOOLEAN NOT NULL,
    "incomplete" BOOLEAN NOT NULL,
    "nPrompts" INTEGER NOT NULL,
    "nWin" INTEGER NOT NULL,
    "nTie" INTEGER NOT NULL,
    "nLoss" INTEGER NOT NULL,
    "nFailed" INTEGER NOT NULL,
    "nMissing" INTEGER NOT NULL,
    "nReferenceFailed" INTEGER NOT NULL,
    "nTruncated" INTEGER NOT NULL,
    "nPending" INTEGER NOT NULL,
    "winRate" DOUBLE PRECISION,
    "winRateLow" DOUBLE PRECISION,
    "winRateHigh" DOUBLE PRECISION,
    "winProbability" DOUBLE PRECISION,
    "winProbabilityLow" DOUBLE PRECISION,
    "winProbabilityHigh" DOUBLE PRECISION,
    "meanScore" DOUBLE PRECISION,
    "meanScoreLow" DOUBLE PRECISION,
    "meanScoreHigh" DOUBLE PRECISION,
    "attributes" JSONB,
    "positionBias" DOUBLE PRECISION,
    "reasons" JSONB NOT NULL DEFAULT '{}',
    "meanLength" DOUBLE PRECISION,
    "meanReferenceLength" DOUBLE PRECISION,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Summary_pkey" PRIMARY KEY ("checkpointId","referenceSetId","rewardModelId")
);

-- CreateTable
CREATE TABLE "StageTask" (
    "stage" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "payload" JSONB NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'pending',
    "priority" INTEGER NOT NULL DEFAULT 10,
    "generation" INTEGER NOT NULL DEFAULT 1,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "leaseToken" TEXT,
    "leaseUntil" TIMESTAMPTZ(3),
    "notBefore" TIMESTAMPTZ(3),
    "error" JSONB,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "StageTask_pkey" PRIMARY KEY ("stage","subject")
);

-- CreateTable
CREATE TABLE "WorkerHeartbeat" (
    "id" TEXT NOT NULL,
    "host" TEXT NOT NULL,
    "threads" INTEGER NOT NULL,
    "eventLoopP99Ms" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "seenAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "WorkerHeartbeat_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ApiKey" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "scope" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "prefix" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "lastUsedAt" TIMESTAMPTZ(3),
    "revokedAt" TIMESTAMPTZ(3),

    CONSTRAINT "ApiKey_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Session" (
    "hash" TEXT NOT NULL,
    "keyId" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Session_pkey" PRIMARY KEY ("hash")
);

-- CreateTable
CREATE TABLE "SignInCode" (
    "hash" TEXT NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "usedAt" TIMESTAMPTZ(3),

    CONSTRAINT "SignInCode_pkey" PRIMARY KEY ("hash")
);

-- CreateTable
CREATE TABLE "ScoreRequest" (
    "id" TEXT NOT NULL,
    "rewardModelId" TEXT NOT NULL,
    "request" BYTEA NOT NULL,
    "answer" BYTEA,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ScoreRequest_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "PromptSet_name_key" ON "PromptSet"("name");

-- CreateIndex
CREATE INDEX "PromptSet_hash_idx" ON "PromptSet"("hash");

-- CreateIndex
CREATE UNIQUE INDEX "Prompt_promptSetId_key_key" ON "Prompt"("promptSetId", "key");

-- CreateIndex
CREATE UNIQUE INDEX "CompletionSet_promptSetId_hash_key" ON "CompletionSet"("promptSetId", "hash");

-- CreateIndex
CREATE UNIQUE INDEX "ReferenceSet_promptSetId_name_key" ON "ReferenceSet"("promptSetId", "name");

-- CreateIndex
CREATE UNIQUE INDEX "RewardModel_name_key" ON "RewardModel"("name");

-- CreateIndex
CREATE UNIQUE INDEX "RewardModel_identity_key" ON "RewardModel"("identity");

-- CreateIndex
CREATE INDEX "Run_lastActivityAt_id_idx" ON "Run"("lastActivityAt", "id");

-- CreateIndex
CREATE UNIQUE INDEX "Run_project_name_key" ON "Run"("project", "name");

-- CreateIndex
CREATE INDEX "Checkpoint_completionSetId_idx" ON "Checkpoint"("completionSetId");

-- CreateIndex
CREATE UNIQUE INDEX "Checkpoint_runId_step_branch_key" ON "Checkpoint"("runId", "step", "branch");

-- CreateIndex
CREATE UNIQUE INDEX "Summary_runId_rewardModelId_referenceSetId_look_key" ON "Summary"("runId", "rewardModelId", "referenceSetId", "look");

-- CreateIndex
CREATE INDEX "StageTask_status_updatedAt_idx" ON "StageTask"("status", "updatedAt");

-- CreateIndex
CREATE UNIQUE INDEX "ApiKey_name_key" ON "ApiKey"("name");

-- CreateIndex
CREATE UNIQUE INDEX "ApiKey_hash_key" ON "ApiKey"("hash");

-- AddForeignKey
ALTER TABLE "Prompt" ADD CONSTRAINT "Prompt_promptSetId_fkey" FOREIGN KEY ("promptSetId") REFERENCES "PromptSet"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CompletionSet" ADD CONSTRAINT "CompletionSet_promptSetId_fkey" FOREIGN KEY ("promptSetId") REFERENCES "PromptSet"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CompletionChunk" ADD CONSTRAINT "CompletionChunk_completionSetId_fkey" FOREIGN KEY ("completionSetId") REFERENCES "CompletionSet"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ReferenceSet" ADD CONSTRAINT "ReferenceSet_promptSetId_fkey" FOREIGN KEY ("promptSetId") REFERENCES "PromptSet"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ReferenceSet" ADD CONSTRAINT "ReferenceSet_completionSetId_fkey" FOREIGN KEY ("completionSetId") REFERENCES "CompletionSet"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ScoreVector" ADD CONSTRAINT "ScoreVector_completionSetId_fkey" FOREIGN KEY ("completionSetId") REFERENCES "CompletionSet"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ScoreVector" ADD CONSTRAINT "ScoreVector_rewardModelId_fkey" FOREIGN KEY ("rewardModelId") REFERENCES "RewardModel"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Run" ADD CONSTRAINT "Run_promptSetId_fkey" FOREIGN KEY ("promptSetId") REFERENCES "PromptSet"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Run" ADD CONSTRAINT "Run_parentRunId_fkey" FOREIGN KEY ("parentRunId") REFERENCES "Run"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "RunReferenceSet" ADD CONSTRAINT "RunReferenceSet_runId_fkey" FOREIGN KEY ("runId") REFERENCES "Run"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "RunReferenceSet" ADD CONSTRAINT "RunReferenceSet_referenceSetId_fkey" FOREIGN KEY ("referenceSetId") REFERENCES "ReferenceSet"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "RunRewardModel" ADD CONSTRAINT "RunRewardModel_runId_fkey" FOREIGN KEY ("runId") REFERENCES "Run"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "RunRewardModel" ADD CONSTRAINT "RunRewardModel_rewardModelId_fkey" FOREIGN KEY ("rewardModelId") REFERENCES "RewardModel"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Branch" ADD CONSTRAINT "Branch_runId_fkey" FOREIGN KEY ("runId") REFERENCES "Run"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Checkpoint" ADD CONSTRAINT "Checkpoint_runId_fkey" FOREIGN KEY ("runId") REFERENCES "Run"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Checkpoint" ADD CONSTRAINT "Checkpoint_completionSetId_fkey" FOREIGN KEY ("completionSetId") REFERENCES "CompletionSet"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Summary" ADD CONSTRAINT "Summary_checkpointId_fkey" FOREIGN KEY ("checkpointId") REFERENCES "Checkpoint"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Summary" ADD CONSTRAINT "Summary_referenceSetId_fkey" FOREIGN KEY ("referenceSetId") REFERENCES "ReferenceSet"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Summary" ADD CONSTRAINT "Summary_rewardModelId_fkey" FOREIGN KEY ("rewardModelId") REFERENCES "RewardModel"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Session" ADD CONSTRAINT "Session_keyId_fkey" FOREIGN KEY ("keyId") REFERENCES "ApiKey"("id") ON DELETE CASCADE ON UPDATE CASCADE;
