-- Links by which people without an account see a draft in the portal's preview. Of the token there is only the hash.
CREATE TABLE preview_link (
    id TEXT PRIMARY KEY,
    merchant_id TEXT NOT NULL,
    token_hash TEXT NOT NULL,
    scope TEXT NOT NULL,
    path TEXT NOT NULL,
    locale TEXT,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX preview_link_by_token ON preview_link (token_hash);
CREATE INDEX preview_link_by_merchant ON preview_link (merchant_id, scope, created_at);
CREATE INDEX preview_link_by_expiry ON preview_link (expires_at);
