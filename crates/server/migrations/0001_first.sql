-- Everything Portico stores of its own. Billing state is not here: it lives upstream.
-- Instants are Unix seconds. Hashes are SHA-256 in lower-case hexadecimal. Every query names the merchant.

-- One portal session: first a link (used once, within minutes), then a browser's session.
CREATE TABLE portal_session (
    id TEXT PRIMARY KEY,
    merchant_id TEXT NOT NULL,
    customer_id TEXT NOT NULL,
    configuration_id TEXT NOT NULL,
    return_url TEXT,
    locale TEXT,
    created_at BIGINT NOT NULL,
    link_hash TEXT NOT NULL UNIQUE,
    link_expires_at BIGINT NOT NULL,
    redeemed_at BIGINT,
    public_id TEXT UNIQUE,
    cookie_hash TEXT UNIQUE,
    shown_locale TEXT,
    chosen_locale TEXT,
    last_seen_at BIGINT,
    expires_at BIGINT,
    revoked_at BIGINT
);
CREATE INDEX portal_session_by_customer ON portal_session (merchant_id, customer_id, created_at);
CREATE INDEX portal_session_by_age ON portal_session (merchant_id, created_at, id);

-- What a portal offers. `settings` is JSON of the parts a merchant can set.
CREATE TABLE configuration (
    id TEXT PRIMARY KEY,
    merchant_id TEXT NOT NULL,
    is_default BOOLEAN NOT NULL,
    active BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    settings TEXT NOT NULL
);
CREATE UNIQUE INDEX configuration_default ON configuration (merchant_id) WHERE is_default;
CREATE INDEX configuration_by_age ON configuration (merchant_id, created_at, id);

-- One merchant's look. `settings` is JSON of theme's Branding.
CREATE TABLE branding (
    merchant_id TEXT PRIMARY KEY,
    settings TEXT NOT NULL,
    updated_at BIGINT NOT NULL
);

-- Uploaded pictures, named by their content.
CREATE TABLE media (
    merchant_id TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    content_type TEXT NOT NULL,
    bytes BLOB NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (merchant_id, sha256)
);

-- Answers kept for repeated requests. `key_hash` covers the scope and the caller's key; `answer` is sealed with a key
-- that is not in this database, and absent while the first request is still running.
CREATE TABLE idempotency (
    key_hash TEXT PRIMARY KEY,
    request_hash TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    status BIGINT,
    answer TEXT
);
CREATE INDEX idempotency_by_age ON idempotency (created_at);

-- Changes that are on their way upstream. A row is written before the first upstream call and closed after the last.
CREATE TABLE intent (
    id TEXT PRIMARY KEY,
    merchant_id TEXT NOT NULL,
    customer_id TEXT NOT NULL,
    action TEXT NOT NULL,
    payment_method_id TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    outcome TEXT,
    closed_at BIGINT
);
CREATE INDEX intent_open ON intent (created_at) WHERE outcome IS NULL;

-- Webhook events that have been taken.
CREATE TABLE webhook_event (
    merchant_id TEXT NOT NULL,
    id TEXT NOT NULL,
    received_at BIGINT NOT NULL,
    PRIMARY KEY (merchant_id, id)
);

-- Written by the readiness probe.
CREATE TABLE probe (
    id BIGINT PRIMARY KEY,
    at BIGINT NOT NULL
);
