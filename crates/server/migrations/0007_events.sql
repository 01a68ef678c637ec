-- Where the merchant wants to hear of what happens in the portal. The secret is sealed with a key that is not in this
-- database; `enabled_events` and `metadata` are JSON. `is_upstream` marks those that the merchant made at upstream
-- through this server, and that upstream serves as well.
CREATE TABLE webhook_endpoint (
    id TEXT PRIMARY KEY,
    merchant_id TEXT NOT NULL,
    url TEXT NOT NULL,
    secret TEXT NOT NULL,
    enabled_events TEXT NOT NULL,
    description TEXT,
    metadata TEXT NOT NULL,
    is_enabled BOOLEAN NOT NULL,
    is_upstream BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX webhook_endpoint_by_merchant ON webhook_endpoint (merchant_id, created_at);

-- What happened in the portal, as Stripe writes events. Kept for a month.
CREATE TABLE event (
    id TEXT PRIMARY KEY,
    merchant_id TEXT NOT NULL,
    type TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    body TEXT NOT NULL
);
CREATE INDEX event_by_merchant ON event (merchant_id, created_at);
CREATE INDEX event_by_age ON event (created_at);

-- An event on its way to an endpoint. `next_at` is empty once it was taken or given up; `answer` says how the last try
-- ended: a status, or in a word why there was none.
CREATE TABLE delivery (
    event_id TEXT NOT NULL REFERENCES event (id) ON DELETE CASCADE,
    endpoint_id TEXT NOT NULL REFERENCES webhook_endpoint (id) ON DELETE CASCADE,
    merchant_id TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    next_at BIGINT,
    delivered_at BIGINT,
    answer TEXT,
    PRIMARY KEY (event_id, endpoint_id)
);
CREATE INDEX delivery_due ON delivery (next_at);
