-- What waits for a person to say yes or no: of a device (RFC 8628), which the person finds
-- by its user code, and of a server that names the person (CIBA). The device_code or
-- auth_req_id is derived from the id and never stored, of the user code there is a keyed
-- hash. Polls write here all the time, so the table is unlogged: a crash of the database
-- costs nothing but that people are asked again.
CREATE UNLOGGED TABLE pending_grants (
	id uuid PRIMARY KEY, -- the token family's too, once it is allowed
	client_id uuid NOT NULL REFERENCES apps ON DELETE CASCADE,
	user_code bytea UNIQUE CHECK (length(user_code) = 32),
	user_id uuid REFERENCES users ON DELETE CASCADE,
	scopes text[] NOT NULL,
	resource_id uuid,
	extras jsonb,
	binding_message text NOT NULL DEFAULT '',
	state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'allowed', 'denied')),
	session_id uuid,
	auth_time timestamptz,
	amr text[],
	poll_interval integer NOT NULL,
	polled_at timestamptz,
	hasty boolean NOT NULL DEFAULT false, -- the last poll came too early
	created_at timestamptz NOT NULL DEFAULT now(),
	expires_at timestamptz NOT NULL
) WITH (fillfactor = 70);
CREATE INDEX pending_grants_user ON pending_grants (user_id) WHERE user_id IS NOT NULL;
CREATE INDEX pending_grants_client ON pending_grants (client_id);
CREATE INDEX pending_grants_expires ON pending_grants (expires_at);

-- Apps on televisions, printers and in terminals, which have no browser of their own.
ALTER TABLE apps DROP CONSTRAINT apps_kind_check;
ALTER TABLE apps ADD CONSTRAINT apps_kind_check CHECK (kind IN ('web', 'browser', 'native',
	'device', 'service', 'resource_server'));
