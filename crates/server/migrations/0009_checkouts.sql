-- Checkout sessions (`cs_…`) that customers were sent to: each is kept once, by the customer it was made for. They close
-- after a day and are forgotten a day later.
CREATE TABLE checkout (
    id TEXT PRIMARY KEY,
    merchant_id TEXT NOT NULL,
    customer_id TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    kept_at BIGINT
);
