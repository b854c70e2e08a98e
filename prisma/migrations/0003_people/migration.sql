-- People, workspaces and keys: how people sign in, who is invited, what keys may, and the log of what was done.
-- Written from prisma/schema.prisma, with what Prisma cannot say: byte-wise collation, checks, a partial index.

-- AlterTable
ALTER TABLE "api_key" ADD COLUMN "created_by" TEXT COLLATE "C",
ADD COLUMN "family" TEXT COLLATE "C",
ADD COLUMN "replaces_id" TEXT COLLATE "C",
ADD COLUMN "retires_at" TIMESTAMPTZ(6);

-- AlterTable
ALTER TABLE "app_user" ADD COLUMN "email_verified_at" TIMESTAMPTZ(6),
ADD COLUMN "locale" TEXT COLLATE "C",
ADD COLUMN "password_changed_at" TIMESTAMPTZ(6),
ADD COLUMN "password_hash" TEXT COLLATE "C",
ADD COLUMN "timezone" TEXT COLLATE "C";

-- AlterTable
ALTER TABLE "channel" ADD COLUMN "secret_key_id" TEXT COLLATE "C";

-- AlterTable
ALTER TABLE "heartbeat_key" ADD COLUMN "last_used_at" TIMESTAMPTZ(6),
ADD COLUMN "retires_at" TIMESTAMPTZ(6);

-- AlterTable
ALTER TABLE "monitor" ADD COLUMN "allowed_addresses" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN "post_only" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "session" ADD COLUMN "device" TEXT COLLATE "C",
ADD COLUMN "ended_reason" TEXT COLLATE "C",
ADD COLUMN "ip" TEXT COLLATE "C",
ADD COLUMN "method" TEXT COLLATE "C" NOT NULL DEFAULT 'link',
ADD COLUMN "place" TEXT COLLATE "C",
ADD COLUMN "proved_at" TIMESTAMPTZ(6) NOT NULL DEFAULT clock_timestamp(),
ADD COLUMN "second_factor" TEXT COLLATE "C",
ADD COLUMN "workspace_id" TEXT COLLATE "C";

-- AlterTable
ALTER TABLE "workspace" ADD COLUMN "default_channel_id" TEXT COLLATE "C",
ADD COLUMN "delete_after" TIMESTAMPTZ(6),
ADD COLUMN "deleted_by" TEXT COLLATE "C",
ADD COLUMN "locale" TEXT COLLATE "C" NOT NULL DEFAULT 'en',
ADD COLUMN "require_second_factor" BOOLEAN NOT NULL DEFAULT false;

-- CreateTable
CREATE TABLE "identity" (
    "provider" TEXT COLLATE "C" NOT NULL,
    "subject" TEXT COLLATE "C" NOT NULL,
    "user_id" TEXT COLLATE "C" NOT NULL,
    "email" TEXT COLLATE "C",
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT clock_timestamp(),
    "last_used_at" TIMESTAMPTZ(6),

    CONSTRAINT "identity_pkey" PRIMARY KEY ("provider","subject")
);

-- CreateTable
CREATE TABLE "email_token" (
    "hash" BYTEA NOT NULL,
    "purpose" TEXT COLLATE "C" NOT NULL,
    "user_id" TEXT COLLATE "C",
    "email" TEXT COLLATE "C" NOT NULL,
    "code_hash" BYTEA,
    "tries" INTEGER NOT NULL DEFAULT 0,
    "next" TEXT COLLATE "C",
    "ip" TEXT COLLATE "C",
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT clock_timestamp(),
    "expires_at" TIMESTAMPTZ(6) NOT NULL,
    "used_at" TIMESTAMPTZ(6),

    CONSTRAINT "email_token_pkey" PRIMARY KEY ("hash")
);

-- CreateTable
CREATE TABLE "passkey" (
    "id" TEXT COLLATE "C" NOT NULL,
    "user_id" TEXT COLLATE "C" NOT NULL,
    "public_key" BYTEA NOT NULL,
    "counter" BIGINT NOT NULL DEFAULT 0,
    "transports" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "name" TEXT COLLATE "C" NOT NULL,
    "backed_up" BOOLEAN NOT NULL DEFAULT false,
    "aaguid" TEXT COLLATE "C",
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT clock_timestamp(),
    "last_used_at" TIMESTAMPTZ(6),

    CONSTRAINT "passkey_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "totp_factor" (
    "user_id" TEXT COLLATE "C" NOT NULL,
    "ciphertext" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT clock_timestamp(),
    "confirmed_at" TIMESTAMPTZ(6),
    "last_step" BIGINT,

    CONSTRAINT "totp_factor_pkey" PRIMARY KEY ("user_id")
);

-- CreateTable
CREATE TABLE "recovery_code" (
    "user_id" TEXT COLLATE "C" NOT NULL,
    "hash" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT clock_timestamp(),
    "used_at" TIMESTAMPTZ(6),

    CONSTRAINT "recovery_code_pkey" PRIMARY KEY ("user_id","hash")
);

-- CreateTable
CREATE TABLE "pending_sign_in" (
    "hash" BYTEA NOT NULL,
    "purpose" TEXT COLLATE "C" NOT NULL DEFAULT 'second_factor',
    "user_id" TEXT COLLATE "C",
    "methods" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "challenge" TEXT COLLATE "C",
    "tries" INTEGER NOT NULL DEFAULT 0,
    "next" TEXT COLLATE "C",
    "ip" TEXT COLLATE "C",
    "user_agent" TEXT COLLATE "C",
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT clock_timestamp(),
    "expires_at" TIMESTAMPTZ(6) NOT NULL,
    "used_at" TIMESTAMPTZ(6),

    CONSTRAINT "pending_sign_in_pkey" PRIMARY KEY ("hash")
);

-- CreateTable
CREATE TABLE "rate_limit" (
    "key" VARCHAR(255) NOT NULL,
    "points" INTEGER NOT NULL DEFAULT 0,
    "expire" BIGINT,

    CONSTRAINT "rate_limit_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "invitation" (
    "workspace_id" TEXT COLLATE "C" NOT NULL,
    "id" TEXT COLLATE "C" NOT NULL,
    "email" TEXT COLLATE "C" NOT NULL,
    "role" TEXT COLLATE "C" NOT NULL,
    "token_hash" BYTEA NOT NULL,
    "invited_by" TEXT COLLATE "C" NOT NULL,
    "invited_by_label" TEXT COLLATE "C" NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT clock_timestamp(),
    "expires_at" TIMESTAMPTZ(6) NOT NULL,
    "accepted_at" TIMESTAMPTZ(6),
    "accepted_by" TEXT COLLATE "C",
    "revoked_at" TIMESTAMPTZ(6),

    CONSTRAINT "invitation_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateTable
CREATE TABLE "audit_event" (
    "workspace_id" TEXT COLLATE "C" NOT NULL,
    "id" TEXT COLLATE "C" NOT NULL,
    "at" TIMESTAMPTZ(6) NOT NULL DEFAULT clock_timestamp(),
    "actor_kind" TEXT COLLATE "C" NOT NULL,
    "actor_id" TEXT COLLATE "C",
    "actor_label" TEXT COLLATE "C" NOT NULL,
    "action" TEXT COLLATE "C" NOT NULL,
    "target_kind" TEXT COLLATE "C",
    "target_id" TEXT COLLATE "C",
    "target_label" TEXT COLLATE "C",
    "before" JSONB,
    "after" JSONB,
    "ip" TEXT COLLATE "C",
    "user_agent" TEXT COLLATE "C",

    CONSTRAINT "audit_event_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateIndex
CREATE INDEX "identity_user_id_idx" ON "identity"("user_id");

-- CreateIndex
CREATE INDEX "email_token_email_purpose_idx" ON "email_token"("email", "purpose");

-- CreateIndex
CREATE INDEX "email_token_user_id_idx" ON "email_token"("user_id");

-- CreateIndex
CREATE INDEX "email_token_expires_at_idx" ON "email_token"("expires_at");

-- CreateIndex
CREATE INDEX "passkey_user_id_idx" ON "passkey"("user_id");

-- CreateIndex
CREATE INDEX "pending_sign_in_user_id_idx" ON "pending_sign_in"("user_id");

-- CreateIndex
CREATE INDEX "pending_sign_in_expires_at_idx" ON "pending_sign_in"("expires_at");

-- CreateIndex
CREATE INDEX "rate_limit_expire_idx" ON "rate_limit"("expire");

-- CreateIndex
CREATE UNIQUE INDEX "invitation_token_hash_key" ON "invitation"("token_hash");

-- CreateIndex
CREATE INDEX "invitation_workspace_id_email_idx" ON "invitation"("workspace_id", "email");

-- CreateIndex
CREATE INDEX "audit_event_workspace_id_target_kind_target_id_id_idx" ON "audit_event"("workspace_id", "target_kind", "target_id", "id");

-- CreateIndex
CREATE INDEX "api_key_created_by_idx" ON "api_key"("created_by");

-- CreateIndex
CREATE INDEX "session_workspace_id_idx" ON "session"("workspace_id");

-- AddForeignKey
ALTER TABLE "workspace" ADD CONSTRAINT "workspace_id_default_channel_id_fkey" FOREIGN KEY ("id", "default_channel_id") REFERENCES "channel"("workspace_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "session" ADD CONSTRAINT "session_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "identity" ADD CONSTRAINT "identity_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "app_user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "email_token" ADD CONSTRAINT "email_token_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "app_user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "passkey" ADD CONSTRAINT "passkey_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "app_user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "totp_factor" ADD CONSTRAINT "totp_factor_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "app_user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "recovery_code" ADD CONSTRAINT "recovery_code_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "app_user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "pending_sign_in" ADD CONSTRAINT "pending_sign_in_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "app_user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "invitation" ADD CONSTRAINT "invitation_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "audit_event" ADD CONSTRAINT "audit_event_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "api_key" ADD CONSTRAINT "api_key_created_by_fkey" FOREIGN KEY ("created_by") REFERENCES "app_user"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "api_key" ADD CONSTRAINT "api_key_workspace_id_replaces_id_fkey" FOREIGN KEY ("workspace_id", "replaces_id") REFERENCES "api_key"("workspace_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- One open invitation an address: inviting again takes the one before back.
CREATE UNIQUE INDEX "invitation_open_idx" ON "invitation" ("workspace_id", "email") WHERE "accepted_at" IS NULL AND "revoked_at" IS NULL;

-- The log from its newest end, for one person and for one kind of action.
CREATE INDEX "audit_event_actor_idx" ON "audit_event" ("workspace_id", "actor_id", "id") WHERE "actor_id" IS NOT NULL;

ALTER TABLE "api_key" DROP CONSTRAINT "api_key_access_check";
ALTER TABLE "api_key" ADD CONSTRAINT "api_key_access_check" CHECK ("access" IN ('read', 'write', 'provision'));
ALTER TABLE "email_token" ADD CONSTRAINT "email_token_purpose_check" CHECK ("purpose" IN ('sign_in', 'sign_up', 'reset', 'change_email'));
ALTER TABLE "pending_sign_in" ADD CONSTRAINT "pending_sign_in_purpose_check"
  CHECK ("purpose" IN ('second_factor', 'passkey', 'register_passkey', 'sudo'));
ALTER TABLE "invitation" ADD CONSTRAINT "invitation_role_check" CHECK ("role" IN ('owner', 'admin', 'member', 'viewer'));
ALTER TABLE "audit_event" ADD CONSTRAINT "audit_event_actor_kind_check" CHECK ("actor_kind" IN ('user', 'apiKey', 'system'));
