-- A change may be about a subscription, too.
ALTER TABLE intent RENAME COLUMN payment_method_id TO object_id;
