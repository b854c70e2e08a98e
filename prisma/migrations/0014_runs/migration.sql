-- Steps that a monitor declares, what tells one anonymous run from the next, and how much may be made a day.

ALTER TABLE "monitor" ADD COLUMN "steps" TEXT[] COLLATE "C" NOT NULL DEFAULT ARRAY[]::TEXT[];
ALTER TABLE "monitor" ADD COLUMN "expect_from_creation" BOOLEAN NOT NULL DEFAULT false;
ALTER TABLE "monitor" DROP CONSTRAINT "monitor_ends_on_check";
ALTER TABLE "monitor" ADD CONSTRAINT "monitor_ends_on_check" CHECK ("ends_on" IN ('run', 'shards', 'steps'));

ALTER TABLE "monitor_state"
  ADD COLUMN "lost_run_id" TEXT COLLATE "C",
  ADD COLUMN "anonymous_until_at" TIMESTAMPTZ(6),
  ADD COLUMN "runs_dropped" INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN "run_day" INTEGER,
  ADD COLUMN "run_day_base" BIGINT NOT NULL DEFAULT 0;

ALTER TABLE "run"
  ADD COLUMN "part_opened" BOOLEAN NOT NULL DEFAULT false,
  ADD COLUMN "part_ended" BOOLEAN NOT NULL DEFAULT false,
  ADD COLUMN "part_count" INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN "parts_dropped" INTEGER NOT NULL DEFAULT 0;

-- Ended runs get few new parts; those that are open may go on to their bound.
UPDATE "run" r SET "part_count" = (SELECT count(*) FROM "run_part" p WHERE p."workspace_id" = r."workspace_id" AND p."run_id" = r."id")
  WHERE r."state" = 'running';
