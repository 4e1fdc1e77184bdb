-- What an app was refused, so that its developer can see why. Nodes gather in memory and
-- add to this once a second; a crash loses the last second's. The same error, again, is
-- the same row: `kind` is a hash of all that makes errors the same. What was sent and what
-- was expected stands in `details`, without secrets and without anything about people.
CREATE TABLE app_errors (
	client_id uuid NOT NULL REFERENCES apps ON DELETE CASCADE,
	kind uuid NOT NULL,
	endpoint text NOT NULL,
	code text NOT NULL,
	sentence text NOT NULL,
	-- Did the app prove who it is? Otherwise anybody may have sent it.
	proven boolean NOT NULL,
	details jsonb NOT NULL,
	n bigint NOT NULL,
	first_at timestamptz NOT NULL,
	last_at timestamptz NOT NULL,
	request_ids uuid[] NOT NULL,
	PRIMARY KEY (client_id, kind)
);
CREATE INDEX app_errors_latest ON app_errors (client_id, proven, last_at DESC);
CREATE INDEX app_errors_old ON app_errors (last_at);
