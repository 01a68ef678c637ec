-- Looks: the account's (scope '') and what a configuration (bpc_…) or a connected account (acct_…) has different from it.
-- The newest version is shown; the others are its history. One that the billing system told of gives way when that tells
-- something else; one that the merchant made does not.
CREATE TABLE look (
    merchant_id TEXT NOT NULL,
    scope TEXT NOT NULL,
    version BIGINT NOT NULL,
    settings TEXT NOT NULL,
    from_upstream BOOLEAN NOT NULL,
    published_at BIGINT NOT NULL,
    PRIMARY KEY (merchant_id, scope, version)
);

INSERT INTO look (merchant_id, scope, version, settings, from_upstream, published_at)
SELECT merchant_id, '', 1, settings, FALSE, updated_at FROM branding;

DROP TABLE branding;

-- Looks that are being worked on, each begun from a version (0 when there was none).
CREATE TABLE look_draft (
    merchant_id TEXT NOT NULL,
    scope TEXT NOT NULL,
    revision BIGINT NOT NULL,
    based_on BIGINT NOT NULL,
    settings TEXT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (merchant_id, scope)
);
