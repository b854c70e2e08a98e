-- As before, but: a process that takes the place of one that broke off records the time between as an outage; one whose name another
-- living process has taken is told so (`is_displaced`), and nothing is written; a farewell moves nothing but that the process left, and
-- takes nothing from a successor; of processes that hold, none makes another one hold that has ticked before; a monitor is postponed again once a short postponement is over; and a key that may not beat postpones
-- nothing. `said` has, with a process's first ticks, `begins`.
DROP FUNCTION "ingest_tick"(text, timestamptz, interval, interval, jsonb);
CREATE FUNCTION "ingest_tick"("node" text, "up_to" timestamptz, "threshold" interval, "min_recovery" interval, "said" jsonb DEFAULT '{}')
RETURNS TABLE ("next_attention_at" timestamptz, "is_off" boolean, "is_doubtful" boolean, "is_displaced" boolean)
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
    -- A short one, too: it excuses nothing, but deadlines in it and in the recovery after it are put off.
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

-- A session that has raised the walls before remembers the function that is gone, until it is told to read the list anew.
DO $$
BEGIN
  EXECUTE pg_get_functiondef('raise_walls()'::regprocedure);
END $$;

SELECT "raise_walls"();
