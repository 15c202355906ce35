-- AlterTable
ALTER TABLE "RewardModel" ADD COLUMN     "calibration" JSONB;
