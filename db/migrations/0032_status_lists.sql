-- Token Status List: what APIs that asked for it fetch to see which tokens are revoked.
ALTER TABLE resources ADD COLUMN status_list boolean NOT NULL DEFAULT false;

-- Nodes take them by the 1024. A family has one for its access tokens, in
-- extras.status_index; a token of an app itself has one of its own.
CREATE SEQUENCE status_indexes MINVALUE 0 START 0 INCREMENT BY 1024;

-- A table of its own beside revocation_marks: nodes need none of it in memory. When one
-- access token of a family is revoked, the family lives on and gets another index.
CREATE TABLE revoked_statuses (
	status_index bigint PRIMARY KEY,
	expires_at timestamptz NOT NULL
);
CREATE INDEX revoked_statuses_expires ON revoked_statuses (expires_at);

CREATE FUNCTION revoke_status(revoked bigint, until timestamptz) RETURNS void
LANGUAGE sql AS $$
	INSERT INTO revoked_statuses AS r (status_index, expires_at)
	VALUES (revoked, greatest(until, now()) + interval '1 hour')
	ON CONFLICT (status_index) DO UPDATE
		SET expires_at = greatest(r.expires_at, excluded.expires_at);
$$;

CREATE OR REPLACE FUNCTION mark_dead_family() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO revocation_marks (kind, subject, expires_at)
	VALUES ('family', OLD.id::text, greatest(OLD.access_until, now()) + interval '1 hour')
	ON CONFLICT (kind, subject) DO UPDATE
		SET expires_at = greatest(revocation_marks.expires_at, excluded.expires_at);
	IF OLD.extras ? 'status_index' THEN
		PERFORM revoke_status((OLD.extras ->> 'status_index')::bigint, OLD.access_until);
	END IF;
	RETURN NULL;
END $$;
