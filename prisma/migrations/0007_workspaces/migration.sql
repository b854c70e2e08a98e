-- What workspaces need: when a member was last seen, whether an invitation went by mail, and what is left of a workspace
-- that was deleted for good.

ALTER TABLE "membership" ADD COLUMN "last_seen_at" TIMESTAMPTZ(6);
ALTER TABLE "invitation" ADD COLUMN "mailed_at" TIMESTAMPTZ(6);

-- Not a tenant table: it outlives its workspace.
CREATE TABLE "purged_workspace" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "requested_by_label" TEXT,
    "requested_at" TIMESTAMPTZ(6) NOT NULL,
    "owner_ids" TEXT[],
    "purged_at" TIMESTAMPTZ(6) NOT NULL DEFAULT clock_timestamp(),
    "emptied_at" TIMESTAMPTZ(6),

    CONSTRAINT "purged_workspace_pkey" PRIMARY KEY ("id")
);

-- Few at any time, and asked for by every pass of the sender.
CREATE INDEX "workspace_doomed_idx" ON "workspace" ("delete_after") WHERE "delete_after" IS NOT NULL;

-- As before, without those whose time is over: from then on nobody gets in, until the worker has emptied them.
DROP FUNCTION "workspaces_of"(text);
CREATE FUNCTION "workspaces_of"("person" text) RETURNS TABLE (
  "id" text, "name" text, "timezone" text, "locale" text, "role" text, "require_second_factor" boolean, "delete_after" timestamptz,
  "last_seen_at" timestamptz
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT w.id, w.name, w.timezone, w.locale, m.role, w.require_second_factor, w.delete_after, m.last_seen_at
  FROM membership m JOIN workspace w ON w.id = m.workspace_id
  WHERE m.user_id = "person" AND (w.delete_after IS NULL OR w.delete_after > clock_timestamp())
  ORDER BY m.created_at, m.workspace_id
$$;

DROP FUNCTION "invitation_of"(bytea);
CREATE FUNCTION "invitation_of"("of_hash" bytea) RETURNS TABLE (
  "workspace_id" text, "workspace_name" text, "id" text, "email" text, "role" text, "invited_by_label" text, "expires_at" timestamptz,
  "accepted_at" timestamptz, "revoked_at" timestamptz, "mailed_at" timestamptz
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT i.workspace_id, w.name, i.id, i.email, i.role, i.invited_by_label, i.expires_at, i.accepted_at, i.revoked_at, i.mailed_at
  FROM invitation i JOIN workspace w ON w.id = i.workspace_id
  WHERE i.token_hash = "of_hash" AND w.delete_after IS NULL
$$;

-- The workspaces that a person owned when they were deleted for good, the latest first.
CREATE FUNCTION "purged_workspaces_of"("person" text) RETURNS TABLE (
  "id" text, "name" text, "requested_by_label" text, "requested_at" timestamptz, "purged_at" timestamptz
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT p.id, p.name, p.requested_by_label, p.requested_at, p.purged_at
  FROM purged_workspace p WHERE "person" = ANY (p.owner_ids) ORDER BY p.purged_at DESC LIMIT 50
$$;

-- Who may do what with which table: the one list. Safe to run again; `npm start` does when the roles were made later. A
-- migration that adds a table replaces this function. What is not listed is nobody's but the owner's: partitions, too,
-- which are only reached through `beat`.
CREATE OR REPLACE FUNCTION "raise_walls"() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  "role" text;
BEGIN
  FOREACH "role" IN ARRAY ARRAY['lubdub_web', 'lubdub_ingest', 'lubdub_worker'] LOOP
    CONTINUE WHEN NOT EXISTS (SELECT FROM pg_roles WHERE rolname = "role");
    EXECUTE format('GRANT USAGE ON SCHEMA public TO %I', "role");
    EXECUTE format('GRANT USAGE ON SEQUENCE "delivery_ordinal_seq" TO %I', "role");
    CONTINUE WHEN "role" = 'lubdub_web';
    EXECUTE format('GRANT USAGE ON SEQUENCE "outage_seq_seq" TO %I', "role");
  END LOOP;

  -- What is a workspace's:             web                                 ingest                    worker
  PERFORM "wall"('workspace',           'SELECT, INSERT, UPDATE',           '',                       'SELECT, DELETE');
  PERFORM "wall"('membership',          'SELECT, INSERT, UPDATE, DELETE',   '',                       'SELECT');
  PERFORM "wall"('invitation',          'SELECT, INSERT, UPDATE',           '',                       'SELECT, DELETE');
  PERFORM "wall"('api_key',             'SELECT, INSERT, UPDATE',           '',                       '');
  PERFORM "wall"('audit_event',         'SELECT, INSERT',                   '',                       'SELECT, INSERT, DELETE');
  PERFORM "wall"('monitor',             'SELECT, INSERT, UPDATE',           'SELECT',                 'SELECT');
  PERFORM "wall"('monitor_state',       'SELECT, INSERT, UPDATE',           'SELECT, UPDATE',         'SELECT, UPDATE');
  PERFORM "wall"('heartbeat_key',       'SELECT, INSERT, UPDATE',           'SELECT, UPDATE (last_used_at)', '');
  PERFORM "wall"('run',                 'SELECT, INSERT, UPDATE',           'SELECT, INSERT, UPDATE', 'SELECT, INSERT, UPDATE, DELETE');
  PERFORM "wall"('run_part',            'SELECT, INSERT, UPDATE',           'SELECT, INSERT, UPDATE', 'SELECT, INSERT, UPDATE, DELETE');
  PERFORM "wall"('beat',                'SELECT',                           'SELECT, INSERT',         'SELECT, DELETE');
  PERFORM "wall"('beat_idempotency',    '',                                 'SELECT, INSERT, UPDATE', 'SELECT, DELETE');
  PERFORM "wall"('flip',                'SELECT, INSERT',                   'SELECT, INSERT',         'SELECT, INSERT, DELETE');
  PERFORM "wall"('incident',            'SELECT, INSERT, UPDATE',           'SELECT, INSERT, UPDATE', 'SELECT, INSERT, UPDATE, DELETE');
  PERFORM "wall"('channel',             'SELECT, INSERT, UPDATE, DELETE',   '',                       'SELECT, UPDATE');
  PERFORM "wall"('monitor_channel',     'SELECT, INSERT, DELETE',           'SELECT',                 'SELECT');
  PERFORM "wall"('delivery',            'SELECT, INSERT, UPDATE',           'SELECT, INSERT',         'SELECT, INSERT, UPDATE, DELETE');
  PERFORM "wall"('unjudged',            'SELECT, INSERT',                   'SELECT, INSERT',         'SELECT, INSERT, DELETE');

  -- What is a person's, or the installation's.
  PERFORM "wall"('app_user',            'SELECT, INSERT, UPDATE, DELETE',   '',                       '');
  PERFORM "wall"('session',             'SELECT, INSERT, UPDATE, DELETE',   '',                       '');
  PERFORM "wall"('sign_in_link',        'SELECT, INSERT, UPDATE, DELETE',   '',                       '');
  PERFORM "wall"('identity',            'SELECT, INSERT, UPDATE, DELETE',   '',                       '');
  PERFORM "wall"('email_token',         'SELECT, INSERT, UPDATE, DELETE',   '',                       '');
  PERFORM "wall"('passkey',             'SELECT, INSERT, UPDATE, DELETE',   '',                       '');
  PERFORM "wall"('totp_factor',         'SELECT, INSERT, UPDATE, DELETE',   '',                       '');
  PERFORM "wall"('recovery_code',       'SELECT, INSERT, UPDATE, DELETE',   '',                       '');
  PERFORM "wall"('pending_sign_in',     'SELECT, INSERT, UPDATE, DELETE',   '',                       '');
  PERFORM "wall"('rate_limit',          'SELECT, INSERT, UPDATE, DELETE',   '',                       '');
  PERFORM "wall"('ingest_node',         '',                                 'SELECT, INSERT, UPDATE', 'SELECT, DELETE');
  PERFORM "wall"('purged_workspace',    '',                                 '',                       'SELECT, INSERT, UPDATE');
  PERFORM "wall"('outage',              '',                                 'SELECT, INSERT',         'SELECT, UPDATE, DELETE');

  PERFORM "door"('workspaces_of(text)', 'web');
  PERFORM "door"('api_key_of(bytea)', 'web');
  PERFORM "door"('invitation_of(bytea)', 'web');
  PERFORM "door"('purged_workspaces_of(text)', 'web');
  PERFORM "door"('lags()', 'web', 'ingest', 'worker');
  PERFORM "door"('ensure_beat_partitions(date, integer)', 'ingest', 'worker');
  PERFORM "door"('drop_beat_partition(text)', 'worker');
END $$;

SELECT "raise_walls"();
