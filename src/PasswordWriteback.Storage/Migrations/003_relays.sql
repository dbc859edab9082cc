CREATE TABLE relay (
    key {key},
    tenant_key bigint NOT NULL REFERENCES tenant (key) ON DELETE CASCADE,
    relay_id text NOT NULL UNIQUE,
    forest text NOT NULL,
    state text NOT NULL,
    public_key text NOT NULL,
    host_name text NOT NULL,
    version text NOT NULL,
    enrolled_at bigint NOT NULL,
    enrolled_by text NOT NULL,
    revoked_at bigint,
    heartbeat_at bigint,
    heartbeat text,
    heartbeat_sent_at bigint,
    instance text,
    earlier_instance text,
    duplicate_seen_at bigint
);

CREATE UNIQUE INDEX relay_one_active ON relay (tenant_key, forest) WHERE state = 'Active';

CREATE TABLE relay_code (
    code_hash text PRIMARY KEY,
    tenant_key bigint NOT NULL REFERENCES tenant (key) ON DELETE CASCADE,
    forest text NOT NULL,
    note text NOT NULL,
    issued_by text NOT NULL,
    issued_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    used_at bigint
);

CREATE INDEX relay_code_of_tenant ON relay_code (tenant_key, issued_at);
CREATE INDEX relay_code_issued ON relay_code (issued_at);

-- What was sent, so that an answer counts only for the tenant, relay and run of the command that it answers.
CREATE TABLE relay_command (
    command_id text PRIMARY KEY,
    relay_key bigint NOT NULL REFERENCES relay (key) ON DELETE CASCADE,
    run_id text NOT NULL,
    attempts integer NOT NULL,
    sent_at bigint NOT NULL
);

CREATE INDEX relay_command_of_relay ON relay_command (relay_key);
CREATE INDEX relay_command_sent ON relay_command (sent_at);

CREATE TABLE relay_upload (
    relay_key bigint NOT NULL REFERENCES relay (key) ON DELETE CASCADE,
    sha256 text NOT NULL,
    content text NOT NULL,
    uploaded_at bigint NOT NULL,
    PRIMARY KEY (relay_key, sha256)
);

CREATE INDEX relay_upload_age ON relay_upload (uploaded_at);

-- Ids of messages and proofs that were received: none counts twice.
CREATE TABLE relay_message (
    message_id text PRIMARY KEY,
    expires_at bigint NOT NULL
);

CREATE INDEX relay_message_ended ON relay_message (expires_at);
