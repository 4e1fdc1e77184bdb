-- An issuer may be trusted to say what software an app is (RFC 7591 2.3).
ALTER TABLE trusted_issuers ADD COLUMN software_statements boolean NOT NULL DEFAULT false;
