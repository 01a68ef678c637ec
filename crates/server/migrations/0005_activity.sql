-- What customers changed through the portal. Rows are only added, and forgotten when they are old. `note` is JSON of
-- what was done and from where; it holds no secret, no whole address and no card number. `number` counts a customer's
-- changes: several may be made in one second.
CREATE TABLE activity (
    id TEXT PRIMARY KEY,
    merchant_id TEXT NOT NULL,
    customer_id TEXT NOT NULL,
    number BIGINT NOT NULL,
    at BIGINT NOT NULL,
    session_id TEXT NOT NULL,
    note TEXT NOT NULL
);
CREATE INDEX activity_by_customer ON activity (merchant_id, customer_id, number);
CREATE INDEX activity_by_age ON activity (at);

-- A change carries what will be told of it, so that it is told in the moment it is closed, whoever closes it.
ALTER TABLE intent ADD COLUMN session_id TEXT;
ALTER TABLE intent ADD COLUMN note TEXT;
