-- The spine: tenants, monitors, beats, runs, alerts. Written from prisma/schema.prisma, with what Prisma cannot say:
-- byte-wise collation, daily partitions of beats, room for HOT updates, partial indexes, checks.

-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "workspace" (
    "id" TEXT COLLATE "C" NOT NULL,
    "name" TEXT COLLATE "C" NOT NULL,
    "timezone" TEXT COLLATE "C" NOT NULL DEFAULT 'UTC',
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT clock_timestamp(),

    CONSTRAINT "workspace_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "app_user" (
    "id" TEXT COLLATE "C" NOT NULL,
    "email" TEXT COLLATE "C" NOT NULL,
    "name" TEXT COLLATE "C" NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT clock_timestamp(),

    CONSTRAINT "app_user_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "membership" (
    "workspace_id" TEXT COLLATE "C" NOT NULL,
    "user_id" TEXT COLLATE "C" NOT NULL,
    "role" TEXT COLLATE "C" NOT NULL DEFAULT 'owner',
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT clock_timestamp(),

    CONSTRAINT "membership_pkey" PRIMARY KEY ("workspace_id","user_id")
);

-- CreateTable
CREATE TABLE "session" (
    "id" TEXT COLLATE "C" NOT NULL,
    "user_id" TEXT COLLATE "C" NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT clock_timestamp(),
    "last_seen_at" TIMESTAMPTZ(6) NOT NULL DEFAULT clock_timestamp(),
    "expires_at" TIMESTAMPTZ(6) NOT NULL,
    "revoked_at" TIMESTAMPTZ(6),
    "user_agent" TEXT COLLATE "C",

    CONSTRAINT "session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sign_in_link" (
    "hash" BYTEA NOT NULL,
    "user_id" TEXT COLLATE "C" NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT clock_timestamp(),
    "expires_at" TIMESTAMPTZ(6) NOT NULL,
    "used_at" TIMESTAMPTZ(6),

    CONSTRAINT "sign_in_link_pkey" PRIMARY KEY ("hash")
);

-- CreateTable
CREATE TABLE "api_key" (
    "workspace_id" TEXT COLLATE "C" NOT NULL,
    "id" TEXT COLLATE "C" NOT NULL,
    "name" TEXT COLLATE "C" NOT NULL,
    "access" TEXT COLLATE "C" NOT NULL,
    "hash" BYTEA NOT NULL,
    "prefix" TEXT COLLATE "C" NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT clock_timestamp(),
    "last_used_at" TIMESTAMPTZ(6),
    "expires_at" TIMESTAMPTZ(6),
    "revoked_at" TIMESTAMPTZ(6),

    CONSTRAINT "api_key_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateTable
CREATE TABLE "monitor" (
    "workspace_id" TEXT COLLATE "C" NOT NULL,
    "id" TEXT COLLATE "C" NOT NULL,
    "name" TEXT COLLATE "C" NOT NULL,
    "family" TEXT COLLATE "C",
    "runbook" TEXT COLLATE "C",
    "schedule" JSONB NOT NULL,
    "grace_seconds" INTEGER NOT NULL,
    "start_by_seconds" INTEGER,
    "max_runtime_seconds" INTEGER,
    "silence_seconds" INTEGER,
    "stall_seconds" INTEGER,
    "step_limits" JSONB NOT NULL DEFAULT '[]',
    "failure_tolerance" INTEGER NOT NULL DEFAULT 1,
    "recovery_threshold" INTEGER NOT NULL DEFAULT 1,
    "ends_on" TEXT COLLATE "C" NOT NULL DEFAULT 'run',
    "partial_is_failure" BOOLEAN NOT NULL DEFAULT true,
    "alert_on_every_failure" BOOLEAN NOT NULL DEFAULT false,
    "config_version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT clock_timestamp(),
    "updated_at" TIMESTAMPTZ(6) NOT NULL DEFAULT clock_timestamp(),
    "deleted_at" TIMESTAMPTZ(6),

    CONSTRAINT "monitor_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateTable
CREATE TABLE "monitor_state" (
    "workspace_id" TEXT COLLATE "C" NOT NULL,
    "monitor_id" TEXT COLLATE "C" NOT NULL,
    "config_version" INTEGER NOT NULL DEFAULT 1,
    "status" TEXT COLLATE "C" NOT NULL DEFAULT 'new',
    "seq" BIGINT NOT NULL DEFAULT 0,
    "run_count" BIGINT NOT NULL DEFAULT 0,
    "expected_at" TIMESTAMPTZ(6),
    "started_for_at" TIMESTAMPTZ(6),
    "last_beat_at" TIMESTAMPTZ(6),
    "last_success_at" TIMESTAMPTZ(6),
    "failures_in_row" INTEGER NOT NULL DEFAULT 0,
    "successes_in_row" INTEGER NOT NULL DEFAULT 0,
    "failed_run_started_at" TIMESTAMPTZ(6),
    "lost_deadline_at" TIMESTAMPTZ(6),
    "open_run_count" INTEGER NOT NULL DEFAULT 0,
    "flip_version" INTEGER NOT NULL DEFAULT 0,
    "down_since_at" TIMESTAMPTZ(6),
    "attention_at" TIMESTAMPTZ(6),
    "outage_seq" BIGINT NOT NULL DEFAULT 0,
    "deleted" BOOLEAN NOT NULL DEFAULT false,
    "check_error" TEXT COLLATE "C",

    CONSTRAINT "monitor_state_pkey" PRIMARY KEY ("workspace_id","monitor_id")
) WITH (fillfactor = 60);

-- CreateTable
CREATE TABLE "heartbeat_key" (
    "hash" BYTEA NOT NULL,
    "id" TEXT COLLATE "C" NOT NULL,
    "workspace_id" TEXT COLLATE "C" NOT NULL,
    "monitor_id" TEXT COLLATE "C" NOT NULL,
    "label" TEXT COLLATE "C" NOT NULL,
    "signal" TEXT COLLATE "C",
    "step" TEXT COLLATE "C",
    "ciphertext" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT clock_timestamp(),
    "disabled_at" TIMESTAMPTZ(6),

    CONSTRAINT "heartbeat_key_pkey" PRIMARY KEY ("hash")
);

-- CreateTable
CREATE TABLE "run" (
    "workspace_id" TEXT COLLATE "C" NOT NULL,
    "id" TEXT COLLATE "C" NOT NULL,
    "monitor_id" TEXT COLLATE "C" NOT NULL,
    "number" BIGINT NOT NULL,
    "key" TEXT COLLATE "C",
    "attempt" INTEGER NOT NULL DEFAULT 1,
    "state" TEXT COLLATE "C" NOT NULL,
    "started_at" TIMESTAMPTZ(6),
    "ended_at" TIMESTAMPTZ(6),
    "last_beat_at" TIMESTAMPTZ(6) NOT NULL,
    "deadline_at" TIMESTAMPTZ(6),
    "silent_from_at" TIMESTAMPTZ(6) NOT NULL,
    "stalled_from_at" TIMESTAMPTZ(6),
    "silent_at" TIMESTAMPTZ(6),
    "stalled_at" TIMESTAMPTZ(6),
    "done" DOUBLE PRECISION,
    "total" DOUBLE PRECISION,
    "unit" TEXT COLLATE "C",
    "shards_expected" INTEGER,
    "shards_succeeded" INTEGER NOT NULL DEFAULT 0,
    "shards_failed" INTEGER NOT NULL DEFAULT 0,
    "parts_failed" INTEGER NOT NULL DEFAULT 0,
    "failure_counted" BOOLEAN NOT NULL DEFAULT false,
    "broken_limits" INTEGER[] DEFAULT ARRAY[]::INTEGER[],
    "reason" TEXT COLLATE "C",
    "tombstone_until_at" TIMESTAMPTZ(6),
    "outage_seq" BIGINT,
    "message" TEXT COLLATE "C",
    "detail" JSONB,

    CONSTRAINT "run_pkey" PRIMARY KEY ("workspace_id","id")
) WITH (fillfactor = 70);

-- CreateTable
CREATE TABLE "run_part" (
    "workspace_id" TEXT COLLATE "C" NOT NULL,
    "run_id" TEXT COLLATE "C" NOT NULL,
    "step" TEXT COLLATE "C" NOT NULL,
    "shard" TEXT COLLATE "C" NOT NULL,
    "position" BIGINT NOT NULL,
    "state" TEXT COLLATE "C" NOT NULL,
    "started_at" TIMESTAMPTZ(6) NOT NULL,
    "ended_at" TIMESTAMPTZ(6),
    "last_beat_at" TIMESTAMPTZ(6) NOT NULL,
    "done" DOUBLE PRECISION,
    "total" DOUBLE PRECISION,
    "unit" TEXT COLLATE "C",
    "shards_expected" INTEGER,
    "shards_succeeded" INTEGER NOT NULL DEFAULT 0,
    "shards_failed" INTEGER NOT NULL DEFAULT 0,
    "message" TEXT COLLATE "C",
    "checkpoint" TEXT COLLATE "C",

    CONSTRAINT "run_part_pkey" PRIMARY KEY ("workspace_id","run_id","step","shard")
) WITH (fillfactor = 70);

-- CreateTable
CREATE TABLE "beat" (
    "workspace_id" TEXT COLLATE "C" NOT NULL,
    "monitor_id" TEXT COLLATE "C" NOT NULL,
    "seq" BIGINT NOT NULL,
    "received_at" TIMESTAMPTZ(6) NOT NULL,
    "signal" TEXT COLLATE "C" NOT NULL,
    "run_id" TEXT COLLATE "C",
    "step" TEXT COLLATE "C",
    "shard" TEXT COLLATE "C",
    "message" TEXT COLLATE "C",
    "output" TEXT COLLATE "C",
    "detail" JSONB,

    CONSTRAINT "beat_pkey" PRIMARY KEY ("workspace_id","monitor_id","seq","received_at")
) PARTITION BY RANGE ("received_at");

-- CreateTable
CREATE TABLE "beat_idempotency" (
    "workspace_id" TEXT COLLATE "C" NOT NULL,
    "monitor_id" TEXT COLLATE "C" NOT NULL,
    "key" TEXT COLLATE "C" NOT NULL,
    "seq" BIGINT NOT NULL,
    "run_id" TEXT COLLATE "C",
    "received_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "beat_idempotency_pkey" PRIMARY KEY ("workspace_id","monitor_id","key")
);

-- CreateTable
CREATE TABLE "flip" (
    "workspace_id" TEXT COLLATE "C" NOT NULL,
    "id" TEXT COLLATE "C" NOT NULL,
    "monitor_id" TEXT COLLATE "C" NOT NULL,
    "version" INTEGER NOT NULL,
    "from_status" TEXT COLLATE "C" NOT NULL,
    "to_status" TEXT COLLATE "C" NOT NULL,
    "at" TIMESTAMPTZ(6) NOT NULL,
    "reason" TEXT COLLATE "C" NOT NULL,
    "run_id" TEXT COLLATE "C",
    "part" TEXT COLLATE "C",
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT clock_timestamp(),

    CONSTRAINT "flip_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateTable
CREATE TABLE "incident" (
    "workspace_id" TEXT COLLATE "C" NOT NULL,
    "id" TEXT COLLATE "C" NOT NULL,
    "monitor_id" TEXT COLLATE "C" NOT NULL,
    "opened_at" TIMESTAMPTZ(6) NOT NULL,
    "closed_at" TIMESTAMPTZ(6),
    "reason" TEXT COLLATE "C" NOT NULL,
    "run_id" TEXT COLLATE "C",
    "part" TEXT COLLATE "C",
    "open_flip_id" TEXT COLLATE "C" NOT NULL,
    "close_flip_id" TEXT COLLATE "C",

    CONSTRAINT "incident_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateTable
CREATE TABLE "channel" (
    "workspace_id" TEXT COLLATE "C" NOT NULL,
    "id" TEXT COLLATE "C" NOT NULL,
    "kind" TEXT COLLATE "C" NOT NULL,
    "name" TEXT COLLATE "C" NOT NULL,
    "config" JSONB NOT NULL,
    "ciphertext" BYTEA,
    "last_digest_at" TIMESTAMPTZ(6),
    "last_error" TEXT COLLATE "C",
    "last_error_at" TIMESTAMPTZ(6),
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT clock_timestamp(),
    "updated_at" TIMESTAMPTZ(6) NOT NULL DEFAULT clock_timestamp(),

    CONSTRAINT "channel_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateTable
CREATE TABLE "monitor_channel" (
    "workspace_id" TEXT COLLATE "C" NOT NULL,
    "monitor_id" TEXT COLLATE "C" NOT NULL,
    "channel_id" TEXT COLLATE "C" NOT NULL,

    CONSTRAINT "monitor_channel_pkey" PRIMARY KEY ("workspace_id","monitor_id","channel_id")
);

-- CreateTable
CREATE TABLE "delivery" (
    "workspace_id" TEXT COLLATE "C" NOT NULL,
    "id" TEXT COLLATE "C" NOT NULL,
    "channel_id" TEXT COLLATE "C" NOT NULL,
    "ordinal" BIGSERIAL NOT NULL,
    "type" TEXT COLLATE "C" NOT NULL,
    "event_key" TEXT COLLATE "C" NOT NULL,
    "monitor_id" TEXT COLLATE "C",
    "flip_id" TEXT COLLATE "C",
    "run_id" TEXT COLLATE "C",
    "outage_seq" BIGINT,
    "event" JSONB NOT NULL,
    "state" TEXT COLLATE "C" NOT NULL DEFAULT 'pending',
    "attempt" INTEGER NOT NULL DEFAULT 0,
    "next_attempt_at" TIMESTAMPTZ(6) NOT NULL DEFAULT clock_timestamp(),
    "lease_until" TIMESTAMPTZ(6),
    "lease_token" TEXT COLLATE "C",
    "digest_id" TEXT COLLATE "C",
    "body" TEXT COLLATE "C",
    "log" JSONB NOT NULL DEFAULT '[]',
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT clock_timestamp(),
    "ended_at" TIMESTAMPTZ(6),

    CONSTRAINT "delivery_pkey" PRIMARY KEY ("workspace_id","id")
) WITH (fillfactor = 70);

-- CreateTable
CREATE TABLE "ingest_node" (
    "id" TEXT COLLATE "C" NOT NULL,
    "started_at" TIMESTAMPTZ(6) NOT NULL DEFAULT clock_timestamp(),
    "seen_at" TIMESTAMPTZ(6) NOT NULL,
    "watermark" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "ingest_node_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "outage" (
    "seq" BIGSERIAL NOT NULL,
    "started_at" TIMESTAMPTZ(6) NOT NULL,
    "ended_at" TIMESTAMPTZ(6) NOT NULL,
    "recovers_at" TIMESTAMPTZ(6) NOT NULL,
    "swept_at" TIMESTAMPTZ(6),
    "noticed_at" TIMESTAMPTZ(6),

    CONSTRAINT "outage_pkey" PRIMARY KEY ("seq")
);

-- CreateTable
CREATE TABLE "unjudged" (
    "workspace_id" TEXT COLLATE "C" NOT NULL,
    "outage_seq" BIGINT NOT NULL,
    "monitor_id" TEXT COLLATE "C" NOT NULL,
    "expected_at" TIMESTAMPTZ(6) NOT NULL,
    "run_id" TEXT COLLATE "C" NOT NULL,

    CONSTRAINT "unjudged_pkey" PRIMARY KEY ("workspace_id","outage_seq","monitor_id","run_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "app_user_email_key" ON "app_user"("email");

-- CreateIndex
CREATE INDEX "membership_user_id_idx" ON "membership"("user_id");

-- CreateIndex
CREATE INDEX "session_user_id_idx" ON "session"("user_id");

-- CreateIndex
CREATE INDEX "sign_in_link_user_id_idx" ON "sign_in_link"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "api_key_hash_key" ON "api_key"("hash");

-- CreateIndex
CREATE INDEX "monitor_workspace_id_name_idx" ON "monitor"("workspace_id", "name");

-- CreateIndex
CREATE INDEX "monitor_state_attention_at_idx" ON "monitor_state"("attention_at") WHERE "attention_at" IS NOT NULL;

-- CreateIndex
CREATE UNIQUE INDEX "heartbeat_key_id_key" ON "heartbeat_key"("id");

-- CreateIndex
CREATE INDEX "heartbeat_key_workspace_id_monitor_id_idx" ON "heartbeat_key"("workspace_id", "monitor_id");

-- CreateIndex
CREATE INDEX "run_monitor_id_number_idx" ON "run"("monitor_id", "number" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "run_workspace_id_monitor_id_key_attempt_key" ON "run"("workspace_id", "monitor_id", "key", "attempt") WHERE "key" IS NOT NULL;

-- CreateIndex
CREATE INDEX "beat_idempotency_received_at_idx" ON "beat_idempotency"("received_at");

-- CreateIndex
CREATE UNIQUE INDEX "flip_workspace_id_monitor_id_version_key" ON "flip"("workspace_id", "monitor_id", "version");

-- CreateIndex
CREATE INDEX "incident_workspace_id_monitor_id_opened_at_idx" ON "incident"("workspace_id", "monitor_id", "opened_at" DESC);

-- CreateIndex
CREATE INDEX "monitor_channel_workspace_id_channel_id_idx" ON "monitor_channel"("workspace_id", "channel_id");

-- CreateIndex
CREATE INDEX "delivery_workspace_id_ordinal_idx" ON "delivery"("workspace_id", "ordinal" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "delivery_workspace_id_channel_id_event_key_key" ON "delivery"("workspace_id", "channel_id", "event_key");

-- AddForeignKey
ALTER TABLE "membership" ADD CONSTRAINT "membership_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "membership" ADD CONSTRAINT "membership_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "app_user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "session" ADD CONSTRAINT "session_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "app_user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sign_in_link" ADD CONSTRAINT "sign_in_link_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "app_user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "api_key" ADD CONSTRAINT "api_key_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "monitor" ADD CONSTRAINT "monitor_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "monitor_state" ADD CONSTRAINT "monitor_state_workspace_id_monitor_id_fkey" FOREIGN KEY ("workspace_id", "monitor_id") REFERENCES "monitor"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "heartbeat_key" ADD CONSTRAINT "heartbeat_key_workspace_id_monitor_id_fkey" FOREIGN KEY ("workspace_id", "monitor_id") REFERENCES "monitor"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "run" ADD CONSTRAINT "run_workspace_id_monitor_id_fkey" FOREIGN KEY ("workspace_id", "monitor_id") REFERENCES "monitor_state"("workspace_id", "monitor_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "run_part" ADD CONSTRAINT "run_part_workspace_id_run_id_fkey" FOREIGN KEY ("workspace_id", "run_id") REFERENCES "run"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "flip" ADD CONSTRAINT "flip_workspace_id_monitor_id_fkey" FOREIGN KEY ("workspace_id", "monitor_id") REFERENCES "monitor"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "incident" ADD CONSTRAINT "incident_workspace_id_monitor_id_fkey" FOREIGN KEY ("workspace_id", "monitor_id") REFERENCES "monitor"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "channel" ADD CONSTRAINT "channel_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "monitor_channel" ADD CONSTRAINT "monitor_channel_workspace_id_monitor_id_fkey" FOREIGN KEY ("workspace_id", "monitor_id") REFERENCES "monitor"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "monitor_channel" ADD CONSTRAINT "monitor_channel_workspace_id_channel_id_fkey" FOREIGN KEY ("workspace_id", "channel_id") REFERENCES "channel"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "delivery" ADD CONSTRAINT "delivery_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "delivery" ADD CONSTRAINT "delivery_workspace_id_channel_id_fkey" FOREIGN KEY ("workspace_id", "channel_id") REFERENCES "channel"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "unjudged" ADD CONSTRAINT "unjudged_workspace_id_monitor_id_fkey" FOREIGN KEY ("workspace_id", "monitor_id") REFERENCES "monitor"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;



-- Open runs: what the checker and the 100-run limit look at.
CREATE INDEX "run_open_idx" ON "run" ("workspace_id", "monitor_id", "started_at") WHERE "state" = 'running';

-- The steps of a run, without its shards.
CREATE INDEX "run_part_step_idx" ON "run_part" ("workspace_id", "run_id") WHERE "shard" = '';

-- One open incident a monitor.
CREATE UNIQUE INDEX "incident_open_idx" ON "incident" ("workspace_id", "monitor_id") WHERE "closed_at" IS NULL;

-- The delivery queue: what is due, and what is still unsent for a monitor and channel, in order.
CREATE INDEX "delivery_due_idx" ON "delivery" ("next_attempt_at") WHERE "state" = 'pending';
CREATE INDEX "delivery_unsent_idx" ON "delivery" ("workspace_id", "channel_id", "ordinal") WHERE "state" = 'pending';

ALTER TABLE "membership" ADD CONSTRAINT "membership_role_check" CHECK ("role" IN ('owner', 'admin', 'member', 'viewer'));
ALTER TABLE "api_key" ADD CONSTRAINT "api_key_access_check" CHECK ("access" IN ('read', 'write'));
ALTER TABLE "monitor" ADD CONSTRAINT "monitor_ends_on_check" CHECK ("ends_on" IN ('run', 'shards'));
ALTER TABLE "monitor_state" ADD CONSTRAINT "monitor_state_status_check" CHECK ("status" IN ('new', 'up', 'down', 'paused'));
ALTER TABLE "run" ADD CONSTRAINT "run_state_check"
  CHECK ("state" IN ('running', 'succeeded', 'partial', 'failed', 'timed_out', 'lost', 'unjudged'));
ALTER TABLE "run_part" ADD CONSTRAINT "run_part_state_check" CHECK ("state" IN ('running', 'succeeded', 'partial', 'failed'));
ALTER TABLE "delivery" ADD CONSTRAINT "delivery_state_check" CHECK ("state" IN ('pending', 'sent', 'dead', 'merged', 'cancelled'));
ALTER TABLE "channel" ADD CONSTRAINT "channel_kind_check" CHECK ("kind" IN ('email', 'webhook'));

-- Hot, small rows: clean them early.
ALTER TABLE "monitor_state" SET (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_cost_delay = 0);
ALTER TABLE "delivery" SET (autovacuum_vacuum_scale_factor = 0.05);

-- Makes the partitions of beats for the days from `first` (UTC) on, as many as `days`; those that exist are left alone.
CREATE FUNCTION "ensure_beat_partitions"("first" date, "days" integer) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  "day" date;
  "made" integer := 0;
BEGIN
  PERFORM pg_advisory_xact_lock(7236911);
  FOR i IN 0 .. "days" - 1 LOOP
    "day" := "first" + i;
    IF to_regclass('beat_' || to_char("day", 'YYYYMMDD')) IS NULL THEN
      EXECUTE format(
        'CREATE TABLE %I PARTITION OF "beat" FOR VALUES FROM (%L) TO (%L)',
        'beat_' || to_char("day", 'YYYYMMDD'),
        to_char("day", 'YYYY-MM-DD') || ' 00:00:00+00',
        to_char("day" + 1, 'YYYY-MM-DD') || ' 00:00:00+00');
      "made" := "made" + 1;
    END IF;
  END LOOP;
  RETURN "made";
END $$;

-- An ingest process says: "every beat that I received before `watermark` is committed or refused". Returns the next instant
-- that some monitor needs attention. A gap in everybody's ticks longer than `threshold` is an outage, told with the tick that ends it.
CREATE FUNCTION "ingest_tick"("node" text, "up_to" timestamptz, "threshold" interval, "min_recovery" interval)
RETURNS TABLE ("next_attention_at" timestamptz) LANGUAGE plpgsql AS $$
DECLARE
  "now" timestamptz;
  "last" timestamptz;
BEGIN
  PERFORM pg_advisory_xact_lock(7236912);
  "now" := clock_timestamp();
  SELECT max("seen_at") INTO "last" FROM "ingest_node";
  IF "now" - "last" > "threshold" THEN
    INSERT INTO "outage" ("started_at", "ended_at", "recovers_at")
    VALUES ("last", "now", "now" + greatest("min_recovery", least(interval '5 minutes', "now" - "last")));
  END IF;
  INSERT INTO "ingest_node" ("id", "seen_at", "watermark") VALUES ("node", "now", "up_to")
  ON CONFLICT ("id") DO UPDATE SET "seen_at" = "now", "watermark" = excluded."watermark";
  PERFORM pg_notify('lubdub_tick', '');
  RETURN QUERY SELECT min("attention_at") FROM "monitor_state" WHERE "attention_at" IS NOT NULL;
END $$;

SELECT "ensure_beat_partitions"((clock_timestamp() AT TIME ZONE 'UTC')::date - 1, 9);
