-- Who changes a customer now, until when unless that is extended, and how many changes there were: what a server has
-- read of a customer is outdated when another number is here. The row of customer '' counts what may concern anybody.
CREATE TABLE customer_lock (
    merchant_id TEXT NOT NULL,
    customer_id TEXT NOT NULL,
    holder TEXT,
    held_until BIGINT NOT NULL,
    changes BIGINT NOT NULL,
    PRIMARY KEY (merchant_id, customer_id)
);
