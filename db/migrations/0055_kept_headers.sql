-- What a repeated POST is answered with says where the new thing is and which version it
-- has, as the first answer did.
ALTER TABLE idempotency_keys
	ADD COLUMN location text NOT NULL DEFAULT '',
	ADD COLUMN etag text NOT NULL DEFAULT '';
