-- The connected account whose subscriptions and invoices a session shows.
ALTER TABLE portal_session ADD COLUMN on_behalf_of TEXT;
