-- Whose assertions about people are believed, and from which apps (RFC 7523 2.1).
CREATE TABLE trusted_issuers (
	id uuid PRIMARY KEY,
	issuer text NOT NULL UNIQUE,
	jwks text NOT NULL DEFAULT '',
	jwks_uri text NOT NULL DEFAULT '',
	by_email boolean NOT NULL, -- else by a link
	clients text[] NOT NULL,
	created_at timestamptz NOT NULL DEFAULT now(),
	CHECK ((jwks = '') <> (jwks_uri = ''))
);
CREATE TABLE issuer_links (
	issuer_id uuid NOT NULL REFERENCES trusted_issuers ON DELETE CASCADE,
	subject text NOT NULL,
	user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
	PRIMARY KEY (issuer_id, subject)
);
CREATE INDEX issuer_links_user ON issuer_links (user_id);
