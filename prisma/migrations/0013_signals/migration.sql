-- An idempotency key stands for one beat: for another one (signal, run, attempt, step, shard) it is used again, and counts.
ALTER TABLE "beat_idempotency"
  -- The hash of all that. Empty: a row from before, which stands for any beat.
  ADD COLUMN "beat" TEXT COLLATE "C" NOT NULL DEFAULT '',
  -- What the beat told of `done` and `add`.
  ADD COLUMN "amounts" TEXT COLLATE "C" NOT NULL DEFAULT '',
  DROP CONSTRAINT "beat_idempotency_pkey",
  ADD CONSTRAINT "beat_idempotency_pkey" PRIMARY KEY ("workspace_id","monitor_id","key","beat");

-- Why the last call that was turned away was turned away.
ALTER TABLE "heartbeat_key" ADD COLUMN "refused_for" TEXT COLLATE "C";
UPDATE "heartbeat_key" SET "refused_for" = 'stranger' WHERE "refused_at" IS NOT NULL;

-- The list of rights as the migrations before have left it, with one column more that ingest writes.
DO $$
DECLARE
  "is" text := pg_get_functiondef('raise_walls()'::regprocedure);
  "columns" text := 'refused_at, refused_ip, refused_count)';
BEGIN
  IF position("columns" IN "is") = 0 THEN
    RAISE EXCEPTION 'raise_walls() has no line for heartbeat_key as it was in migration 0008';
  END IF;
  EXECUTE replace("is", "columns", 'refused_at, refused_ip, refused_for, refused_count)');
END $$;

SELECT "raise_walls"();
