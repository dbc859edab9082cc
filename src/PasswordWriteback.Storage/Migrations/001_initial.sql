-- Times are milliseconds since 1970 in UTC; enumerations are stored by name.
-- Deleting a row of tenant erases all that hangs on it. The audit hangs on nothing.

CREATE TABLE tenant (
    key {key},
    tenant_id text NOT NULL,
    owner text NOT NULL,
    name text NOT NULL,
    sort_name text {ordinal} NOT NULL,
    state text NOT NULL,
    registered_at bigint NOT NULL,
    forests {json} NOT NULL,
    check_interval bigint NOT NULL,
    minimum_password_age_zero boolean NOT NULL,
    consented_at bigint,
    consented_by text,
    next_check_at bigint,
    failed_checks integer NOT NULL DEFAULT 0,
    last_verdict text,
    last_run_id text,
    last_checked_at bigint,
    baseline_run_id text,
    version bigint NOT NULL DEFAULT 1,
    UNIQUE (tenant_id, owner)
);

-- Many may register a tenant; one has it.
CREATE UNIQUE INDEX tenant_one_holder ON tenant (tenant_id) WHERE consented_at IS NOT NULL;
CREATE INDEX tenant_due ON tenant (next_check_at, key) WHERE state = 'Active';
CREATE INDEX tenant_deleting ON tenant (key) WHERE state = 'Deleting';
CREATE INDEX tenant_by_name ON tenant (sort_name, key);
CREATE INDEX tenant_by_registration ON tenant (registered_at, key);
CREATE INDEX tenant_by_last_check ON tenant ((COALESCE(last_checked_at, 0)), key);
CREATE INDEX tenant_by_next_check ON tenant ((COALESCE(next_check_at, 0)), key);
CREATE INDEX tenant_of_owner_by_name ON tenant (owner, sort_name, key);
CREATE INDEX tenant_of_owner_by_registration ON tenant (owner, registered_at, key);
CREATE INDEX tenant_of_owner_by_last_check ON tenant (owner, (COALESCE(last_checked_at, 0)), key);
CREATE INDEX tenant_of_owner_by_next_check ON tenant (owner, (COALESCE(next_check_at, 0)), key);

CREATE TABLE run (
    key {key},
    tenant_key bigint NOT NULL REFERENCES tenant (key) ON DELETE CASCADE,
    run_id text NOT NULL UNIQUE,
    mode text NOT NULL,
    state text NOT NULL,
    cause text NOT NULL,
    started_by text NOT NULL,
    started_at bigint NOT NULL,
    finished_at bigint,
    verdict text,
    changes integer NOT NULL DEFAULT 0,
    plan_of text,
    rollback_of text,
    minimum_password_age_zero boolean NOT NULL,
    failure text,
    idempotency_key text,
    request_hash text,
    version bigint NOT NULL DEFAULT 1
);

CREATE UNIQUE INDEX run_one_writer ON run (tenant_key) WHERE mode IN ('Apply', 'Rollback') AND state IN ('Accepted', 'Running');
CREATE UNIQUE INDEX run_idempotency ON run (tenant_key, idempotency_key) WHERE idempotency_key IS NOT NULL;
CREATE INDEX run_of_tenant ON run (tenant_key, key);
CREATE INDEX run_unfinished ON run (tenant_key, mode) WHERE state IN ('Accepted', 'Running');
CREATE INDEX run_ended ON run (finished_at) WHERE finished_at IS NOT NULL;
CREATE INDEX run_undoing ON run (rollback_of) WHERE rollback_of IS NOT NULL;

CREATE TABLE run_report (
    run_key bigint PRIMARY KEY REFERENCES run (key) ON DELETE CASCADE,
    report {json} NOT NULL
);

CREATE TABLE run_progress (
    run_key bigint NOT NULL REFERENCES run (key) ON DELETE CASCADE,
    forest text NOT NULL,
    at bigint NOT NULL,
    controllers {json} NOT NULL,
    PRIMARY KEY (run_key, forest)
);

CREATE TABLE drift (
    key {key},
    tenant_key bigint NOT NULL REFERENCES tenant (key) ON DELETE CASCADE,
    at bigint NOT NULL,
    run_id text NOT NULL,
    previous_run_id text NOT NULL,
    kind text NOT NULL,
    finding_code text,
    subject text,
    detail text NOT NULL
);

CREATE INDEX drift_of_tenant ON drift (tenant_key, key);

CREATE TABLE attestation (
    tenant_key bigint NOT NULL REFERENCES tenant (key) ON DELETE CASCADE,
    finding_code text NOT NULL,
    attested_by text NOT NULL,
    attested_at bigint NOT NULL,
    PRIMARY KEY (tenant_key, finding_code)
);

CREATE TABLE consent (
    state_hash text PRIMARY KEY,
    tenant_key bigint NOT NULL REFERENCES tenant (key) ON DELETE CASCADE,
    nonce_hash text NOT NULL,
    expires_at bigint NOT NULL,
    used_at bigint
);

CREATE INDEX consent_of_tenant ON consent (tenant_key);
CREATE INDEX consent_ended ON consent (expires_at);

CREATE TABLE audit (
    key {key},
    tenant_id text NOT NULL,
    owner text NOT NULL,
    at bigint NOT NULL,
    actor text NOT NULL,
    action text NOT NULL,
    run_id text,
    note text NOT NULL
);

CREATE INDEX audit_of_tenant ON audit (tenant_id, key);

-- Written to find out whether the store can be written.
CREATE TABLE probe (id integer PRIMARY KEY, at bigint NOT NULL);
INSERT INTO probe (id, at) VALUES (1, 0);
