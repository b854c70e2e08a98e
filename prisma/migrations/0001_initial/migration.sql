-- The whole schema. Columns as in prisma/schema.prisma, and what Prisma cannot say: collations, checks, partial indexes, storage.
-- Functions, triggers, roles and row-level security are in prisma/policies.sql.
--
-- Text has the collation "C": ids and keys are compared byte by byte, which is fast and the same on every machine.

-- Workspaces and the people in them ------------------------------------------------------------------------------------

CREATE TABLE workspace (
  id uuid NOT NULL,
  name text COLLATE "C" NOT NULL,
  timezone text COLLATE "C" NOT NULL DEFAULT 'UTC',
  locale text COLLATE "C" NOT NULL DEFAULT 'en',
  default_channel_id uuid,
  require_second_factor boolean NOT NULL DEFAULT false,
  delete_after timestamptz(6),
  deleted_by uuid,
  created_at timestamptz(6) NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT workspace_pkey PRIMARY KEY (id)
);
-- Few at any time, and asked for by every pass of the sender.
CREATE INDEX workspace_delete_after_idx ON workspace (delete_after) WHERE delete_after IS NOT NULL;

CREATE TABLE app_user (
  id uuid NOT NULL,
  email text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL,
  email_verified_at timestamptz(6),
  password_hash text COLLATE "C",
  password_changed_at timestamptz(6),
  locale text COLLATE "C",
  timezone text COLLATE "C",
  created_at timestamptz(6) NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT app_user_pkey PRIMARY KEY (id)
);
CREATE UNIQUE INDEX app_user_email_key ON app_user (email);

CREATE TABLE membership (
  workspace_id uuid NOT NULL,
  user_id uuid NOT NULL,
  role text COLLATE "C" NOT NULL,
  created_at timestamptz(6) NOT NULL DEFAULT clock_timestamp(),
  last_seen_at timestamptz(6),
  CONSTRAINT membership_pkey PRIMARY KEY (workspace_id, user_id),
  CONSTRAINT membership_role_check CHECK (role IN ('owner', 'admin', 'member', 'viewer')),
  CONSTRAINT membership_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace (id) ON DELETE CASCADE,
  CONSTRAINT membership_user_id_fkey FOREIGN KEY (user_id) REFERENCES app_user (id) ON DELETE CASCADE
);
CREATE INDEX membership_user_id_idx ON membership (user_id);

CREATE TABLE invitation (
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  email text COLLATE "C" NOT NULL,
  role text COLLATE "C" NOT NULL,
  token_hash bytea NOT NULL,
  invited_by uuid NOT NULL,
  invited_by_label text COLLATE "C" NOT NULL,
  created_at timestamptz(6) NOT NULL DEFAULT clock_timestamp(),
  expires_at timestamptz(6) NOT NULL,
  accepted_at timestamptz(6),
  accepted_by uuid,
  revoked_at timestamptz(6),
  mailed_at timestamptz(6),
  CONSTRAINT invitation_pkey PRIMARY KEY (workspace_id, id),
  CONSTRAINT invitation_role_check CHECK (role IN ('owner', 'admin', 'member', 'viewer')),
  CONSTRAINT invitation_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace (id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX invitation_token_hash_key ON invitation (token_hash);
CREATE INDEX invitation_workspace_id_email_idx ON invitation (workspace_id, email);
-- One open invitation an address: inviting again takes the one before back.
CREATE UNIQUE INDEX invitation_open_idx ON invitation (workspace_id, email) WHERE accepted_at IS NULL AND revoked_at IS NULL;

CREATE TABLE api_key (
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  name text COLLATE "C" NOT NULL,
  access text COLLATE "C" NOT NULL,
  family text COLLATE "C",
  hash bytea NOT NULL,
  prefix text COLLATE "C" NOT NULL,
  created_by uuid,
  created_at timestamptz(6) NOT NULL DEFAULT clock_timestamp(),
  last_used_at timestamptz(6),
  expires_at timestamptz(6),
  revoked_at timestamptz(6),
  replaces_id uuid,
  retires_at timestamptz(6),
  CONSTRAINT api_key_pkey PRIMARY KEY (workspace_id, id),
  CONSTRAINT api_key_access_check CHECK (access IN ('read', 'write', 'provision')),
  CONSTRAINT api_key_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace (id) ON DELETE CASCADE,
  CONSTRAINT api_key_created_by_fkey FOREIGN KEY (created_by) REFERENCES app_user (id) ON DELETE SET NULL,
  CONSTRAINT api_key_workspace_id_replaces_id_fkey FOREIGN KEY (workspace_id, replaces_id) REFERENCES api_key (workspace_id, id)
);
CREATE UNIQUE INDEX api_key_hash_key ON api_key (hash);
CREATE INDEX api_key_created_by_idx ON api_key (created_by);

CREATE TABLE audit_event (
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  at timestamptz(6) NOT NULL DEFAULT clock_timestamp(),
  actor_kind text COLLATE "C" NOT NULL,
  actor_id uuid,
  actor_label text COLLATE "C" NOT NULL,
  action text COLLATE "C" NOT NULL,
  target_kind text COLLATE "C",
  target_id uuid,
  target_label text COLLATE "C",
  before jsonb,
  after jsonb,
  ip text COLLATE "C",
  user_agent text COLLATE "C",
  CONSTRAINT audit_event_pkey PRIMARY KEY (workspace_id, id),
  CONSTRAINT audit_event_actor_kind_check CHECK (actor_kind IN ('user', 'apiKey', 'system')),
  -- The list is `auditAction` in lib/contract/audit.ts. It grows with what can be done, so only its form is checked here.
  CONSTRAINT audit_event_action_check CHECK (action ~ '^[a-z][A-Za-z]*[.][a-z][A-Za-z]*$'),
  CONSTRAINT audit_event_target_kind_check CHECK (target_kind IN
    ('monitor', 'incident', 'channel', 'delivery', 'heartbeatKey', 'apiKey', 'user', 'invitation', 'session', 'workspace')),
  CONSTRAINT audit_event_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace (id) ON DELETE CASCADE
);
CREATE INDEX audit_event_workspace_id_target_kind_target_id_id_idx ON audit_event (workspace_id, target_kind, target_id, id);
-- The log of one person, from its newest end.
CREATE INDEX audit_event_actor_idx ON audit_event (workspace_id, actor_id, id) WHERE actor_id IS NOT NULL;

CREATE TABLE usage_day (
  workspace_id uuid NOT NULL,
  -- In UTC.
  day date NOT NULL,
  beats bigint NOT NULL,
  CONSTRAINT usage_day_pkey PRIMARY KEY (workspace_id, day),
  CONSTRAINT usage_day_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace (id) ON DELETE CASCADE
);

-- Not a tenant table: it outlives its workspace.
CREATE TABLE purged_workspace (
  id uuid NOT NULL,
  name text COLLATE "C" NOT NULL,
  requested_by_label text COLLATE "C",
  requested_at timestamptz(6) NOT NULL,
  owner_ids uuid[] NOT NULL,
  purged_at timestamptz(6) NOT NULL DEFAULT clock_timestamp(),
  emptied_at timestamptz(6),
  CONSTRAINT purged_workspace_pkey PRIMARY KEY (id)
);

-- How people sign in ---------------------------------------------------------------------------------------------------

-- No foreign key to the workspace in view: people may live in another database than workspaces. A session does not grant
-- access by itself: each request looks for the membership. The purge of a workspace clears the column (lib/db/retention/purge.ts).
CREATE TABLE session (
  id uuid NOT NULL,
  user_id uuid NOT NULL,
  created_at timestamptz(6) NOT NULL DEFAULT clock_timestamp(),
  last_seen_at timestamptz(6) NOT NULL DEFAULT clock_timestamp(),
  expires_at timestamptz(6) NOT NULL,
  revoked_at timestamptz(6),
  ended_reason text COLLATE "C",
  workspace_id uuid,
  method text COLLATE "C" NOT NULL DEFAULT 'link',
  second_factor text COLLATE "C",
  proved_at timestamptz(6) NOT NULL DEFAULT clock_timestamp(),
  user_agent text COLLATE "C",
  ip text COLLATE "C",
  device text COLLATE "C",
  place text COLLATE "C",
  CONSTRAINT session_pkey PRIMARY KEY (id),
  CONSTRAINT session_ended_reason_check CHECK (ended_reason IN
    ('signed_out', 'revoked', 'password_changed', 'factor_changed', 'email_changed', 'address_proved')),
  CONSTRAINT session_method_check CHECK (method IN ('link', 'email', 'password', 'github', 'google', 'oidc', 'passkey')),
  CONSTRAINT session_second_factor_check CHECK (second_factor IN ('totp', 'passkey', 'recovery_code')),
  CONSTRAINT session_user_id_fkey FOREIGN KEY (user_id) REFERENCES app_user (id) ON DELETE CASCADE
);
CREATE INDEX session_user_id_idx ON session (user_id);
CREATE INDEX session_workspace_id_idx ON session (workspace_id);

CREATE TABLE sign_in_link (
  hash bytea NOT NULL,
  user_id uuid NOT NULL,
  created_at timestamptz(6) NOT NULL DEFAULT clock_timestamp(),
  expires_at timestamptz(6) NOT NULL,
  used_at timestamptz(6),
  CONSTRAINT sign_in_link_pkey PRIMARY KEY (hash),
  CONSTRAINT sign_in_link_user_id_fkey FOREIGN KEY (user_id) REFERENCES app_user (id) ON DELETE CASCADE
);
CREATE INDEX sign_in_link_user_id_idx ON sign_in_link (user_id);

CREATE TABLE identity (
  provider text COLLATE "C" NOT NULL,
  subject text COLLATE "C" NOT NULL,
  user_id uuid NOT NULL,
  email text COLLATE "C",
  created_at timestamptz(6) NOT NULL DEFAULT clock_timestamp(),
  last_used_at timestamptz(6),
  CONSTRAINT identity_pkey PRIMARY KEY (provider, subject),
  CONSTRAINT identity_provider_check CHECK (provider IN ('github', 'google', 'oidc')),
  CONSTRAINT identity_user_id_fkey FOREIGN KEY (user_id) REFERENCES app_user (id) ON DELETE CASCADE
);
CREATE INDEX identity_user_id_idx ON identity (user_id);

CREATE TABLE email_token (
  hash bytea NOT NULL,
  purpose text COLLATE "C" NOT NULL,
  user_id uuid,
  email text COLLATE "C" NOT NULL,
  code_hash bytea,
  tries integer NOT NULL DEFAULT 0,
  next text COLLATE "C",
  ip text COLLATE "C",
  created_at timestamptz(6) NOT NULL DEFAULT clock_timestamp(),
  expires_at timestamptz(6) NOT NULL,
  used_at timestamptz(6),
  CONSTRAINT email_token_pkey PRIMARY KEY (hash),
  CONSTRAINT email_token_purpose_check CHECK (purpose IN ('sign_in', 'sign_up', 'reset', 'change_email', 'undo_email', 'proof')),
  CONSTRAINT email_token_user_id_fkey FOREIGN KEY (user_id) REFERENCES app_user (id) ON DELETE CASCADE
);
CREATE INDEX email_token_email_purpose_idx ON email_token (email, purpose);
CREATE INDEX email_token_user_id_idx ON email_token (user_id);
CREATE INDEX email_token_expires_at_idx ON email_token (expires_at);

CREATE TABLE passkey (
  id text COLLATE "C" NOT NULL,
  user_id uuid NOT NULL,
  public_key bytea NOT NULL,
  counter bigint NOT NULL DEFAULT 0,
  transports text[] COLLATE "C" NOT NULL DEFAULT ARRAY[]::text[],
  name text COLLATE "C" NOT NULL,
  backed_up boolean NOT NULL DEFAULT false,
  aaguid text COLLATE "C",
  created_at timestamptz(6) NOT NULL DEFAULT clock_timestamp(),
  last_used_at timestamptz(6),
  CONSTRAINT passkey_pkey PRIMARY KEY (id),
  CONSTRAINT passkey_user_id_fkey FOREIGN KEY (user_id) REFERENCES app_user (id) ON DELETE CASCADE
);
CREATE INDEX passkey_user_id_idx ON passkey (user_id);

CREATE TABLE totp_factor (
  user_id uuid NOT NULL,
  ciphertext bytea NOT NULL,
  created_at timestamptz(6) NOT NULL DEFAULT clock_timestamp(),
  confirmed_at timestamptz(6),
  last_step bigint,
  CONSTRAINT totp_factor_pkey PRIMARY KEY (user_id),
  CONSTRAINT totp_factor_user_id_fkey FOREIGN KEY (user_id) REFERENCES app_user (id) ON DELETE CASCADE
);

CREATE TABLE recovery_code (
  user_id uuid NOT NULL,
  hash bytea NOT NULL,
  created_at timestamptz(6) NOT NULL DEFAULT clock_timestamp(),
  used_at timestamptz(6),
  CONSTRAINT recovery_code_pkey PRIMARY KEY (user_id, hash),
  CONSTRAINT recovery_code_user_id_fkey FOREIGN KEY (user_id) REFERENCES app_user (id) ON DELETE CASCADE
);

CREATE TABLE pending_sign_in (
  hash bytea NOT NULL,
  purpose text COLLATE "C" NOT NULL DEFAULT 'second_factor',
  user_id uuid,
  methods text[] COLLATE "C" NOT NULL DEFAULT ARRAY[]::text[],
  challenge text COLLATE "C",
  tries integer NOT NULL DEFAULT 0,
  next text COLLATE "C",
  ip text COLLATE "C",
  user_agent text COLLATE "C",
  created_at timestamptz(6) NOT NULL DEFAULT clock_timestamp(),
  expires_at timestamptz(6) NOT NULL,
  used_at timestamptz(6),
  CONSTRAINT pending_sign_in_pkey PRIMARY KEY (hash),
  CONSTRAINT pending_sign_in_purpose_check CHECK (purpose IN ('second_factor', 'passkey', 'register_passkey', 'sudo')),
  CONSTRAINT pending_sign_in_methods_check CHECK (methods <@ ARRAY['link', 'email', 'password', 'github', 'google', 'oidc', 'passkey']),
  CONSTRAINT pending_sign_in_user_id_fkey FOREIGN KEY (user_id) REFERENCES app_user (id) ON DELETE CASCADE
);
CREATE INDEX pending_sign_in_user_id_idx ON pending_sign_in (user_id);
CREATE INDEX pending_sign_in_expires_at_idx ON pending_sign_in (expires_at);

-- As `rate-limiter-flexible` wants it.
CREATE TABLE rate_limit (
  key varchar(255) COLLATE "C" NOT NULL,
  points integer NOT NULL DEFAULT 0,
  expire bigint,
  CONSTRAINT rate_limit_pkey PRIMARY KEY (key)
);
CREATE INDEX rate_limit_expire_idx ON rate_limit (expire);

-- Channels and monitors ------------------------------------------------------------------------------------------------

CREATE TABLE channel (
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  kind text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL,
  config jsonb NOT NULL,
  secret_ciphertext bytea,
  ciphertext bytea,
  old_ciphertext bytea,
  old_secret_until timestamptz(6),
  last_digest_at timestamptz(6),
  last_error text COLLATE "C",
  last_error_at timestamptz(6),
  failing_since timestamptz(6),
  tell_at timestamptz(6),
  created_at timestamptz(6) NOT NULL DEFAULT clock_timestamp(),
  updated_at timestamptz(6) NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT channel_pkey PRIMARY KEY (workspace_id, id),
  CONSTRAINT channel_kind_check CHECK (kind IN ('email', 'webhook')),
  CONSTRAINT channel_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace (id) ON DELETE CASCADE
);
CREATE INDEX channel_tell_idx ON channel (tell_at) WHERE tell_at IS NOT NULL;

-- Each of the two tables points at the other.
ALTER TABLE workspace ADD CONSTRAINT workspace_id_default_channel_id_fkey
  FOREIGN KEY (id, default_channel_id) REFERENCES channel (workspace_id, id);

CREATE TABLE monitor (
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  name text COLLATE "C" NOT NULL,
  family text COLLATE "C",
  runbook text COLLATE "C",
  schedule jsonb NOT NULL,
  grace_seconds integer NOT NULL,
  start_by_seconds integer,
  max_runtime_seconds integer,
  silence_seconds integer,
  stall_seconds integer,
  step_limits jsonb NOT NULL DEFAULT '[]',
  failure_tolerance integer NOT NULL DEFAULT 1,
  recovery_threshold integer NOT NULL DEFAULT 1,
  ends_on text COLLATE "C" NOT NULL DEFAULT 'run',
  steps text[] COLLATE "C" NOT NULL DEFAULT ARRAY[]::text[],
  expect_from_creation boolean NOT NULL DEFAULT false,
  partial_is_failure boolean NOT NULL DEFAULT true,
  alert_on_every_failure boolean NOT NULL DEFAULT false,
  post_only boolean NOT NULL DEFAULT false,
  allowed_addresses text[] COLLATE "C" NOT NULL DEFAULT ARRAY[]::text[],
  -- Not in collation C, in which PostgreSQL knows upper and lower case of ASCII alone: tags are found in any case.
  tags text[] NOT NULL DEFAULT ARRAY[]::text[],
  config_version integer NOT NULL DEFAULT 1,
  made_by_key uuid,
  created_at timestamptz(6) NOT NULL DEFAULT clock_timestamp(),
  updated_at timestamptz(6) NOT NULL DEFAULT clock_timestamp(),
  deleted_at timestamptz(6),
  CONSTRAINT monitor_pkey PRIMARY KEY (workspace_id, id),
  CONSTRAINT monitor_ends_on_check CHECK (ends_on IN ('run', 'shards', 'steps')),
  CONSTRAINT monitor_tags_check CHECK (
    cardinality(tags) <= 20 AND coalesce(array_ndims(tags), 1) = 1
    AND array_position(tags, NULL) IS NULL AND array_position(tags, '') IS NULL
    AND length(array_to_string(tags, '')) <= 1000),
  CONSTRAINT monitor_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace (id) ON DELETE CASCADE
);
CREATE INDEX monitor_workspace_id_name_idx ON monitor (workspace_id, name);
-- Those that retention deletes for good.
CREATE INDEX monitor_deleted_at_idx ON monitor (deleted_at) WHERE deleted_at IS NOT NULL;

-- Every beat updates a row here. Room on each page and no index on what beats change keep that update within its page
-- (docs/adr/0001-state-apart-from-monitor.md). Such small rows are vacuumed early.
CREATE TABLE monitor_state (
  workspace_id uuid NOT NULL,
  monitor_id uuid NOT NULL,
  config_version integer NOT NULL DEFAULT 1,
  status text COLLATE "C" NOT NULL DEFAULT 'new',
  -- Beside `seq`: the log of an update has all that lies between the first and the last byte that changed.
  version bigint NOT NULL DEFAULT 0,
  seq bigint NOT NULL DEFAULT 0,
  run_count bigint NOT NULL DEFAULT 0,
  expected_at timestamptz(6),
  started_for_at timestamptz(6),
  last_beat_at timestamptz(6),
  last_success_at timestamptz(6),
  failures_in_row integer NOT NULL DEFAULT 0,
  successes_in_row integer NOT NULL DEFAULT 0,
  failed_run_started_at timestamptz(6),
  lost_deadline_at timestamptz(6),
  lost_run_id uuid,
  anonymous_until_at timestamptz(6),
  open_run_count integer NOT NULL DEFAULT 0,
  runs_dropped integer NOT NULL DEFAULT 0,
  run_day integer,
  run_day_base bigint NOT NULL DEFAULT 0,
  flip_version integer NOT NULL DEFAULT 0,
  down_since_at timestamptz(6),
  attention_at timestamptz(6),
  outage_seq bigint NOT NULL DEFAULT 0,
  usual_finishes integer[] NOT NULL DEFAULT ARRAY[]::integer[],
  usual_durations integer[] NOT NULL DEFAULT ARRAY[]::integer[],
  deleted boolean NOT NULL DEFAULT false,
  check_error text COLLATE "C",
  CONSTRAINT monitor_state_pkey PRIMARY KEY (workspace_id, monitor_id),
  CONSTRAINT monitor_state_status_check CHECK (status IN ('new', 'up', 'down', 'paused')),
  CONSTRAINT monitor_state_workspace_id_monitor_id_fkey FOREIGN KEY (workspace_id, monitor_id)
    REFERENCES monitor (workspace_id, id) ON DELETE CASCADE
) WITH (fillfactor = 60, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_cost_delay = 0);
CREATE INDEX monitor_state_attention_at_idx ON monitor_state (attention_at) WHERE attention_at IS NOT NULL;
CREATE INDEX monitor_state_check_error_idx ON monitor_state (workspace_id) WHERE check_error IS NOT NULL;

-- The one lookup from the hash of a key to its monitor: whoever looks does not know the workspace yet. A key lies in the same
-- database as its monitor, and goes with it: hence the foreign key.
CREATE TABLE heartbeat_key (
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  monitor_id uuid NOT NULL,
  hash bytea NOT NULL,
  label text COLLATE "C" NOT NULL,
  signal text COLLATE "C",
  step text COLLATE "C",
  ciphertext bytea NOT NULL,
  created_at timestamptz(6) NOT NULL DEFAULT clock_timestamp(),
  disabled_at timestamptz(6),
  retires_at timestamptz(6),
  replaces_id uuid,
  last_used_at timestamptz(6),
  last_used_ip text COLLATE "C",
  refused_at timestamptz(6),
  refused_ip text COLLATE "C",
  refused_for text COLLATE "C",
  refused_count integer NOT NULL DEFAULT 0,
  CONSTRAINT heartbeat_key_pkey PRIMARY KEY (workspace_id, id),
  CONSTRAINT heartbeat_key_signal_check CHECK (signal IN ('start', 'progress', 'success', 'fail', 'log')),
  CONSTRAINT heartbeat_key_refused_for_check CHECK (refused_for IN ('stranger', 'post_only', 'bad_signal')),
  CONSTRAINT heartbeat_key_workspace_id_monitor_id_fkey FOREIGN KEY (workspace_id, monitor_id)
    REFERENCES monitor (workspace_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX heartbeat_key_hash_key ON heartbeat_key (hash);
CREATE INDEX heartbeat_key_workspace_id_monitor_id_idx ON heartbeat_key (workspace_id, monitor_id);

CREATE TABLE monitor_channel (
  workspace_id uuid NOT NULL,
  monitor_id uuid NOT NULL,
  channel_id uuid NOT NULL,
  CONSTRAINT monitor_channel_pkey PRIMARY KEY (workspace_id, monitor_id, channel_id),
  CONSTRAINT monitor_channel_workspace_id_monitor_id_fkey FOREIGN KEY (workspace_id, monitor_id)
    REFERENCES monitor (workspace_id, id) ON DELETE CASCADE,
  CONSTRAINT monitor_channel_workspace_id_channel_id_fkey FOREIGN KEY (workspace_id, channel_id)
    REFERENCES channel (workspace_id, id) ON DELETE CASCADE
);
CREATE INDEX monitor_channel_workspace_id_channel_id_idx ON monitor_channel (workspace_id, channel_id);

-- Monitors of which a beat was refused for a cause of its own: not judged before `until_at`.
CREATE TABLE postponed (
  workspace_id uuid NOT NULL,
  monitor_id uuid NOT NULL,
  since_at timestamptz(6) NOT NULL,
  until_at timestamptz(6) NOT NULL,
  CONSTRAINT postponed_pkey PRIMARY KEY (workspace_id, monitor_id),
  CONSTRAINT postponed_workspace_id_monitor_id_fkey FOREIGN KEY (workspace_id, monitor_id)
    REFERENCES monitor (workspace_id, id) ON DELETE CASCADE
);

-- Runs and beats -------------------------------------------------------------------------------------------------------

-- Here and in `run_part` columns of a fixed width come first, the widest before the others, so that no row has gaps.
-- No foreign key to its monitor: a run is written only by the statement that writes the monitor's state, which must be there
-- for that. A key would ask again for each row, at a tenth of the cost of a beat. What it would do on delete a trigger does.
CREATE TABLE run (
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  monitor_id uuid NOT NULL,
  number bigint NOT NULL,
  started_at timestamptz(6),
  ended_at timestamptz(6),
  last_beat_at timestamptz(6) NOT NULL,
  deadline_at timestamptz(6),
  silent_from_at timestamptz(6) NOT NULL,
  stalled_from_at timestamptz(6),
  silent_at timestamptz(6),
  stalled_at timestamptz(6),
  done double precision,
  total double precision,
  rate_from_at timestamptz(6),
  rate_from_done double precision,
  tombstone_until_at timestamptz(6),
  outage_seq bigint,
  away_from_at timestamptz(6),
  away_to_at timestamptz(6),
  attempt integer NOT NULL DEFAULT 1,
  shards_expected integer,
  shards_succeeded integer NOT NULL DEFAULT 0,
  shards_failed integer NOT NULL DEFAULT 0,
  parts_failed integer NOT NULL DEFAULT 0,
  part_count integer NOT NULL DEFAULT 0,
  parts_dropped integer NOT NULL DEFAULT 0,
  part_opened boolean NOT NULL DEFAULT false,
  part_ended boolean NOT NULL DEFAULT false,
  failure_counted boolean NOT NULL DEFAULT false,
  key text COLLATE "C",
  state text COLLATE "C" NOT NULL,
  unit text COLLATE "C",
  broken_limits integer[] NOT NULL DEFAULT ARRAY[]::integer[],
  reason text COLLATE "C",
  message text COLLATE "C",
  detail jsonb,
  CONSTRAINT run_pkey PRIMARY KEY (workspace_id, id),
  CONSTRAINT run_state_check CHECK (state IN ('running', 'succeeded', 'partial', 'failed', 'timed_out', 'lost', 'unjudged')),
  CONSTRAINT run_reason_check CHECK (reason IN
    ('missed', 'not_started', 'timed_out', 'silent', 'failed', 'partial', 'part_failed', 'step_late', 'lost'))
) WITH (fillfactor = 90);
-- Not led by the workspace, or the planner takes it for the way to a run by its id.
CREATE INDEX run_monitor_id_number_idx ON run (monitor_id, number DESC);
CREATE UNIQUE INDEX run_workspace_id_monitor_id_key_attempt_key ON run (workspace_id, monitor_id, key, attempt) WHERE key IS NOT NULL;
-- Open runs: what the checker and the limit of 100 runs look at.
CREATE INDEX run_open_idx ON run (workspace_id, monitor_id, started_at) WHERE state = 'running';

-- The shard comes before the step in the key: so the steps of a run, without its shards, are next to each other.
CREATE TABLE run_part (
  workspace_id uuid NOT NULL,
  run_id uuid NOT NULL,
  position bigint NOT NULL,
  started_at timestamptz(6) NOT NULL,
  ended_at timestamptz(6),
  last_beat_at timestamptz(6) NOT NULL,
  done double precision,
  total double precision,
  rate_from_at timestamptz(6),
  rate_from_done double precision,
  shards_expected integer,
  shards_succeeded integer NOT NULL DEFAULT 0,
  shards_failed integer NOT NULL DEFAULT 0,
  step text COLLATE "C" NOT NULL,
  shard text COLLATE "C" NOT NULL,
  state text COLLATE "C" NOT NULL,
  unit text COLLATE "C",
  message text COLLATE "C",
  checkpoint text COLLATE "C",
  CONSTRAINT run_part_pkey PRIMARY KEY (workspace_id, run_id, shard, step),
  CONSTRAINT run_part_state_check CHECK (state IN ('running', 'succeeded', 'partial', 'failed')),
  CONSTRAINT run_part_workspace_id_run_id_fkey FOREIGN KEY (workspace_id, run_id)
    REFERENCES run (workspace_id, id) ON DELETE CASCADE
) WITH (fillfactor = 90);

-- One partition a day, made and dropped by functions. No foreign key, no primary key and one index: each further one would
-- cost more than the insert. That a monitor has no two beats of one `seq` comes from its state: whoever writes beats writes `seq`
-- there, over the version that was read (docs/adr/0005-beats-partitioned-runs-as-rows.md). Columns of a fixed width come first, so
-- that no row has gaps. `signal` is one byte: b start, p progress, s success, f fail, l log (lib/db/ingest/signal-bytes.ts).
CREATE TABLE beat (
  workspace_id uuid NOT NULL,
  monitor_id uuid NOT NULL,
  seq bigint NOT NULL,
  received_at timestamptz(6) NOT NULL,
  run_id uuid,
  signal "char" NOT NULL,
  step text COLLATE "C",
  shard text COLLATE "C",
  message text COLLATE "C",
  output text COLLATE "C",
  ip inet,
  detail jsonb,
  CONSTRAINT beat_signal_check CHECK (signal IN ('b', 'p', 's', 'f', 'l'))
) PARTITION BY RANGE (received_at);
-- With the workspace, though a monitor is of one only: row-level security adds it to every condition, and as a filter beside the index it
-- makes the planner expect a single row and sort instead of reading in the order of `seq`.
CREATE INDEX beat_workspace_id_monitor_id_seq_idx ON beat (workspace_id, monitor_id, seq);

CREATE TABLE beat_idempotency (
  workspace_id uuid NOT NULL,
  monitor_id uuid NOT NULL,
  key text COLLATE "C" NOT NULL,
  beat text COLLATE "C" NOT NULL DEFAULT '',
  amounts text COLLATE "C" NOT NULL DEFAULT '',
  seq bigint NOT NULL,
  run_id uuid,
  received_at timestamptz(6) NOT NULL,
  CONSTRAINT beat_idempotency_pkey PRIMARY KEY (workspace_id, monitor_id, key, beat)
);
CREATE INDEX beat_idempotency_received_at_idx ON beat_idempotency (received_at);

-- Alerts ---------------------------------------------------------------------------------------------------------------

CREATE TABLE flip (
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  monitor_id uuid NOT NULL,
  version integer NOT NULL,
  from_status text COLLATE "C" NOT NULL,
  to_status text COLLATE "C" NOT NULL,
  at timestamptz(6) NOT NULL,
  reason text COLLATE "C" NOT NULL,
  run_id uuid,
  part text COLLATE "C",
  created_at timestamptz(6) NOT NULL DEFAULT clock_timestamp(),
  away_from_at timestamptz(6),
  away_to_at timestamptz(6),
  CONSTRAINT flip_pkey PRIMARY KEY (workspace_id, id),
  CONSTRAINT flip_from_status_check CHECK (from_status IN ('new', 'up', 'down', 'paused')),
  CONSTRAINT flip_to_status_check CHECK (to_status IN ('new', 'up', 'down', 'paused')),
  CONSTRAINT flip_reason_check CHECK (reason IN
    ('missed', 'not_started', 'timed_out', 'silent', 'failed', 'partial', 'part_failed', 'step_late', 'lost',
     'first_success', 'recovered', 'paused', 'resumed')),
  CONSTRAINT flip_workspace_id_monitor_id_fkey FOREIGN KEY (workspace_id, monitor_id)
    REFERENCES monitor (workspace_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX flip_workspace_id_monitor_id_version_key ON flip (workspace_id, monitor_id, version);

CREATE TABLE incident (
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  monitor_id uuid NOT NULL,
  opened_at timestamptz(6) NOT NULL,
  closed_at timestamptz(6),
  reason text COLLATE "C" NOT NULL,
  run_id uuid,
  part text COLLATE "C",
  open_flip_id uuid NOT NULL,
  close_flip_id uuid,
  away_from_at timestamptz(6),
  away_to_at timestamptz(6),
  CONSTRAINT incident_pkey PRIMARY KEY (workspace_id, id),
  CONSTRAINT incident_reason_check CHECK (reason IN
    ('missed', 'not_started', 'timed_out', 'silent', 'failed', 'partial', 'part_failed', 'step_late', 'lost')),
  CONSTRAINT incident_workspace_id_monitor_id_fkey FOREIGN KEY (workspace_id, monitor_id)
    REFERENCES monitor (workspace_id, id) ON DELETE CASCADE
);
CREATE INDEX incident_workspace_id_monitor_id_opened_at_idx ON incident (workspace_id, monitor_id, opened_at DESC);
-- One open incident a monitor.
CREATE UNIQUE INDEX incident_open_idx ON incident (workspace_id, monitor_id) WHERE closed_at IS NULL;

-- Its rows are the queue of the sender, and each is updated several times.
CREATE TABLE delivery (
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  channel_id uuid NOT NULL,
  ordinal bigserial NOT NULL,
  type text COLLATE "C" NOT NULL,
  event_key text COLLATE "C" NOT NULL,
  monitor_id uuid,
  flip_id uuid,
  run_id uuid,
  outage_seq bigint,
  event jsonb NOT NULL,
  state text COLLATE "C" NOT NULL DEFAULT 'pending',
  attempt integer NOT NULL DEFAULT 0,
  next_attempt_at timestamptz(6) NOT NULL DEFAULT clock_timestamp(),
  lease_until timestamptz(6),
  lease_token text COLLATE "C",
  digest_id uuid,
  recipients jsonb,
  body text COLLATE "C",
  log jsonb NOT NULL DEFAULT '[]',
  created_at timestamptz(6) NOT NULL DEFAULT clock_timestamp(),
  ended_at timestamptz(6),
  CONSTRAINT delivery_pkey PRIMARY KEY (workspace_id, id),
  CONSTRAINT delivery_type_check CHECK (type IN
    ('monitor.down', 'monitor.up', 'run.failed', 'run.stalled', 'incident.closed', 'channel.failing',
     'outage.notice', 'digest', 'test')),
  CONSTRAINT delivery_state_check CHECK (state IN ('pending', 'sent', 'dead', 'merged', 'cancelled')),
  CONSTRAINT delivery_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace (id) ON DELETE CASCADE,
  CONSTRAINT delivery_workspace_id_channel_id_fkey FOREIGN KEY (workspace_id, channel_id)
    REFERENCES channel (workspace_id, id) ON DELETE CASCADE
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05);
CREATE UNIQUE INDEX delivery_workspace_id_channel_id_event_key_key ON delivery (workspace_id, channel_id, event_key);
CREATE INDEX delivery_workspace_id_ordinal_idx ON delivery (workspace_id, ordinal DESC);
-- What is due at all; what is due for a channel; what of it was never tried; whose turn it is within a monitor. None of
-- these reads rows that wait for something else.
CREATE INDEX delivery_due_idx ON delivery (next_attempt_at) WHERE state = 'pending';
CREATE INDEX delivery_channel_due_idx ON delivery (workspace_id, channel_id, next_attempt_at)
  WHERE state = 'pending' AND digest_id IS NULL;
CREATE INDEX delivery_untried_idx ON delivery (workspace_id, channel_id, ordinal)
  WHERE state = 'pending' AND digest_id IS NULL AND attempt = 0;
CREATE INDEX delivery_turn_idx ON delivery (workspace_id, channel_id, monitor_id, ordinal) WHERE state = 'pending';

CREATE TABLE unjudged (
  workspace_id uuid NOT NULL,
  outage_seq bigint NOT NULL,
  monitor_id uuid NOT NULL,
  expected_at timestamptz(6) NOT NULL,
  run_id uuid NOT NULL,
  deadline_at timestamptz(6),
  away_from_at timestamptz(6),
  away_to_at timestamptz(6),
  in_doubt boolean NOT NULL DEFAULT false,
  -- What was in doubt can become unjudged: both are told.
  CONSTRAINT unjudged_pkey PRIMARY KEY (workspace_id, outage_seq, monitor_id, run_id, in_doubt),
  CONSTRAINT unjudged_workspace_id_monitor_id_fkey FOREIGN KEY (workspace_id, monitor_id)
    REFERENCES monitor (workspace_id, id) ON DELETE CASCADE
);
CREATE INDEX unjudged_workspace_id_monitor_id_expected_at_idx ON unjudged (workspace_id, monitor_id, expected_at DESC);

-- The clock and the installation ---------------------------------------------------------------------------------------

CREATE TABLE ingest_node (
  id text COLLATE "C" NOT NULL,
  started_at timestamptz(6) NOT NULL DEFAULT clock_timestamp(),
  seen_at timestamptz(6) NOT NULL,
  watermark timestamptz(6) NOT NULL,
  instance text COLLATE "C" NOT NULL DEFAULT '',
  left_at timestamptz(6),
  vanished_at timestamptz(6),
  deaf_since_at timestamptz(6),
  hold_since_at timestamptz(6),
  CONSTRAINT ingest_node_pkey PRIMARY KEY (id)
);

-- Times in which the database's clock could not be trusted. No end: it still cannot.
CREATE TABLE clock_hold (
  seq bigserial NOT NULL,
  started_at timestamptz(6) NOT NULL,
  ended_at timestamptz(6),
  CONSTRAINT clock_hold_pkey PRIMARY KEY (seq)
);

CREATE TABLE outage (
  seq bigserial NOT NULL,
  started_at timestamptz(6) NOT NULL,
  ended_at timestamptz(6) NOT NULL,
  recovers_at timestamptz(6) NOT NULL,
  swept_at timestamptz(6),
  noticed_at timestamptz(6),
  cause text COLLATE "C" NOT NULL DEFAULT 'silence',
  CONSTRAINT outage_pkey PRIMARY KEY (seq),
  CONSTRAINT outage_cause_check CHECK (cause IN ('silence', 'refusal', 'clock', 'node'))
);

-- Settings by the name of their variable, and two values that prove that a process has the installation's secrets.
CREATE TABLE installation_setting (
  name text COLLATE "C" NOT NULL,
  value text COLLATE "C" NOT NULL,
  set_at timestamptz(6) NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT installation_setting_pkey PRIMARY KEY (name)
);
