-- Hosts of the merchants' own. A host belongs to one merchant. `token` is what its TXT record must say; `missing` is
-- JSON, the sentences about what was not right when its records were last looked at. `failing_since` is when the records
-- of an active one were first seen to be gone. `check_at` is when they are looked at next.
CREATE TABLE custom_domain (
    id TEXT PRIMARY KEY,
    merchant_id TEXT NOT NULL,
    host TEXT NOT NULL UNIQUE,
    token TEXT NOT NULL,
    status TEXT NOT NULL,
    is_primary BOOLEAN NOT NULL,
    missing TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    verified_at BIGINT,
    checked_at BIGINT,
    failing_since BIGINT,
    check_at BIGINT NOT NULL
);
CREATE INDEX custom_domain_by_merchant ON custom_domain (merchant_id, created_at);
CREATE INDEX custom_domain_due ON custom_domain (check_at);
