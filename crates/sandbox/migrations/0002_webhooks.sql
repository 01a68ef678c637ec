-- How far each webhook endpoint has been served: events up to `seq` are delivered or stand in webhook_retries.
-- `endpoint` is a digest of account and URL, so a changed URL starts anew.
CREATE TABLE webhook_cursors (
    endpoint TEXT    NOT NULL PRIMARY KEY,
    seq      INTEGER NOT NULL
) STRICT;

-- Deliveries that failed and are tried again; `due` in Unix milliseconds.
CREATE TABLE webhook_retries (
    endpoint TEXT    NOT NULL,
    seq      INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    due      INTEGER NOT NULL,
    PRIMARY KEY (endpoint, seq)
) STRICT, WITHOUT ROWID;

CREATE INDEX webhook_retries_by_due ON webhook_retries (endpoint, due);
