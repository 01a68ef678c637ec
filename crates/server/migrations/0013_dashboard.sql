-- Who is signed in to the dashboard, and the links that lead there. Tokens are hashes. `role` is `designer` or `merchant`;
-- `name` is what whoever made the link calls the person.
CREATE TABLE dashboard_session (
    id TEXT PRIMARY KEY,
    merchant_id TEXT NOT NULL,
    role TEXT NOT NULL,
    name TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    link_hash TEXT NOT NULL UNIQUE,
    link_expires_at BIGINT NOT NULL,
    redeemed_at BIGINT,
    public_id TEXT,
    cookie_hash TEXT UNIQUE,
    last_seen_at BIGINT,
    expires_at BIGINT,
    revoked_at BIGINT
);
CREATE INDEX dashboard_session_by_merchant ON dashboard_session (merchant_id, created_at);
-- What was changed from the dashboard, by whom: the route and the object it named, never what was sent.
CREATE TABLE dashboard_change (
    id TEXT PRIMARY KEY,
    merchant_id TEXT NOT NULL,
    at BIGINT NOT NULL,
    session_id TEXT NOT NULL,
    role TEXT NOT NULL,
    name TEXT NOT NULL,
    method TEXT NOT NULL,
    path TEXT NOT NULL
);
CREATE INDEX dashboard_change_by_merchant ON dashboard_change (merchant_id, at);
