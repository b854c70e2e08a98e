-- The second wall: row-level security on every tenant table, and a role with few rights for each kind of process.
-- See docs/adr/0014-row-level-security-is-the-second-wall.md.

-- Makes the roles where that is allowed, and lets the user who migrates become them. Roles belong to the whole server:
-- they may be there already, or be made by another database's migration at this very moment.
CREATE FUNCTION "make_roles"() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  "name" text;
  "is_new" boolean := current_setting('server_version_num')::integer >= 160000;
BEGIN
  FOREACH "name" IN ARRAY ARRAY['lubdub_web', 'lubdub_ingest', 'lubdub_worker'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = "name") THEN
      BEGIN
        EXECUTE format('CREATE ROLE %I NOLOGIN', "name");
      EXCEPTION WHEN duplicate_object OR unique_violation OR insufficient_privilege THEN NULL;
      END;
    END IF;
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = "name")
       AND NOT pg_has_role(current_user, "name", CASE WHEN "is_new" THEN 'SET' ELSE 'MEMBER' END) THEN
      BEGIN
        EXECUTE format('GRANT %I TO CURRENT_USER%s', "name", CASE WHEN "is_new" THEN ' WITH SET TRUE, INHERIT FALSE' ELSE '' END);
      EXCEPTION WHEN insufficient_privilege OR unique_violation OR internal_error THEN NULL;
      END;
    END IF;
  END LOOP;
END $$;

-- What a role may do with a table, and nothing else. A table that carries a workspace gets row-level security on top: its
-- owner sees everything (migrations, bootstrap and the functions below run as the owner, whom FORCE would stop as well),
-- the web sees the workspace that its transaction names, ingest and worker serve all workspaces.
CREATE FUNCTION "wall"("of" regclass, "web" text, "ingest" text, "worker" text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  "table" pg_class;
  "owner" text;
  "key" text;
  "role" text;
  "rights" text;
BEGIN
  SELECT * INTO "table" FROM pg_class WHERE oid = "of";
  "owner" := pg_get_userbyid("table".relowner);
  "key" := CASE
    WHEN "of" = 'workspace'::regclass THEN 'id'
    -- A session is a person's; it only remembers which workspace is in view.
    WHEN "of" = 'session'::regclass THEN NULL
    ELSE (SELECT attname FROM pg_attribute WHERE attrelid = "of" AND attname = 'workspace_id' AND NOT attisdropped)
  END;
  IF "key" IS NOT NULL AND NOT ("table".relrowsecurity AND "table".relforcerowsecurity) THEN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', "of");
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', "of");
  END IF;
  IF "key" IS NOT NULL AND NOT EXISTS (
    SELECT FROM pg_policy WHERE polrelid = "of" AND polname = 'owner' AND polroles = ARRAY["table".relowner]) THEN
    EXECUTE format('DROP POLICY IF EXISTS "owner" ON %s', "of");
    EXECUTE format('CREATE POLICY "owner" ON %s TO %I USING (true)', "of", "owner");
  END IF;
  FOR "role", "rights" IN VALUES ('web', "web"), ('ingest', "ingest"), ('worker', "worker") LOOP
    CONTINUE WHEN NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'lubdub_' || "role");
    EXECUTE format('REVOKE ALL ON %s FROM %I', "of", 'lubdub_' || "role");
    CONTINUE WHEN "rights" = '';
    EXECUTE format('GRANT %s ON %s TO %I', "rights", "of", 'lubdub_' || "role");
    CONTINUE WHEN "key" IS NULL OR EXISTS (SELECT FROM pg_policy WHERE polrelid = "of" AND polname = "role");
    EXECUTE format('CREATE POLICY %I ON %s TO %I USING (%s)', "role", "of", 'lubdub_' || "role",
      CASE WHEN "role" = 'web' THEN format('%I = nullif(current_setting(''lubdub.workspace_id'', true), '''')', "key") ELSE 'true' END);
  END LOOP;
END $$;

-- Lets these roles, and not everybody, call a function that works with its owner's rights.
CREATE FUNCTION "door"("of" regprocedure, VARIADIC "roles" text[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  "role" text;
BEGIN
  EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', "of");
  FOREACH "role" IN ARRAY "roles" LOOP
    CONTINUE WHEN NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'lubdub_' || "role");
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO %I', "of", 'lubdub_' || "role");
  END LOOP;
END $$;

-- The doors: all that crosses workspaces, or needs an owner's rights, on behalf of a role that may not. Each answers one
-- question, to someone who already holds the secret or the id that it is about.

-- The workspaces that a person belongs to, the first joined first.
CREATE FUNCTION "workspaces_of"("person" text) RETURNS TABLE (
  "id" text, "name" text, "timezone" text, "locale" text, "role" text, "require_second_factor" boolean, "delete_after" timestamptz
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT w.id, w.name, w.timezone, w.locale, m.role, w.require_second_factor, w.delete_after
  FROM membership m JOIN workspace w ON w.id = m.workspace_id
  WHERE m.user_id = "person" ORDER BY m.created_at, m.workspace_id
$$;

-- Whose key this is, by its hash.
CREATE FUNCTION "api_key_of"("of_hash" bytea) RETURNS TABLE (
  "workspace_id" text, "id" text, "name" text, "access" text, "family" text, "last_used_at" timestamptz, "expires_at" timestamptz,
  "retires_at" timestamptz, "revoked_at" timestamptz
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT k.workspace_id, k.id, k.name, k.access, k.family, k.last_used_at, k.expires_at, k.retires_at, k.revoked_at
  FROM api_key k WHERE k.hash = "of_hash"
$$;

-- What this invitation is to, by the hash of its token.
CREATE FUNCTION "invitation_of"("of_hash" bytea) RETURNS TABLE (
  "workspace_id" text, "workspace_name" text, "id" text, "email" text, "role" text, "invited_by_label" text, "expires_at" timestamptz,
  "accepted_at" timestamptz, "revoked_at" timestamptz
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT i.workspace_id, w.name, i.id, i.email, i.role, i.invited_by_label, i.expires_at, i.accepted_at, i.revoked_at
  FROM invitation i JOIN workspace w ON w.id = i.workspace_id WHERE i.token_hash = "of_hash"
$$;

-- How far behind the processes are, over all workspaces: three numbers, and nobody's rows.
CREATE FUNCTION "lags"() RETURNS TABLE (
  "watermark_age" double precision, "checker_lag" double precision, "sender_lag" double precision
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH clock AS (SELECT clock_timestamp() AS now, min(watermark) AS upto FROM ingest_node WHERE seen_at > clock_timestamp() - interval '5 s')
  SELECT (extract(epoch FROM clock.now - clock.upto) * 1000)::float8,
    (SELECT (extract(epoch FROM clock.upto - min(attention_at)) * 1000)::float8 FROM monitor_state WHERE attention_at IS NOT NULL),
    (SELECT (extract(epoch FROM clock.now - d.next_attempt_at) * 1000)::float8 FROM delivery d WHERE d.state = 'pending'
      AND NOT EXISTS (SELECT 1 FROM delivery e WHERE e.state = 'pending' AND e.workspace_id = d.workspace_id AND e.channel_id = d.channel_id
        AND e.monitor_id = d.monitor_id AND e.ordinal < d.ordinal)
      ORDER BY d.next_attempt_at LIMIT 1)
  FROM clock
$$;

-- Partitions belong to the owner of their table: only the owner makes and drops them.
ALTER FUNCTION "ensure_beat_partitions"(date, integer) SECURITY DEFINER SET search_path = public, pg_temp;

CREATE FUNCTION "drop_beat_partition"("name" text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF "name" !~ '^beat_[0-9]{8}$' THEN
    RAISE EXCEPTION '% is no partition of beats', "name";
  END IF;
  EXECUTE format('DROP TABLE IF EXISTS %I', "name");
END $$;

-- Who may do what with which table: the one list. Safe to run again; `npm start` does when the roles were made later. A
-- migration that adds a table replaces this function. What is not listed is nobody's but the owner's: partitions, too,
-- which are only reached through `beat`.
CREATE FUNCTION "raise_walls"() RETURNS void LANGUAGE plpgsql AS $$
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
  PERFORM "wall"('beat',                'SELECT',                           'SELECT, INSERT',         'SELECT');
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
  PERFORM "wall"('outage',              '',                                 'SELECT, INSERT',         'SELECT, UPDATE, DELETE');

  PERFORM "door"('workspaces_of(text)', 'web');
  PERFORM "door"('api_key_of(bytea)', 'web');
  PERFORM "door"('invitation_of(bytea)', 'web');
  PERFORM "door"('lags()', 'web', 'ingest', 'worker');
  PERFORM "door"('ensure_beat_partitions(date, integer)', 'ingest', 'worker');
  PERFORM "door"('drop_beat_partition(text)', 'worker');
END $$;

REVOKE EXECUTE ON FUNCTION "make_roles"(), "wall"(regclass, text, text, text), "door"(regprocedure, text[]), "raise_walls"() FROM PUBLIC;

SELECT "make_roles"();
SELECT "raise_walls"();
