-- Whether the confidential apps that it registers may leave PKCE out, as an operator may let a
-- single app: conformance plans and programs that know nothing of PKCE register their own.
ALTER TABLE initial_access_tokens
	ADD COLUMN pkce_optional boolean NOT NULL DEFAULT false;
