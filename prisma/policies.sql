-- Version 1. Another text has another number, and a line in policies.versions: a program leaves a later version alone.
-- Functions, triggers, roles and row-level security: the whole list, in one file. `npm start` applies it after the migrations, in
-- one transaction, whenever this text or what stands in the database differs (lib/db/apply-policies.ts). So it must be safe to
-- run again: functions are replaced, rights and policies are removed and granted again. To change what a function takes or
-- returns, drop it here first. Who may do what is at the end. See docs/adr/0014-row-level-security.md.

SET LOCAL client_min_messages = warning;

-- The schema in which the migrations have made the tables, whatever its name, and temporary tables last. Functions that work with
-- their owner's rights keep this path (FROM CURRENT): on the caller's own path, or with temporary tables first as by default, the
-- caller could put a table of their own in front of ours.
SELECT set_config('search_path', relnamespace::regnamespace || ', pg_temp', true) FROM pg_class WHERE oid = 'workspace'::regclass;

-- Roles ----------------------------------------------------------------------------------------------------------------
-- They belong to the whole server: they may be there already, or be made by another database at this very moment. Where the
-- user may not make them, an administrator does (docs/self-hosting.md).

DO $$ BEGIN
  CREATE ROLE lubdub_web NOLOGIN;
EXCEPTION WHEN duplicate_object OR unique_violation OR insufficient_privilege THEN NULL;
END $$;

DO $$ BEGIN
  CREATE ROLE lubdub_ingest NOLOGIN;
EXCEPTION WHEN duplicate_object OR unique_violation OR insufficient_privilege THEN NULL;
END $$;

DO $$ BEGIN
  CREATE ROLE lubdub_worker NOLOGIN;
EXCEPTION WHEN duplicate_object OR unique_violation OR insufficient_privilege THEN NULL;
END $$;

-- Lets this user become them. PostgreSQL 15 does not know the options, so the statement is text.
DO $$
DECLARE
  is_new boolean := current_setting('server_version_num')::integer >= 160000;
  role name;
BEGIN
  FOR role IN SELECT rolname FROM pg_roles WHERE rolname IN ('lubdub_web', 'lubdub_ingest', 'lubdub_worker') LOOP
    CONTINUE WHEN pg_has_role(current_user, role, CASE WHEN is_new THEN 'SET' ELSE 'MEMBER' END);
    BEGIN
      EXECUTE format('GRANT %I TO CURRENT_USER%s', role, CASE WHEN is_new THEN ' WITH SET TRUE, INHERIT FALSE' END);
    EXCEPTION WHEN insufficient_privilege OR unique_violation OR internal_error THEN NULL;
    END;
  END LOOP;
END $$;

-- From here on as the owner of the tables, who is another one where a superuser migrates: functions must be the owner's.
SELECT set_config('role', pg_get_userbyid(relowner), true) FROM pg_class WHERE oid = 'workspace'::regclass;

-- Writes that say what they were decided from --------------------------------------------------------------------------
-- See docs/adr/0013-decide-first-then-check.md.

-- Ends the statement unless as many rows were written as were decided about: each only over the version that was read.
CREATE OR REPLACE FUNCTION assert_versions(written bigint, expected bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF written <> expected THEN
    RAISE EXCEPTION 'a decision was made from what is no longer so' USING ERRCODE = 'LD001';
  END IF;
END $$;

-- Every write of a state raises its version. What forgets to is made up for here. After, and not before: a trigger before an
-- update locks the row once more, at a cost to every beat.
CREATE OR REPLACE FUNCTION raise_version_of_state() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE monitor_state SET version = version + 1 WHERE workspace_id = NEW.workspace_id AND monitor_id = NEW.monitor_id;
  RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER monitor_state_raises_version AFTER UPDATE ON monitor_state
  FOR EACH ROW WHEN (NEW.version = OLD.version) EXECUTE FUNCTION raise_version_of_state();

-- A process that has cached a key must read it again after a change: it compares the version of the monitor's state.
CREATE OR REPLACE FUNCTION "touch_state_of_key"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE "monitor_state" SET "version" = "version" + 1 WHERE "workspace_id" = OLD."workspace_id" AND "monitor_id" = OLD."monitor_id";
  RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER heartbeat_key_touches_state
  AFTER UPDATE OF hash, signal, step, disabled_at, retires_at, monitor_id OR DELETE
  ON heartbeat_key FOR EACH ROW EXECUTE FUNCTION touch_state_of_key();

-- What the foreign key that `run` does not have would do on delete.
CREATE OR REPLACE FUNCTION "delete_runs_of_monitor"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM "run" WHERE "workspace_id" = OLD."workspace_id" AND "monitor_id" = OLD."monitor_id";
  RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER monitor_state_deletes_runs AFTER DELETE ON monitor_state
  FOR EACH ROW EXECUTE FUNCTION delete_runs_of_monitor();

-- Partitions of beats --------------------------------------------------------------------------------------------------
-- They belong to the owner of their table: only the owner makes and drops them.

-- Makes those of the days from `first` (UTC) on, as many as `days`; those that exist are left alone. Each is made apart and
-- then attached: that waits for no reader and no writer of beats, and neither waits for it.
CREATE OR REPLACE FUNCTION "ensure_beat_partitions"("first" date, "days" integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT SET lock_timeout = '200ms' AS $$
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

-- Takes its lock at once or not at all, so that no beat waits for it. The caller tries again.
CREATE OR REPLACE FUNCTION "drop_beat_partition"("name" text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT SET lock_timeout = '200ms' AS $$
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

-- The first ones. From then on the worker makes them ahead.
SELECT ensure_beat_partitions((clock_timestamp() AT TIME ZONE 'UTC')::date - 1, 9)
WHERE NOT EXISTS (SELECT FROM pg_inherits WHERE inhparent = 'beat'::regclass);

-- The clock of judgement -----------------------------------------------------------------------------------------------
-- See docs/adr/0026-the-watermark-covers-the-socket.md and docs/adr/0027-a-clock-that-steps-is-a-hold.md.

-- The write that a plain beat makes, of nobody: by the same role, through the same tables. It leaves a row of beats a minute, or,
-- `is_full`, one each time, which needs room on disk. Answers nothing; that it commits is the answer.
CREATE OR REPLACE FUNCTION "probe_beat"("at" timestamptz, "is_full" boolean) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  "nobody" constant uuid := 'ffffffff-ffff-ffff-ffff-ffffffffffff';
  "minute" timestamptz := CASE WHEN "is_full" THEN "at" ELSE date_trunc('minute', "at") END;
BEGIN
  PERFORM 1 FROM "heartbeat_key" WHERE "hash" = ''::bytea;
  PERFORM 1 FROM "monitor" WHERE "workspace_id" = "nobody" AND "id" = "nobody";
  UPDATE "monitor_state" SET "version" = "version" + 1, "seq" = "seq" + 1 WHERE "workspace_id" = "nobody" AND "monitor_id" = "nobody";
  INSERT INTO "run" ("workspace_id", "id", "monitor_id", "number", "state", "ended_at", "last_beat_at", "silent_from_at")
  VALUES ("nobody", "nobody", "nobody", 1, 'succeeded', "at", "at", "at")
  ON CONFLICT ("workspace_id", "id") DO UPDATE SET "last_beat_at" = excluded."last_beat_at";
  INSERT INTO "beat" ("workspace_id", "monitor_id", "seq", "received_at", "signal", "message")
  SELECT "nobody", "nobody", 0, "minute", 'l',
    CASE WHEN "is_full" THEN (SELECT string_agg(md5(random()::text), '') FROM generate_series(1, 56)) END
  WHERE NOT EXISTS (SELECT FROM "beat" WHERE "workspace_id" = "nobody" AND "monitor_id" = "nobody" AND "received_at" = "minute");
END $$;

-- Writes an outage `[a, b)`, or makes the last one longer when the two are less than `threshold` apart and nobody has applied it yet.
CREATE OR REPLACE FUNCTION "record_outage"("a" timestamptz, "b" timestamptz, "why" text, "threshold" interval, "min_recovery" interval)
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
-- the rest, instants in milliseconds: `instance` (one life of the process), `begins` (with its first ticks), `at` (what it takes the time
-- to be), `deafSince`, `deaf` (spans that are over), `refused` (hashes of keys, base64), `holdSince`, `holdEndedAfter` (milliseconds),
-- `isLeaving`. Answers the next instant at which a monitor needs attention. `is_off`: the database's clock is not what the process takes
-- it to be. `is_doubtful`: what is stored says that the clock went back, or another process holds. `is_displaced`: another living process
-- has taken its name. With each of these nothing was written.
--
-- A gap in everybody's ticks longer than `threshold` is an outage, and so is the time between a process that broke off and the one that
-- takes its place. A farewell moves nothing but that the process left, and takes nothing from a successor. Of processes that hold, none
-- makes another one hold that has ticked before. A key that may not beat postpones nothing.
CREATE OR REPLACE FUNCTION "ingest_tick"("node" text, "up_to" timestamptz, "threshold" interval, "min_recovery" interval, "said" jsonb DEFAULT '{}')
RETURNS TABLE ("next_attention_at" timestamptz, "is_off" boolean, "is_doubtful" boolean, "is_displaced" boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
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
    RETURN QUERY SELECT NULL::timestamptz, true, false, false;
    RETURN;
  END IF;
  SELECT * INTO "own" FROM "ingest_node" WHERE "id" = "node";
  SELECT max("seen_at") INTO "last" FROM "ingest_node";
  IF "own"."instance" <> "said"->>'instance' AND NOT "said" ?| ARRAY['begins', 'isLeaving'] THEN
    RETURN QUERY SELECT NULL::timestamptz, false, false, true;
    RETURN;
  END IF;

  IF "holds" AND "said" ? 'isLeaving' THEN
    RETURN QUERY SELECT NULL::timestamptz, false, false, false;
    RETURN;
  ELSIF "holds" THEN
    INSERT INTO "ingest_node" ("id", "seen_at", "watermark", "instance", "hold_since_at")
    VALUES ("node", "now", coalesce((SELECT min("watermark") FROM "ingest_node" WHERE "left_at" IS NULL), "now"), coalesce("said"->>'instance', ''), "now")
    ON CONFLICT ("id") DO UPDATE SET "seen_at" = "now", "instance" = excluded."instance", "left_at" = NULL,
      "hold_since_at" = coalesce("ingest_node"."hold_since_at", "now");
    INSERT INTO "clock_hold" ("started_at") SELECT "now" WHERE NOT EXISTS (SELECT FROM "clock_hold" WHERE "ended_at" IS NULL);
    RETURN QUERY SELECT NULL::timestamptz, false, false, false;
    RETURN;
  END IF;

  IF "said" ? 'holdEndedAfter' THEN
    -- What lies ahead was recorded by a clock that ran ahead.
    DELETE FROM "outage" WHERE "ended_at" > "now" + "slack";
    PERFORM "record_outage"(least(coalesce("own"."watermark", "now"), "now" - make_interval(secs => ("said"->>'holdEndedAfter')::float8 / 1000)), "now", 'clock', "threshold", "min_recovery");
    UPDATE "clock_hold" SET "started_at" = least("started_at", "now"), "ended_at" = "now" WHERE "ended_at" IS NULL OR "ended_at" > "now";
    DELETE FROM "ingest_node" WHERE "seen_at" > "now" + "slack" AND "id" <> "node";
  ELSIF "last" > "now" + "slack" OR ("said" ? 'begins' AND EXISTS (SELECT FROM "ingest_node" WHERE "id" <> "node" AND "hold_since_at" IS NOT NULL AND "seen_at" > "now" - "threshold")) THEN
    RETURN QUERY SELECT NULL::timestamptz, false, true, false;
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
    -- It broke off, and what was in its hands is lost.
    IF NOT "said" ? 'isLeaving' AND "own"."left_at" IS NULL AND "own"."vanished_at" IS NULL AND "own"."hold_since_at" IS NULL AND "own"."instance" <> "said"->>'instance' THEN
      PERFORM "record_outage"("own"."watermark", "now", 'node', "threshold", "min_recovery");
    END IF;
    -- It was not gone, only stopped: its outage lasted until now.
    IF "own"."vanished_at" IS NOT NULL AND "own"."instance" = "said"->>'instance' THEN
      UPDATE "outage" SET "ended_at" = "now", "recovers_at" = "now" + greatest("min_recovery", least(interval '5 minutes', "now" - "started_at"))
      WHERE "ended_at" = "own"."vanished_at" AND "recovers_at" > "now" AND "swept_at" IS NULL;
    END IF;
  END IF;

  -- A hold whose process is gone ends with the first tick of one that trusts the clock: else nothing would ever be deleted again.
  IF NOT "said" ? 'holdEndedAfter' AND EXISTS (SELECT FROM "clock_hold" WHERE "ended_at" IS NULL) THEN
    PERFORM "record_outage"(least("now", (SELECT min("started_at") FROM "clock_hold" WHERE "ended_at" IS NULL),
      CASE WHEN "own"."hold_since_at" IS NOT NULL THEN "own"."watermark" END), "now", 'clock', "threshold", "min_recovery");
    UPDATE "clock_hold" SET "started_at" = least("started_at", "now"), "ended_at" = "now" WHERE "ended_at" IS NULL;
  END IF;

  FOR "silent" IN SELECT to_timestamp(("span"->>'from')::float8 / 1000) AS "from", to_timestamp(("span"->>'to')::float8 / 1000) AS "to"
    FROM jsonb_array_elements(coalesce("said"->'deaf', '[]')) AS "span" LOOP
    -- Short spans, too: because of them nothing is unjudged, but deadlines in them and in the recovery after them are postponed.
    PERFORM "record_outage"("silent"."from", least("silent"."to", "now"), 'refusal', "threshold", "min_recovery");
  END LOOP;

  IF jsonb_array_length(coalesce("said"->'refused', '[]')) > 0 THEN
    INSERT INTO "postponed" ("workspace_id", "monitor_id", "since_at", "until_at")
    -- Refused callers are told to come back within 15 s.
    SELECT DISTINCT ON (k.workspace_id, k.monitor_id) k.workspace_id, k.monitor_id, "now", clock_timestamp() + greatest("min_recovery", interval '18 seconds')
    FROM jsonb_array_elements_text("said"->'refused') AS r(hash) JOIN "heartbeat_key" k ON k.hash = decode(r.hash, 'base64')
    JOIN "monitor" m ON m.workspace_id = k.workspace_id AND m.id = k.monitor_id
    WHERE k.disabled_at IS NULL AND (k.retires_at IS NULL OR k.retires_at > "now")
    ON CONFLICT ("workspace_id", "monitor_id") DO UPDATE SET "until_at" = excluded."until_at",
      "since_at" = CASE WHEN "postponed"."until_at" < "now" - interval '5 seconds' THEN "now" ELSE "postponed"."since_at" END
    -- Not for ever: after ten minutes in a row it is judged in spite of it.
    WHERE "postponed"."since_at" > "now" - interval '10 minutes' OR "postponed"."until_at" < "now" - interval '10 minutes'
      OR "postponed"."until_at" < "now" - interval '5 seconds' AND "postponed"."until_at" - "postponed"."since_at" < interval '10 minutes';
  END IF;
  DELETE FROM "postponed" WHERE "until_at" < "now" - interval '10 minutes';

  INSERT INTO "ingest_node" ("id", "seen_at", "watermark", "instance", "deaf_since_at", "left_at")
  VALUES ("node", "now", least("up_to", "now"), coalesce("said"->>'instance', ''), to_timestamp(("said"->>'deafSince')::float8 / 1000),
    CASE WHEN "said" ? 'isLeaving' THEN "now" END)
  ON CONFLICT ("id") DO UPDATE SET "instance" = excluded."instance",
    "deaf_since_at" = excluded."deaf_since_at", "vanished_at" = NULL, "hold_since_at" = NULL,
    -- Silence counts from the last word before the farewell: nobody is heard after it.
    "seen_at" = CASE WHEN "said" ? 'isLeaving' THEN "ingest_node"."seen_at" ELSE "now" END,
    "watermark" = CASE WHEN "said" ? 'isLeaving' THEN "ingest_node"."watermark" ELSE excluded."watermark" END,
    "left_at" = CASE WHEN "said" ? 'isLeaving' THEN coalesce("ingest_node"."left_at", excluded."left_at") END
  -- A farewell that comes after the first tick of a successor takes nothing from it.
  WHERE NOT "said" ? 'isLeaving' OR "ingest_node"."instance" = excluded."instance";
  PERFORM pg_notify('lubdub_tick', '');

  IF EXISTS (SELECT FROM "postponed" WHERE "until_at" > "up_to") THEN
    SELECT s."attention_at" INTO "next" FROM "monitor_state" s WHERE s."attention_at" IS NOT NULL AND NOT EXISTS (
      SELECT FROM "postponed" p WHERE p."workspace_id" = s."workspace_id" AND p."monitor_id" = s."monitor_id" AND p."until_at" > "up_to")
    ORDER BY s."attention_at" LIMIT 1;
  ELSE
    SELECT min("attention_at") INTO "next" FROM "monitor_state" WHERE "attention_at" IS NOT NULL;
  END IF;
  RETURN QUERY SELECT "next", false, false, false;
END $$;

-- Answers across workspaces --------------------------------------------------------------------------------------------
-- All that crosses workspaces, or needs the owner's rights, on behalf of a role that may not. Each function answers one
-- question, to someone who already holds the secret or the id that it is about.

-- The workspaces that a person belongs to, the first joined first; not those whose time is over.
CREATE OR REPLACE FUNCTION "workspaces_of"("person" uuid) RETURNS TABLE (
  "id" uuid, "name" text, "timezone" text, "locale" text, "role" text, "require_second_factor" boolean, "delete_after" timestamptz,
  "last_seen_at" timestamptz
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
  SELECT w.id, w.name, w.timezone, w.locale, m.role, w.require_second_factor, w.delete_after, m.last_seen_at
  FROM membership m JOIN workspace w ON w.id = m.workspace_id
  WHERE m.user_id = "person" AND (w.delete_after IS NULL OR w.delete_after > clock_timestamp())
  ORDER BY m.created_at, m.workspace_id
$$;

-- Whose key this is, by its hash.
CREATE OR REPLACE FUNCTION "api_key_of"("of_hash" bytea) RETURNS TABLE (
  "workspace_id" uuid, "id" uuid, "name" text, "access" text, "family" text, "last_used_at" timestamptz, "expires_at" timestamptz,
  "retires_at" timestamptz, "revoked_at" timestamptz
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
  SELECT k.workspace_id, k.id, k.name, k.access, k.family, k.last_used_at, k.expires_at, k.retires_at, k.revoked_at
  FROM api_key k WHERE k.hash = "of_hash"
$$;

-- What this invitation is to, by the hash of its token.
CREATE OR REPLACE FUNCTION "invitation_of"("of_hash" bytea) RETURNS TABLE (
  "workspace_id" uuid, "workspace_name" text, "id" uuid, "email" text, "role" text, "invited_by_label" text, "expires_at" timestamptz,
  "accepted_at" timestamptz, "revoked_at" timestamptz, "mailed_at" timestamptz
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
  SELECT i.workspace_id, w.name, i.id, i.email, i.role, i.invited_by_label, i.expires_at, i.accepted_at, i.revoked_at, i.mailed_at
  FROM invitation i JOIN workspace w ON w.id = i.workspace_id
  WHERE i.token_hash = "of_hash" AND w.delete_after IS NULL
$$;

-- The workspaces that a person owned when they were deleted for good, the latest first.
CREATE OR REPLACE FUNCTION "purged_workspaces_of"("person" uuid) RETURNS TABLE (
  "id" uuid, "name" text, "requested_by_label" text, "requested_at" timestamptz, "purged_at" timestamptz
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
  SELECT p.id, p.name, p.requested_by_label, p.requested_at, p.purged_at
  FROM purged_workspace p WHERE "person" = ANY (p.owner_ids) ORDER BY p.purged_at DESC LIMIT 50
$$;

-- Where the owners of a workspace can be written to: addresses that were proved, or all where none was.
CREATE OR REPLACE FUNCTION "owners_of"("of" uuid) RETURNS TABLE ("email" text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
  WITH owner AS (
    SELECT u.email, u.email_verified_at IS NOT NULL AS is_proved
    FROM membership m JOIN app_user u ON u.id = m.user_id WHERE m.workspace_id = "of" AND m.role = 'owner'
  )
  SELECT o.email FROM owner o WHERE o.is_proved OR NOT EXISTS (SELECT FROM owner p WHERE p.is_proved) ORDER BY o.email
$$;

-- Clears which workspace a session has in view, when that is deleted for good; one that is still there stays in view.
CREATE OR REPLACE FUNCTION "leave_purged_workspace"("of" uuid) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path FROM CURRENT AS $$
  UPDATE session SET workspace_id = NULL WHERE workspace_id = "of" AND NOT EXISTS (SELECT FROM workspace w WHERE w.id = "of")
$$;

-- How far behind the processes are, over all workspaces: three numbers, and nobody's rows. A receiver that fails is no lag of
-- the sender's: its channel says so itself.
CREATE OR REPLACE FUNCTION "lags"() RETURNS TABLE (
  "watermark_age" double precision, "checker_lag" double precision, "sender_lag" double precision
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
  WITH clock AS (SELECT clock_timestamp() AS now, min(watermark) AS upto FROM ingest_node WHERE seen_at > clock_timestamp() - interval '5 s')
  SELECT (extract(epoch FROM clock.now - clock.upto) * 1000)::float8,
    (SELECT (extract(epoch FROM clock.upto - min(attention_at)) * 1000)::float8 FROM monitor_state WHERE attention_at IS NOT NULL),
    (SELECT (extract(epoch FROM clock.now - d.next_attempt_at) * 1000)::float8 FROM delivery d WHERE d.state = 'pending'
      AND NOT EXISTS (SELECT 1 FROM channel c WHERE c.workspace_id = d.workspace_id AND c.id = d.channel_id AND c.failing_since IS NOT NULL)
      AND NOT EXISTS (SELECT 1 FROM delivery e WHERE e.state = 'pending' AND e.workspace_id = d.workspace_id AND e.channel_id = d.channel_id
        AND e.monitor_id = d.monitor_id AND e.ordinal < d.ordinal)
      ORDER BY d.next_attempt_at LIMIT 1)
  FROM clock
$$;

-- What `/api/ready` and `/api/health` tell of the whole installation: numbers and instants, and nobody's rows.
CREATE OR REPLACE FUNCTION "health_facts"() RETURNS TABLE (
  "watermark_age" double precision, "checker_lag" double precision, "sender_lag" double precision, "set_aside" bigint,
  "living" bigint, "deaf_since_at" timestamptz, "hold_since_at" timestamptz
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
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

-- Functions with the owner's rights are not for everybody; the roles that may call them are named below.
REVOKE EXECUTE ON FUNCTION
  ensure_beat_partitions(date, integer),
  drop_beat_partition(text),
  record_outage(timestamptz, timestamptz, text, interval, interval),
  ingest_tick(text, timestamptz, interval, interval, jsonb),
  workspaces_of(uuid),
  api_key_of(bytea),
  invitation_of(bytea),
  purged_workspaces_of(uuid),
  owners_of(uuid),
  leave_purged_workspace(uuid),
  lags(),
  health_facts()
FROM PUBLIC;

-- Row-level security ---------------------------------------------------------------------------------------------------

-- What stood before goes, so that what is no longer listed here is gone.
DO $$
DECLARE
  roles oid[] := ARRAY(SELECT oid FROM pg_roles WHERE rolname IN ('lubdub_web', 'lubdub_ingest', 'lubdub_worker'));
  old record;
BEGIN
  FOR old IN
    SELECT p.polname AS policy, p.polrelid::regclass AS of FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid
    WHERE c.relowner = quote_ident(current_user)::regrole AND c.relnamespace = quote_ident(current_schema())::regnamespace
  LOOP
    EXECUTE format('DROP POLICY %I ON %s', old.policy, old.of);
  END LOOP;
  FOR old IN
    SELECT DISTINCT c.oid::regclass AS of, pg_get_userbyid(g.grantee) AS role
    FROM pg_class c LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attacl IS NOT NULL
    CROSS JOIN aclexplode(c.relacl || a.attacl) AS g
    WHERE g.grantee = ANY (roles) AND c.relowner = quote_ident(current_user)::regrole AND c.relnamespace = quote_ident(current_schema())::regnamespace
  LOOP
    EXECUTE format('REVOKE ALL ON %s FROM %I', old.of, old.role);
  END LOOP;
  FOR old IN
    SELECT DISTINCT f.oid::regprocedure AS of, pg_get_userbyid(g.grantee) AS role FROM pg_proc f CROSS JOIN aclexplode(f.proacl) AS g
    WHERE g.grantee = ANY (roles) AND f.proowner = quote_ident(current_user)::regrole AND f.pronamespace = quote_ident(current_schema())::regnamespace
  LOOP
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM %I', old.of, old.role);
  END LOOP;
END $$;

-- Every table of a workspace. FORCE stops the owner too, and a policy lets the owner through again: migrations, the first
-- start and the functions above work as the owner. Who is neither the owner nor one of the roles sees nothing.
ALTER TABLE workspace ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON workspace TO CURRENT_USER USING (true);
ALTER TABLE membership ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON membership TO CURRENT_USER USING (true);
ALTER TABLE invitation ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON invitation TO CURRENT_USER USING (true);
ALTER TABLE api_key ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON api_key TO CURRENT_USER USING (true);
ALTER TABLE audit_event ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON audit_event TO CURRENT_USER USING (true);
ALTER TABLE usage_day ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON usage_day TO CURRENT_USER USING (true);
ALTER TABLE channel ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON channel TO CURRENT_USER USING (true);
ALTER TABLE monitor ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON monitor TO CURRENT_USER USING (true);
ALTER TABLE monitor_state ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON monitor_state TO CURRENT_USER USING (true);
ALTER TABLE heartbeat_key ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON heartbeat_key TO CURRENT_USER USING (true);
ALTER TABLE monitor_channel ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON monitor_channel TO CURRENT_USER USING (true);
ALTER TABLE postponed ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON postponed TO CURRENT_USER USING (true);
ALTER TABLE run ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON run TO CURRENT_USER USING (true);
ALTER TABLE run_part ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON run_part TO CURRENT_USER USING (true);
ALTER TABLE beat ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON beat TO CURRENT_USER USING (true);
ALTER TABLE beat_idempotency ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON beat_idempotency TO CURRENT_USER USING (true);
ALTER TABLE flip ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON flip TO CURRENT_USER USING (true);
ALTER TABLE incident ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON incident TO CURRENT_USER USING (true);
ALTER TABLE delivery ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON delivery TO CURRENT_USER USING (true);
ALTER TABLE unjudged ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON unjudged TO CURRENT_USER USING (true);

-- All three roles are there, or none is given anything: a process does not run without its role.
DO $$
BEGIN
  IF (SELECT count(*) FROM pg_roles WHERE rolname IN ('lubdub_web', 'lubdub_ingest', 'lubdub_worker')) < 3 THEN
    RETURN;
  END IF;

  EXECUTE format('GRANT USAGE ON SCHEMA %I TO lubdub_web, lubdub_ingest, lubdub_worker', current_schema());

  -- What a role may do with a table, and nothing else. What is not listed is the owner's alone: partitions too, which the
  -- roles reach only through `beat`. The web sees the workspace that its transaction names; ingest and worker serve all.

  GRANT SELECT, INSERT, UPDATE ON workspace TO lubdub_web;
  CREATE POLICY web ON workspace TO lubdub_web USING (id = nullif(current_setting('lubdub.workspace_id', true), '')::uuid);
  GRANT SELECT, DELETE ON workspace TO lubdub_worker;
  CREATE POLICY worker ON workspace TO lubdub_worker USING (true);

  GRANT SELECT, INSERT, UPDATE, DELETE ON membership TO lubdub_web;
  CREATE POLICY web ON membership TO lubdub_web USING (workspace_id = nullif(current_setting('lubdub.workspace_id', true), '')::uuid);
  GRANT SELECT ON membership TO lubdub_worker;
  CREATE POLICY worker ON membership TO lubdub_worker USING (true);

  GRANT SELECT, INSERT, UPDATE ON invitation TO lubdub_web;
  CREATE POLICY web ON invitation TO lubdub_web USING (workspace_id = nullif(current_setting('lubdub.workspace_id', true), '')::uuid);
  GRANT SELECT, DELETE ON invitation TO lubdub_worker;
  CREATE POLICY worker ON invitation TO lubdub_worker USING (true);

  GRANT SELECT, INSERT, UPDATE ON api_key TO lubdub_web;
  CREATE POLICY web ON api_key TO lubdub_web USING (workspace_id = nullif(current_setting('lubdub.workspace_id', true), '')::uuid);

  GRANT SELECT, INSERT ON audit_event TO lubdub_web;
  CREATE POLICY web ON audit_event TO lubdub_web USING (workspace_id = nullif(current_setting('lubdub.workspace_id', true), '')::uuid);
  GRANT SELECT, INSERT, DELETE ON audit_event TO lubdub_worker;
  CREATE POLICY worker ON audit_event TO lubdub_worker USING (true);

  GRANT SELECT ON usage_day TO lubdub_web;
  CREATE POLICY web ON usage_day TO lubdub_web USING (workspace_id = nullif(current_setting('lubdub.workspace_id', true), '')::uuid);
  GRANT SELECT, INSERT, DELETE ON usage_day TO lubdub_worker;
  CREATE POLICY worker ON usage_day TO lubdub_worker USING (true);

  GRANT SELECT, INSERT, UPDATE, DELETE ON channel TO lubdub_web;
  CREATE POLICY web ON channel TO lubdub_web USING (workspace_id = nullif(current_setting('lubdub.workspace_id', true), '')::uuid);
  GRANT SELECT, UPDATE ON channel TO lubdub_worker;
  CREATE POLICY worker ON channel TO lubdub_worker USING (true);

  GRANT SELECT, INSERT, UPDATE ON monitor TO lubdub_web;
  CREATE POLICY web ON monitor TO lubdub_web USING (workspace_id = nullif(current_setting('lubdub.workspace_id', true), '')::uuid);
  GRANT SELECT ON monitor TO lubdub_ingest;
  CREATE POLICY ingest ON monitor TO lubdub_ingest USING (true);
  GRANT SELECT, DELETE ON monitor TO lubdub_worker;
  CREATE POLICY worker ON monitor TO lubdub_worker USING (true);

  GRANT SELECT, INSERT, UPDATE ON monitor_state TO lubdub_web;
  CREATE POLICY web ON monitor_state TO lubdub_web USING (workspace_id = nullif(current_setting('lubdub.workspace_id', true), '')::uuid);
  GRANT SELECT, UPDATE ON monitor_state TO lubdub_ingest;
  CREATE POLICY ingest ON monitor_state TO lubdub_ingest USING (true);
  GRANT SELECT, UPDATE ON monitor_state TO lubdub_worker;
  CREATE POLICY worker ON monitor_state TO lubdub_worker USING (true);

  GRANT SELECT, INSERT, UPDATE, DELETE ON heartbeat_key TO lubdub_web;
  CREATE POLICY web ON heartbeat_key TO lubdub_web USING (workspace_id = nullif(current_setting('lubdub.workspace_id', true), '')::uuid);
  GRANT SELECT ON heartbeat_key TO lubdub_ingest;
  GRANT UPDATE (last_used_at, last_used_ip, refused_at, refused_ip, refused_for, refused_count) ON heartbeat_key TO lubdub_ingest;
  CREATE POLICY ingest ON heartbeat_key TO lubdub_ingest USING (true);

  GRANT SELECT, INSERT, DELETE ON monitor_channel TO lubdub_web;
  CREATE POLICY web ON monitor_channel TO lubdub_web USING (workspace_id = nullif(current_setting('lubdub.workspace_id', true), '')::uuid);
  GRANT SELECT ON monitor_channel TO lubdub_ingest;
  CREATE POLICY ingest ON monitor_channel TO lubdub_ingest USING (true);
  GRANT SELECT ON monitor_channel TO lubdub_worker;
  CREATE POLICY worker ON monitor_channel TO lubdub_worker USING (true);

  GRANT SELECT ON postponed TO lubdub_web;
  CREATE POLICY web ON postponed TO lubdub_web USING (workspace_id = nullif(current_setting('lubdub.workspace_id', true), '')::uuid);
  GRANT SELECT ON postponed TO lubdub_worker;
  CREATE POLICY worker ON postponed TO lubdub_worker USING (true);

  GRANT SELECT, INSERT, UPDATE ON run TO lubdub_web;
  CREATE POLICY web ON run TO lubdub_web USING (workspace_id = nullif(current_setting('lubdub.workspace_id', true), '')::uuid);
  GRANT SELECT, INSERT, UPDATE ON run TO lubdub_ingest;
  CREATE POLICY ingest ON run TO lubdub_ingest USING (true);
  GRANT SELECT, INSERT, UPDATE, DELETE ON run TO lubdub_worker;
  CREATE POLICY worker ON run TO lubdub_worker USING (true);

  GRANT SELECT, INSERT, UPDATE ON run_part TO lubdub_web;
  CREATE POLICY web ON run_part TO lubdub_web USING (workspace_id = nullif(current_setting('lubdub.workspace_id', true), '')::uuid);
  GRANT SELECT, INSERT, UPDATE ON run_part TO lubdub_ingest;
  CREATE POLICY ingest ON run_part TO lubdub_ingest USING (true);
  GRANT SELECT, INSERT, UPDATE, DELETE ON run_part TO lubdub_worker;
  CREATE POLICY worker ON run_part TO lubdub_worker USING (true);

  GRANT SELECT ON beat TO lubdub_web;
  CREATE POLICY web ON beat TO lubdub_web USING (workspace_id = nullif(current_setting('lubdub.workspace_id', true), '')::uuid);
  GRANT SELECT, INSERT ON beat TO lubdub_ingest;
  CREATE POLICY ingest ON beat TO lubdub_ingest USING (true);
  GRANT SELECT, DELETE ON beat TO lubdub_worker;
  CREATE POLICY worker ON beat TO lubdub_worker USING (true);

  GRANT SELECT, INSERT, UPDATE ON beat_idempotency TO lubdub_ingest;
  CREATE POLICY ingest ON beat_idempotency TO lubdub_ingest USING (true);
  GRANT SELECT, DELETE ON beat_idempotency TO lubdub_worker;
  CREATE POLICY worker ON beat_idempotency TO lubdub_worker USING (true);

  GRANT SELECT, INSERT ON flip TO lubdub_web;
  CREATE POLICY web ON flip TO lubdub_web USING (workspace_id = nullif(current_setting('lubdub.workspace_id', true), '')::uuid);
  GRANT SELECT, INSERT ON flip TO lubdub_ingest;
  CREATE POLICY ingest ON flip TO lubdub_ingest USING (true);
  GRANT SELECT, INSERT, DELETE ON flip TO lubdub_worker;
  CREATE POLICY worker ON flip TO lubdub_worker USING (true);

  GRANT SELECT, INSERT, UPDATE ON incident TO lubdub_web;
  CREATE POLICY web ON incident TO lubdub_web USING (workspace_id = nullif(current_setting('lubdub.workspace_id', true), '')::uuid);
  GRANT SELECT, INSERT, UPDATE ON incident TO lubdub_ingest;
  CREATE POLICY ingest ON incident TO lubdub_ingest USING (true);
  GRANT SELECT, INSERT, UPDATE, DELETE ON incident TO lubdub_worker;
  CREATE POLICY worker ON incident TO lubdub_worker USING (true);

  GRANT SELECT, INSERT, UPDATE ON delivery TO lubdub_web;
  CREATE POLICY web ON delivery TO lubdub_web USING (workspace_id = nullif(current_setting('lubdub.workspace_id', true), '')::uuid);
  GRANT SELECT, INSERT ON delivery TO lubdub_ingest;
  CREATE POLICY ingest ON delivery TO lubdub_ingest USING (true);
  GRANT SELECT, INSERT, UPDATE, DELETE ON delivery TO lubdub_worker;
  CREATE POLICY worker ON delivery TO lubdub_worker USING (true);

  GRANT SELECT, INSERT ON unjudged TO lubdub_web;
  CREATE POLICY web ON unjudged TO lubdub_web USING (workspace_id = nullif(current_setting('lubdub.workspace_id', true), '')::uuid);
  GRANT SELECT, INSERT ON unjudged TO lubdub_ingest;
  CREATE POLICY ingest ON unjudged TO lubdub_ingest USING (true);
  GRANT SELECT, INSERT, DELETE ON unjudged TO lubdub_worker;
  CREATE POLICY worker ON unjudged TO lubdub_worker USING (true);

  GRANT USAGE ON SEQUENCE delivery_ordinal_seq TO lubdub_web, lubdub_ingest, lubdub_worker;

  -- What is a person's.
  GRANT SELECT, INSERT, UPDATE, DELETE ON app_user, session, sign_in_link, identity, email_token, passkey, totp_factor, recovery_code,
    pending_sign_in, rate_limit TO lubdub_web;

  -- What is the installation's.
  GRANT SELECT, INSERT, UPDATE ON purged_workspace TO lubdub_worker;
  GRANT SELECT, INSERT, UPDATE ON ingest_node TO lubdub_ingest;
  GRANT SELECT, DELETE ON ingest_node TO lubdub_worker;
  GRANT SELECT ON clock_hold TO lubdub_worker;
  GRANT SELECT, INSERT ON outage TO lubdub_ingest;
  GRANT SELECT, UPDATE, DELETE ON outage TO lubdub_worker;
  GRANT SELECT ON installation_setting TO lubdub_web;
  GRANT SELECT, INSERT ON installation_setting TO lubdub_ingest;
  GRANT SELECT, INSERT ON installation_setting TO lubdub_worker;
  GRANT USAGE ON SEQUENCE outage_seq_seq TO lubdub_ingest, lubdub_worker;
  -- Every process looks which migrations there are.
  GRANT SELECT ON _prisma_migrations TO lubdub_web, lubdub_ingest, lubdub_worker;

  GRANT EXECUTE ON FUNCTION ensure_beat_partitions(date, integer) TO lubdub_ingest, lubdub_worker;
  GRANT EXECUTE ON FUNCTION drop_beat_partition(text) TO lubdub_worker;
  GRANT EXECUTE ON FUNCTION ingest_tick(text, timestamptz, interval, interval, jsonb) TO lubdub_ingest;
  GRANT EXECUTE ON FUNCTION workspaces_of(uuid) TO lubdub_web;
  GRANT EXECUTE ON FUNCTION api_key_of(bytea) TO lubdub_web;
  GRANT EXECUTE ON FUNCTION invitation_of(bytea) TO lubdub_web;
  GRANT EXECUTE ON FUNCTION purged_workspaces_of(uuid) TO lubdub_web;
  GRANT EXECUTE ON FUNCTION owners_of(uuid) TO lubdub_worker;
  GRANT EXECUTE ON FUNCTION leave_purged_workspace(uuid) TO lubdub_worker;
  GRANT EXECUTE ON FUNCTION lags() TO lubdub_web, lubdub_ingest, lubdub_worker;
  GRANT EXECUTE ON FUNCTION health_facts() TO lubdub_web, lubdub_ingest, lubdub_worker;
END $$;
