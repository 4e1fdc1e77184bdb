-- Authorization requests that apps push ahead (RFC 9126), for a minute or so each. A crash
-- may empty the table: their apps push again.
CREATE UNLOGGED TABLE pushed_requests (
	key bytea PRIMARY KEY CHECK (length(key) = 32),
	client_id uuid NOT NULL,
	parameters text NOT NULL,
	expires_at timestamptz NOT NULL
);
CREATE INDEX pushed_requests_expires ON pushed_requests (expires_at);
