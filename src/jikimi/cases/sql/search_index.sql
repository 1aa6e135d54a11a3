-- Persons are found among those one may see: the acl comes first in the index, then the name.
-- Without fastupdate there is no pending list, so that a search never takes longer after a nomination.
CREATE INDEX cases_person_seen ON cases_person USING gin (acl, name_keys) WITH (fastupdate = off);
