-- Keys: heartbeat keys that are replaced while the old one still works, who used them last, from where calls were turned
-- away, which API key made a monitor, and a channel's secret beside the one that takes its place.

ALTER TABLE "heartbeat_key"
  -- The key that this one takes the place of. Null: none.
  ADD COLUMN "replaces_id" TEXT COLLATE "C",
  ADD COLUMN "last_used_ip" TEXT COLLATE "C",
  -- Calls from an address from which the monitor takes none.
  ADD COLUMN "refused_at" TIMESTAMPTZ(6),
  ADD COLUMN "refused_ip" TEXT COLLATE "C",
  ADD COLUMN "refused_count" INTEGER NOT NULL DEFAULT 0;

ALTER TABLE "monitor" ADD COLUMN "made_by_key" TEXT COLLATE "C";

ALTER TABLE "channel"
  ADD COLUMN "old_ciphertext" BYTEA,
  ADD COLUMN "old_secret_until" TIMESTAMPTZ(6),
  -- What is sealed says itself with which key.
  DROP COLUMN "secret_key_id";

-- Whoever keeps a key in memory looks at its monitor's state: when a key is about to retire, too.
DROP TRIGGER "heartbeat_key_touches_state" ON "heartbeat_key";
CREATE TRIGGER "heartbeat_key_touches_state"
  AFTER UPDATE OF "hash", "signal", "step", "disabled_at", "retires_at", "monitor_id" OR DELETE
  ON "heartbeat_key" FOR EACH ROW EXECUTE FUNCTION "touch_state_of_key"();

-- The list of rights as the migrations before have left it, with one line changed: ingest also notes from where a key was
-- used or refused, and the web deletes purpose keys.
DO $$
DECLARE
  "is" text := pg_get_functiondef('raise_walls()'::regprocedure);
  "line" text := $line$"wall"('heartbeat_key',       'SELECT, INSERT, UPDATE',           'SELECT, UPDATE (last_used_at)', '')$line$;
BEGIN
  IF position("line" IN "is") = 0 THEN
    RAISE EXCEPTION 'raise_walls() has no line for heartbeat_key as it was in migration 0004';
  END IF;
  EXECUTE replace("is", "line", $new$"wall"('heartbeat_key',       'SELECT, INSERT, UPDATE, DELETE',
                                            'SELECT, UPDATE (last_used_at, last_used_ip, refused_at, refused_ip, refused_count)', '')$new$);
END $$;

SELECT "raise_walls"();
