-- What is usual for a monitor, in the row that its beats write anyway and under no index; what an outage has to do with an end,
-- a flip and an incident; and what it puts in doubt.

ALTER TABLE "monitor_state"
  ADD COLUMN "usual_finishes" INTEGER[] NOT NULL DEFAULT ARRAY[]::INTEGER[],
  ADD COLUMN "usual_durations" INTEGER[] NOT NULL DEFAULT ARRAY[]::INTEGER[];

ALTER TABLE "run" ADD COLUMN "away_from_at" TIMESTAMPTZ(6), ADD COLUMN "away_to_at" TIMESTAMPTZ(6);
ALTER TABLE "flip" ADD COLUMN "away_from_at" TIMESTAMPTZ(6), ADD COLUMN "away_to_at" TIMESTAMPTZ(6);
ALTER TABLE "incident" ADD COLUMN "away_from_at" TIMESTAMPTZ(6), ADD COLUMN "away_to_at" TIMESTAMPTZ(6);

ALTER TABLE "unjudged"
  ADD COLUMN "deadline_at" TIMESTAMPTZ(6),
  ADD COLUMN "away_from_at" TIMESTAMPTZ(6),
  ADD COLUMN "away_to_at" TIMESTAMPTZ(6),
  ADD COLUMN "in_doubt" BOOLEAN NOT NULL DEFAULT false;

-- What was in doubt can become unjudged: both are told.
ALTER TABLE "unjudged" DROP CONSTRAINT "unjudged_pkey",
  ADD CONSTRAINT "unjudged_pkey" PRIMARY KEY ("workspace_id", "outage_seq", "monitor_id", "run_id", "in_doubt");

CREATE INDEX "unjudged_workspace_id_monitor_id_expected_at_idx" ON "unjudged" ("workspace_id", "monitor_id", "expected_at" DESC);
