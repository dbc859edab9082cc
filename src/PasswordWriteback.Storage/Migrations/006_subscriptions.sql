-- A tenant's change notifications at Microsoft Graph: a row from its activation on, whether a subscription is there or not.
-- Of the secret that notifications carry (clientState) only the SHA-256 is kept.
CREATE TABLE subscription (
    tenant_key bigint PRIMARY KEY REFERENCES tenant (key) ON DELETE CASCADE,
    subscription_id text UNIQUE,
    client_state_hash text,
    notification_url text,
    expires_at bigint,
    created_at bigint,
    renewed_at bigint,
    lost_at bigint,
    next_attempt_at bigint NOT NULL,
    failed_attempts integer NOT NULL DEFAULT 0,
    last_error text
);

CREATE INDEX subscription_due ON subscription (next_attempt_at, tenant_key);

-- When a tenant's licences are looked at next, and what they were the last time.
CREATE TABLE licence_watch (
    tenant_key bigint PRIMARY KEY REFERENCES tenant (key) ON DELETE CASCADE,
    due_at bigint NOT NULL,
    signals integer NOT NULL DEFAULT 0,
    signalled_at bigint,
    looks integer NOT NULL DEFAULT 0,
    looked_at bigint,
    picture {json},
    failed_looks integer NOT NULL DEFAULT 0,
    last_error text
);

CREATE INDEX licence_watch_due ON licence_watch (due_at, tenant_key);

INSERT INTO subscription (tenant_key, next_attempt_at) SELECT key, 0 FROM tenant WHERE state = 'Active';
INSERT INTO licence_watch (tenant_key, due_at) SELECT key, 0 FROM tenant WHERE state = 'Active';
