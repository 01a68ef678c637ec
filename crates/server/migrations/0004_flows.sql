-- A link may be made for one thing (`flow_data`). `flow` is JSON of what it is for; `flow_outcome` says how it was done.
ALTER TABLE portal_session ADD COLUMN flow TEXT;
ALTER TABLE portal_session ADD COLUMN flow_outcome TEXT;
ALTER TABLE portal_session ADD COLUMN flow_completed_at BIGINT;
-- The invoice whose authentication the flow's change waits for.
ALTER TABLE portal_session ADD COLUMN flow_invoice TEXT;
