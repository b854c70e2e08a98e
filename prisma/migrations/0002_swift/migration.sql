-- Writes that say what they were decided from: see docs/adr/0013-decide-first-then-check.md.

-- Ends the transaction unless as many rows were found as were expected; else answers the transaction's id, which is from
-- then on the `xmin` of every row that it wrote.
CREATE FUNCTION "require_fresh"("written" bigint, "expected" bigint) RETURNS xid LANGUAGE plpgsql AS $$
BEGIN
  IF "written" <> "expected" THEN
    RAISE EXCEPTION 'a decision was made from what is no longer so' USING ERRCODE = 'LD001';
  END IF;
  RETURN pg_current_xact_id()::xid;
END $$;

-- A key that changes must be looked up again by whoever keeps what it stands for: they look at the monitor's state.
CREATE FUNCTION "touch_state_of_key"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE "monitor_state" SET "deleted" = "deleted" WHERE "workspace_id" = OLD."workspace_id" AND "monitor_id" = OLD."monitor_id";
  RETURN NULL;
END $$;
CREATE TRIGGER "heartbeat_key_touches_state" AFTER UPDATE OF "hash", "signal", "step", "disabled_at", "monitor_id" OR DELETE
  ON "heartbeat_key" FOR EACH ROW EXECUTE FUNCTION "touch_state_of_key"();

-- A run is written only by the statement that writes its monitor's state, which must be there for that: what the foreign key
-- asked again for each row, at a tenth of the cost of a beat. What it did on delete a trigger does.
ALTER TABLE "run" DROP CONSTRAINT "run_workspace_id_monitor_id_fkey";
CREATE FUNCTION "delete_runs_of_monitor"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM "run" WHERE "workspace_id" = OLD."workspace_id" AND "monitor_id" = OLD."monitor_id";
  RETURN NULL;
END $$;
CREATE TRIGGER "monitor_state_deletes_runs" AFTER DELETE ON "monitor_state" FOR EACH ROW EXECUTE FUNCTION "delete_runs_of_monitor"();
