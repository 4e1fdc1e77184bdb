-- What only some apps and some authorizations need.

-- Client metadata by the names that the standards registered (RFC 7591 and after). Which
-- ways of authentication there are is the server's table to say.
ALTER TABLE apps ADD COLUMN metadata jsonb NOT NULL DEFAULT '{}';
ALTER TABLE apps DROP CONSTRAINT apps_auth_method_check;

-- What a family's tokens are bound to, and what else was asked for; most have none.
ALTER TABLE token_families ADD COLUMN extras jsonb;

-- What is good once (a client assertion's or a proof's jti), until it would be refused as
-- too old anyway. An ordinary table: a crash must not make an old one good again.
CREATE TABLE replay_guards (
	key bytea PRIMARY KEY CHECK (length(key) = 32),
	expires_at timestamptz NOT NULL
);
CREATE INDEX replay_guards_expires ON replay_guards (expires_at);
