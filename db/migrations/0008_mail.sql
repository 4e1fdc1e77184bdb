-- What is on its way to somebody else: mails, and requests to URLs that apps gave. Whoever
-- makes one leaves a row; a node takes it when it is due, and puts the next attempt into
-- the future before it begins, so that nothing is lost with a node. `body` is sealed under
-- the keyring, for it may hold a link that signs in, and it goes when it was sent or has
-- expired. kind: 'mail' to an address, 'post' to a URL, 'nothing' to nobody (a mail that
-- must cost the same as one that is sent).
CREATE TABLE deliveries (
	id uuid PRIMARY KEY,
	kind text NOT NULL CHECK (kind IN ('mail', 'post', 'nothing')),
	target text NOT NULL,
	content_type text NOT NULL DEFAULT '',
	body text,
	attempts integer NOT NULL DEFAULT 0,
	next_at timestamptz NOT NULL DEFAULT now(),
	expires_at timestamptz NOT NULL,
	last_error text NOT NULL DEFAULT '',
	created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX deliveries_next ON deliveries (next_at) WHERE body IS NOT NULL;
CREATE INDEX deliveries_expires ON deliveries (expires_at);

-- Since when it is proven that the address is the person's.
ALTER TABLE users ADD COLUMN email_verified_at timestamptz;
