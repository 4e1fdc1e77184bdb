-- When all that apps had of a person was last ended, offline_access too: by a reset of the
-- password, or by disabling. What was allowed in a session before that, and not fetched
-- yet, is not given any more.
ALTER TABLE users ADD COLUMN access_ended_at timestamptz;
