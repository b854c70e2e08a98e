-- The clock of judgement: what each ingest process says of itself with its tick, what is postponed, and DDL that is in nobody's way.
-- See docs/adr/0026-the-watermark-covers-the-socket.md and docs/adr/0027-a-clock-that-steps-is-a-hold.md.

ALTER TABLE "ingest_node"
    ADD COLUMN "instance" TEXT COLLATE "C" NOT NULL DEFAULT '',
    ADD COLUMN "left_at" TIMESTAMPTZ(6),
    ADD COLUMN "vanished_at" TIMESTAMPTZ(6),
    ADD COLUMN "deaf_since_at" TIMESTAMPTZ(6),
    ADD COLUMN "hold_since_at" TIMESTAMPTZ(6);

-- Whoever ticked before this migration has stopped for it.
UPDATE "ingest_node" SET "left_at" = "seen_at";

ALTER TABLE "outage" ADD COLUMN "cause" TEXT COLLATE "C" NOT NULL DEFAULT 'silence';
ALTER TABLE "outage" ADD CONSTRAINT "outage_cause_check" CHECK ("cause" IN ('silence', 'refusal', 'clock', 'node'));

-- Times in which the database's clock could not be trusted. Null: it still cannot.
CREATE TABLE "clock_hold" (
    "seq" BIGSERIAL NOT NULL,
    "started_at" TIMESTAMPTZ(6) NOT NULL,
    "ended_at" TIMESTAMPTZ(6),

    CONSTRAINT "clock_hold_pkey" PRIMARY KEY ("seq")
);

-- Monitors of which a beat was refused for a cause of its own: not judged before `until_at`.
CREATE TABLE "postponed" (
    "workspace_id" TEXT COLLATE "C" NOT NULL,
    "monitor_id" TEXT COLLATE "C" NOT NULL,
    "since_at" TIMESTAMPTZ(6) NOT NULL,
    "until_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "postponed_pkey" PRIMARY KEY ("workspace_id","monitor_id")
);
ALTER TABLE "postponed" ADD CONSTRAINT "postponed_workspace_id_monitor_id_fkey" FOREIGN KEY ("workspace_id", "monitor_id") REFERENCES "monitor"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What was set aside before is looked at again.
UPDATE "monitor_state" SET "attention_at" = clock_timestamp() WHERE "check_error" IS NOT NULL AND "attention_at" IS NULL AND NOT "deleted";
CREATE INDEX "monitor_state_aside_idx" ON "monitor_state" ("workspace_id") WHERE "check_error" IS NOT NULL;

-- Made apart and then attached: that waits for no reader and no writer of beats, and neither waits for it.
CREATE OR REPLACE FUNCTION "ensure_beat_partitions"("first" date, "days" integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET lock_timeout = '200ms' AS $$
DECLARE
  "day" date;
  "name" text;
  "made" integer := 0;
BEGIN
  PERFORM pg_advisory_xact_lock(7236911);
  FOR i IN 0 .. "days" - 1 LOOP
    "day" := "first" + i;
    "name" := 'beat_' || to_char("day", 'YYYYMMDD');
    IF to_regclass("name") IS NULL THEN
      EXECUTE format('CREATE TABLE %I (LIKE "beat" INCLUDING ALL)', "name");
      EXECUTE format('ALTER TABLE "beat" ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', "name",
        to_char("day", 'YYYY-MM-DD') || ' 00:00:00+00', to_char("day" + 1, 'YYYY-MM-DD') || ' 00:00:00+00');
      "made" := "made" + 1;
    END IF;
  END LOOP;
  RETURN "made";
END $$;

-- Takes its lock at once or not at all, so that no beat ever queues behind it. Whoever calls tries again.
CREATE OR REPLACE FUNCTION "drop_beat_partition"("name" text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET lock_timeout = '200ms' AS $$
BEGIN
  IF "name" !~ '^beat_[0-9]{8}$' THEN
    RAISE EXCEPTION '% is no partition of beats', "name";
  END IF;
  IF to_regclass("name") IS NULL THEN
    RETURN;
  END IF;
  EXECUTE format('LOCK TABLE "beat", %I IN ACCESS EXCLUSIVE MODE NOWAIT', "name");
  EXECUTE format('DROP TABLE %I', "name");
END $$;

-- The write that a plain beat makes, of nobody: by the same role, through the same tables. It leaves a row of beats a minute, or,
-- `is_full`, one each time, which needs room on disk. Answers nothing; that it commits is the answer.
CREATE FUNCTION "probe_beat"("at" timestamptz, "is_full" boolean) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  "minute" timestamptz := CASE WHEN "is_full" THEN "at" ELSE date_trunc('minute', "at") END;
BEGIN
  PERFORM 1 FROM "heartbeat_key" WHERE "hash" = ''::bytea;
  PERFORM 1 FROM "monitor" WHERE "workspace_id" = 'wsp_probe' AND "id" = 'mon_probe';
  UPDATE "monitor_state" SET "seq" = "seq" + 1 WHERE "workspace_id" = 'wsp_probe' AND "monitor_id" = 'mon_probe';
  INSERT INTO "run" ("workspace_id", "id", "monitor_id", "number", "state", "ended_at", "last_beat_at", "silent_from_at")
  VALUES ('wsp_probe', 'run_probe', 'mon_probe', 1, 'succeeded', "at", "at", "at")
  ON CONFLICT ("workspace_id", "id") DO UPDATE SET "last_beat_at" = excluded."last_beat_at";
  INSERT INTO "beat" ("workspace_id", "monitor_id", "seq", "received_at", "signal", "message")
  VALUES ('wsp_probe', 'mon_probe', 0, "minute", 'log',
    CASE WHEN "is_full" THEN (SELECT string_agg(md5(random()::text), '') FROM generate_series(1, 56)) END)
  ON CONFLICT DO NOTHING;
END $$;

-- Writes an outage `[a, b)`, or makes the last one longer when the two are less than `threshold` apart and nobody has applied it yet.
CREATE FUNCTION "record_outage"("a" timestamptz, "b" timestamptz, "why" text, "threshold" interval, "min_recovery" interval)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  "prev" "outage";
  "since" timestamptz := "a";
BEGIN
  SELECT * INTO "prev" FROM "outage" ORDER BY "seq" DESC LIMIT 1;
  IF "prev"."seq" IS NOT NULL AND "a" < "prev"."ended_at" + "threshold" AND "b" < "prev"."recovers_at" AND "prev"."swept_at" IS NULL THEN
    "since" := least("a", "prev"."started_at");
    UPDATE "outage" SET "started_at" = "since", "ended_at" = greatest("ended_at", "b"),
      "recovers_at" = greatest("recovers_at", "b" + greatest("min_recovery", least(interval '5 minutes', "b" - "since"))),
      "cause" = CASE WHEN "cause" = 'node' THEN "why" ELSE "cause" END
    WHERE "seq" = "prev"."seq";
  ELSE
    INSERT INTO "outage" ("started_at", "ended_at", "recovers_at", "cause")
    VALUES ("a", "b", "b" + greatest("min_recovery", least(interval '5 minutes', "b" - "a")), "why");
  END IF;
END $$;

-- An ingest process says: "every beat that reached me before `up_to` is committed, or refused and the refusal is told here". `said` has
-- the rest, instants in milliseconds: `instance` (one life of the process), `at` (what it takes the time to be), `deafSince`, `deaf` (spans
-- that are over), `refused` (hashes of keys, base64), `holdSince`, `holdEndedAfter` (milliseconds), `isLeaving`.
-- `is_off`: the database's clock is not what the process takes it to be, and nothing was written. `is_doubtful`: what is stored says that the
-- clock went back, or another process holds.
DROP FUNCTION "ingest_tick"(text, timestamptz, interval, interval);
CREATE FUNCTION "ingest_tick"("node" text, "up_to" timestamptz, "threshold" interval, "min_recovery" interval, "said" jsonb DEFAULT '{}')
RETURNS TABLE ("next_attention_at" timestamptz, "is_off" boolean, "is_doubtful" boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  "slack" constant interval := interval '2 seconds';
  "now" timestamptz;
  "last" timestamptz;
  "own" "ingest_node";
  "silent" record;
  "holds" boolean := "said" ? 'holdSince';
  "next" timestamptz;
BEGIN
  PERFORM pg_advisory_xact_lock(7236912);
  "now" := clock_timestamp();
  IF "said" ? 'at' AND NOT "holds" AND "now" NOT BETWEEN to_timestamp(("said"->>'at')::float8 / 1000) - "slack" AND to_timestamp(("said"->>'at')::float8 / 1000) + "slack" THEN
    RETURN QUERY SELECT NULL::timestamptz, true, false;
    RETURN;
  END IF;
  SELECT * INTO "own" FROM "ingest_node" WHERE "id" = "node";
  SELECT max("seen_at") INTO "last" FROM "ingest_node";

  IF "holds" THEN
    INSERT INTO "ingest_node" ("id", "seen_at", "watermark", "instance", "hold_since_at")
    VALUES ("node", "now", coalesce((SELECT min("watermark") FROM "ingest_node" WHERE "left_at" IS NULL), "now"), coalesce("said"->>'instance', ''), "now")
    ON CONFLICT ("id") DO UPDATE SET "seen_at" = "now", "instance" = excluded."instance", "left_at" = NULL,
      "hold_since_at" = coalesce("ingest_node"."hold_since_at", "now");
    INSERT INTO "clock_hold" ("started_at") SELECT "now" WHERE NOT EXISTS (SELECT FROM "clock_hold" WHERE "ended_at" IS NULL);
    RETURN QUERY SELECT NULL::timestamptz, false, false;
    RETURN;
  END IF;

  IF "said" ? 'holdEndedAfter' THEN
    -- What lies ahead was recorded by a clock that ran ahead.
    DELETE FROM "outage" WHERE "ended_at" > "now" + "slack";
    PERFORM "record_outage"(least(coalesce("own"."watermark", "now"), "now" - make_interval(secs => ("said"->>'holdEndedAfter')::float8 / 1000)), "now", 'clock', "threshold", "min_recovery");
    UPDATE "clock_hold" SET "started_at" = least("started_at", "now"), "ended_at" = "now" WHERE "ended_at" IS NULL OR "ended_at" > "now";
    DELETE FROM "ingest_node" WHERE "seen_at" > "now" + "slack" AND "id" <> "node";
  ELSIF "last" > "now" + "slack" OR EXISTS (SELECT FROM "ingest_node" WHERE "id" <> "node" AND "hold_since_at" IS NOT NULL AND "seen_at" > "now" - "threshold") THEN
    RETURN QUERY SELECT NULL::timestamptz, false, true;
    RETURN;
  ELSIF "now" - "last" > "threshold" THEN
    PERFORM "record_outage"(
      (SELECT least("last", min("watermark")) FROM "ingest_node" WHERE "seen_at" > "last" - "threshold" AND "vanished_at" IS NULL),
      "now", 'silence', "threshold", "min_recovery");
    -- So long a silence looks the same as a clock that was set: until tomorrow, nothing is deleted.
    INSERT INTO "clock_hold" ("started_at", "ended_at") SELECT "last", "now" WHERE "now" - "last" > interval '1 day';
    UPDATE "ingest_node" SET "vanished_at" = "now" WHERE "id" <> "node" AND "left_at" IS NULL AND "vanished_at" IS NULL;
  ELSE
    FOR "silent" IN SELECT "id", "watermark" FROM "ingest_node"
      WHERE "id" <> "node" AND "left_at" IS NULL AND "vanished_at" IS NULL AND "seen_at" < "now" - "threshold" LOOP
      PERFORM "record_outage"("silent"."watermark", "now", 'node', "threshold", "min_recovery");
      UPDATE "ingest_node" SET "vanished_at" = "now" WHERE "id" = "silent"."id";
    END LOOP;
    -- It was not gone, only stopped: its outage lasted until now.
    IF "own"."vanished_at" IS NOT NULL AND "own"."instance" = "said"->>'instance' THEN
      UPDATE "outage" SET "ended_at" = "now", "recovers_at" = "now" + greatest("min_recovery", least(interval '5 minutes', "now" - "started_at"))
      WHERE "ended_at" = "own"."vanished_at" AND "recovers_at" > "now" AND "swept_at" IS NULL;
    END IF;
  END IF;

  -- A hold whose process is gone ends with the first tick of one that trusts the clock: else nothing would ever be deleted again.
  IF NOT "said" ? 'holdEndedAfter' AND EXISTS (SELECT FROM "clock_hold" WHERE "ended_at" IS NULL) THEN
    PERFORM "record_outage"(least("now", (SELECT min("started_at") FROM "clock_hold" WHERE "ended_at" IS NULL)), "now", 'clock', "threshold", "min_recovery");
    UPDATE "clock_hold" SET "started_at" = least("started_at", "now"), "ended_at" = "now" WHERE "ended_at" IS NULL;
  END IF;

  FOR "silent" IN SELECT to_timestamp(("span"->>'from')::float8 / 1000) AS "from", to_timestamp(("span"->>'to')::float8 / 1000) AS "to"
    FROM jsonb_array_elements(coalesce("said"->'deaf', '[]')) AS "span" LOOP
    -- A short one, too: it excuses nothing, but deadlines in it and in the recovery after it are put off.
    PERFORM "record_outage"("silent"."from", least("silent"."to", "now"), 'refusal', "threshold", "min_recovery");
  END LOOP;

  IF jsonb_array_length(coalesce("said"->'refused', '[]')) > 0 THEN
    INSERT INTO "postponed" ("workspace_id", "monitor_id", "since_at", "until_at")
    -- Refused callers are told to come back within 10 s.
    SELECT DISTINCT ON (k.workspace_id, k.monitor_id) k.workspace_id, k.monitor_id, "now", clock_timestamp() + greatest("min_recovery", interval '12 seconds')
    FROM jsonb_array_elements_text("said"->'refused') AS r(hash) JOIN "heartbeat_key" k ON k.hash = decode(r.hash, 'base64')
    JOIN "monitor" m ON m.workspace_id = k.workspace_id AND m.id = k.monitor_id
    ON CONFLICT ("workspace_id", "monitor_id") DO UPDATE SET "until_at" = excluded."until_at",
      "since_at" = CASE WHEN "postponed"."until_at" < "now" - interval '5 seconds' THEN "now" ELSE "postponed"."since_at" END
    -- Not for ever: after ten minutes in a row it is judged in spite of it.
    WHERE "postponed"."since_at" > "now" - interval '10 minutes' OR "postponed"."until_at" < "now" - interval '10 minutes';
  END IF;
  DELETE FROM "postponed" WHERE "until_at" < "now" - interval '10 minutes';

  INSERT INTO "ingest_node" ("id", "seen_at", "watermark", "instance", "deaf_since_at", "left_at")
  VALUES ("node", "now", least("up_to", "now"), coalesce("said"->>'instance', ''), to_timestamp(("said"->>'deafSince')::float8 / 1000),
    CASE WHEN "said" ? 'isLeaving' THEN "now" END)
  ON CONFLICT ("id") DO UPDATE SET "seen_at" = "now", "watermark" = excluded."watermark", "instance" = excluded."instance",
    "deaf_since_at" = excluded."deaf_since_at", "left_at" = excluded."left_at", "vanished_at" = NULL, "hold_since_at" = NULL;
  PERFORM pg_notify('lubdub_tick', '');

  IF EXISTS (SELECT FROM "postponed" WHERE "until_at" > "up_to") THEN
    SELECT s."attention_at" INTO "next" FROM "monitor_state" s WHERE s."attention_at" IS NOT NULL AND NOT EXISTS (
      SELECT FROM "postponed" p WHERE p."workspace_id" = s."workspace_id" AND p."monitor_id" = s."monitor_id" AND p."until_at" > "up_to")
    ORDER BY s."attention_at" LIMIT 1;
  ELSE
    SELECT min("attention_at") INTO "next" FROM "monitor_state" WHERE "attention_at" IS NOT NULL;
  END IF;
  RETURN QUERY SELECT "next", false, false;
END $$;

-- What `/api/ready` and `/api/health` tell of the whole installation: numbers and instants, and nobody's rows.
CREATE FUNCTION "health_facts"() RETURNS TABLE (
  "watermark_age" double precision, "checker_lag" double precision, "sender_lag" double precision, "set_aside" bigint,
  "living" bigint, "deaf_since_at" timestamptz, "hold_since_at" timestamptz
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT l.watermark_age, (
      SELECT (extract(epoch FROM clock_timestamp() - make_interval(secs => l.watermark_age / 1000) - s.attention_at) * 1000)::float8
      FROM monitor_state s WHERE s.attention_at IS NOT NULL AND NOT EXISTS (
        SELECT FROM postponed p WHERE p.workspace_id = s.workspace_id AND p.monitor_id = s.monitor_id AND p.until_at > clock_timestamp())
      ORDER BY s.attention_at LIMIT 1),
    l.sender_lag, (SELECT count(*) FROM monitor_state WHERE check_error IS NOT NULL AND NOT deleted),
    n.living, n.deaf, n.held
  FROM lags() l, (SELECT count(*) AS living, CASE WHEN count(*) = count(deaf_since_at) THEN min(deaf_since_at) END AS deaf, min(hold_since_at) AS held
    FROM ingest_node WHERE left_at IS NULL AND seen_at > clock_timestamp() - interval '5 s') n
$$;

-- The list of rights as the migrations before have left it, with what is new.
DO $$
DECLARE
  "is" text := pg_get_functiondef('raise_walls()'::regprocedure);
  "line" text := $line$  PERFORM "wall"('unjudged',            'SELECT, INSERT',                   'SELECT, INSERT',         'SELECT, INSERT, DELETE');$line$;
  "door" text := $line$  PERFORM "door"('ensure_beat_partitions(date, integer)', 'ingest', 'worker');$line$;
BEGIN
  IF position("line" IN "is") = 0 OR position("door" IN "is") = 0 THEN
    RAISE EXCEPTION 'raise_walls() has not the lines that it had in migration 0004';
  END IF;
  "is" := replace("is", "line", "line" || $new$
  PERFORM "wall"('postponed',           'SELECT',                           '',                       'SELECT');$new$);
  "is" := replace("is", "door", "door" || $new$
  PERFORM "door"('ingest_tick(text, timestamptz, interval, interval, jsonb)', 'ingest');
  PERFORM "door"('health_facts()', 'web', 'ingest', 'worker');
  PERFORM "wall"('clock_hold',          '',                                 '',                       'SELECT');$new$);
  EXECUTE "is";
END $$;

REVOKE EXECUTE ON FUNCTION "record_outage"(timestamptz, timestamptz, text, interval, interval) FROM PUBLIC;
SELECT "raise_walls"();
