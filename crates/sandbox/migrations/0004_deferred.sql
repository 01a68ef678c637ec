-- What real time does later: a bank that answers in a while, an authority that checks a tax id. `due` in Unix seconds.
CREATE TABLE deferred (
    account TEXT    NOT NULL,
    id      TEXT    NOT NULL,
    due     INTEGER NOT NULL,
    PRIMARY KEY (account, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX deferred_by_due ON deferred (due);
