-- Mail that is on its way out. A letter is sealed with a key that is not in this database: it may hold a code. A row
-- is deleted when its letter was handed over, or when it is no longer worth sending.
CREATE TABLE mail (
    id TEXT PRIMARY KEY,
    merchant_id TEXT NOT NULL,
    letter TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    next_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX mail_due ON mail (next_at);

-- The login link of a configuration, while it is switched on. Everybody may know it.
ALTER TABLE configuration ADD COLUMN login_token TEXT;
CREATE UNIQUE INDEX configuration_login ON configuration (login_token) WHERE login_token IS NOT NULL;

-- One request for a code by e-mail. `browser_hash` is of the cookie of the browser that asked, `address_mac` and
-- `code_mac` are keyed with a key that is not in this database, `address` is sealed with it and emptied when it was
-- looked up. An address nobody has gets a code, too, which is told to nobody: both kinds of rows are alike.
CREATE TABLE login (
    id TEXT PRIMARY KEY,
    merchant_id TEXT NOT NULL,
    configuration_id TEXT NOT NULL,
    browser_hash TEXT NOT NULL,
    address_mac TEXT NOT NULL,
    address TEXT NOT NULL,
    locale TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    looked_up_at BIGINT,
    code_mac TEXT,
    code_expires_at BIGINT,
    customer_id TEXT,
    tries BIGINT NOT NULL DEFAULT 0,
    used_at BIGINT
);
CREATE INDEX login_waiting ON login (created_at) WHERE looked_up_at IS NULL;
CREATE INDEX login_by_browser ON login (merchant_id, browser_hash, created_at);
CREATE INDEX login_by_address ON login (merchant_id, address_mac, created_at);

-- How a session began: a link the merchant's server made, or a code by e-mail.
ALTER TABLE portal_session ADD COLUMN via TEXT NOT NULL DEFAULT 'merchant';
