-- Mail by recipient, channels that fail, and channels with something due found without reading what waits for others.

-- Of a mail: how it ended for each address where that is known, "sent" or "refused".
ALTER TABLE "delivery" ADD COLUMN "recipients" JSONB;

-- Since when nothing arrives, and when the owners are to be told. Told: `failing_since` without `tell_at`.
ALTER TABLE "channel" ADD COLUMN "failing_since" TIMESTAMPTZ(6), ADD COLUMN "tell_at" TIMESTAMPTZ(6);
CREATE INDEX "channel_tell_idx" ON "channel" ("tell_at") WHERE "tell_at" IS NOT NULL;
UPDATE "channel" SET "failing_since" = "last_error_at", "tell_at" = clock_timestamp() + interval '2 min' WHERE "last_error" IS NOT NULL;

-- What is due for a channel, what of it was never tried, and whose turn it is within a monitor: none of them reads the rest.
CREATE INDEX "delivery_channel_due_idx" ON "delivery" ("workspace_id", "channel_id", "next_attempt_at")
  WHERE "state" = 'pending' AND "digest_id" IS NULL;
CREATE INDEX "delivery_fresh_idx" ON "delivery" ("workspace_id", "channel_id", "ordinal")
  WHERE "state" = 'pending' AND "digest_id" IS NULL AND "attempt" = 0;
CREATE INDEX "delivery_turn_idx" ON "delivery" ("workspace_id", "channel_id", "monitor_id", "ordinal") WHERE "state" = 'pending';
DROP INDEX "delivery_unsent_idx";

-- Every workspace with channels has a default one: the first made.
UPDATE "workspace" w SET "default_channel_id" = (SELECT min(c."id") FROM "channel" c WHERE c."workspace_id" = w."id")
  WHERE w."default_channel_id" IS NULL;

-- Where the owners of a workspace can be written to: addresses that were proved, or all where none was.
CREATE FUNCTION "owners_of"("of" text) RETURNS TABLE ("email" text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH owner AS (
    SELECT u.email, u.email_verified_at IS NOT NULL AS is_proved
    FROM membership m JOIN app_user u ON u.id = m.user_id WHERE m.workspace_id = "of" AND m.role = 'owner'
  )
  SELECT o.email FROM owner o WHERE o.is_proved OR NOT EXISTS (SELECT FROM owner p WHERE p.is_proved) ORDER BY o.email
$$;

-- The list of rights as the migrations before have left it, with one line more at its end.
DO $$
DECLARE
  "is" text := pg_get_functiondef('raise_walls()'::regprocedure);
  "new" text := regexp_replace("is", 'END\s*;?\s*\$function\$\s*$', $line$
  PERFORM "door"('owners_of(text)', 'worker');
END $function$
$line$);
BEGIN
  IF "new" = "is" THEN
    RAISE EXCEPTION 'raise_walls() does not end as expected';
  END IF;
  EXECUTE "new";
END $$;

-- A receiver that fails is no lag of the sender's: its channel says so itself.
DO $$
DECLARE
  "is" text := pg_get_functiondef('lags()'::regprocedure);
BEGIN
  EXECUTE replace("is", $old$FROM delivery d WHERE d.state = 'pending'$old$,
    $new$FROM delivery d WHERE d.state = 'pending'
      AND NOT EXISTS (SELECT 1 FROM channel c WHERE c.workspace_id = d.workspace_id AND c.id = d.channel_id AND c.failing_since IS NOT NULL)$new$);
END $$;

SELECT "raise_walls"();
