-- What lives on a test clock is looked up at every step the clock makes.
CREATE INDEX objects_on_clock ON objects (account, json_extract(body, '$.test_clock'), object)
WHERE json_extract(body, '$.test_clock') IS NOT NULL;
