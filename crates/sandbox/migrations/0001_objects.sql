-- Every API object is one row; `body` is its stored JSON. Keys that begin with "_" are the engine's own and never leave it.
CREATE TABLE objects (
    seq      INTEGER PRIMARY KEY AUTOINCREMENT,
    account  TEXT    NOT NULL,
    id       TEXT    NOT NULL,
    object   TEXT    NOT NULL,
    customer TEXT,
    created  INTEGER NOT NULL,
    body     TEXT    NOT NULL,
    UNIQUE (account, id)
) STRICT;

CREATE INDEX objects_listed ON objects (account, object, created, seq);
CREATE INDEX objects_of_customer ON objects (account, object, customer, created, seq);
CREATE INDEX objects_announced ON objects (object, seq);

-- What is announced to the outside, oldest first by `seq`. Written in the transaction of the change it tells of.
CREATE VIEW events AS
SELECT seq, account, id, created, body FROM objects WHERE object = 'event';

-- Answers kept for repeated requests (24 hours).
CREATE TABLE idempotency (
    account TEXT    NOT NULL,
    key     TEXT    NOT NULL,
    path    TEXT    NOT NULL,
    request TEXT    NOT NULL,
    status  INTEGER NOT NULL,
    body    BLOB    NOT NULL,
    created INTEGER NOT NULL,
    PRIMARY KEY (account, key)
) STRICT;

CREATE INDEX idempotency_by_age ON idempotency (created);
