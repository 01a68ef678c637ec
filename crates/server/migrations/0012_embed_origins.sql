-- Pages that may show the portal in a frame, by their origins.
CREATE TABLE embed_origin (
    id TEXT PRIMARY KEY,
    merchant_id TEXT NOT NULL,
    origin TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX embed_origin_by_merchant ON embed_origin (merchant_id, origin);
