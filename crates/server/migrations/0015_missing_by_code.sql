-- What is missing in a domain's records is kept by code, no longer as sentences: every domain is looked at anew, at once.
UPDATE custom_domain SET missing = '[]', check_at = 0;
