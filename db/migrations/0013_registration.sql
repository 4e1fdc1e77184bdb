-- Apps that register themselves (RFC 7591), and those whose client_id is the address of a
-- document that says who they are.
ALTER TABLE apps ADD COLUMN registration_token_hash bytea
	CHECK (length(registration_token_hash) = 32);
ALTER TABLE apps ADD COLUMN document_url text NOT NULL DEFAULT '';
ALTER TABLE apps ADD COLUMN document_good_until timestamptz;

-- What lets a developer's program register apps where not everybody may (RFC 7591 3).
CREATE TABLE initial_access_tokens (
	id uuid PRIMARY KEY,
	hash bytea NOT NULL UNIQUE CHECK (length(hash) = 32),
	owner_id uuid REFERENCES users ON DELETE CASCADE,
	note text NOT NULL DEFAULT '',
	uses_left integer CHECK (uses_left >= 0),
	created_at timestamptz NOT NULL DEFAULT now(),
	expires_at timestamptz
);
