-- What a team sees of a secret, to know which one it may remove: what it called it, and
-- the hour (UTC) in which it last proved the app.
ALTER TABLE client_secrets
	ADD COLUMN label text NOT NULL DEFAULT '' CHECK (length(label) <= 80),
	ADD COLUMN last_used_at timestamptz;

-- Nodes hear of what their memory has: not of use, which is written often (a NOTIFY
-- serialises commits), nor of what webhooks were told.
DROP TRIGGER client_secrets_tell ON client_secrets;
CREATE TRIGGER client_secrets_tell
	AFTER INSERT OR DELETE OR UPDATE OF id, client_id, hash, hint, label, sealed, created_at,
		expires_at ON client_secrets
	FOR EACH ROW EXECUTE FUNCTION tell_nodes_of_client('client_id');

-- An expired secret stays a while, for its team to see. So its end is told of when it has
-- come (expiry_told becomes 3), or when the row goes before that.
CREATE INDEX client_secrets_untold ON client_secrets (expires_at)
	WHERE expires_at IS NOT NULL AND expiry_told < 3;
DROP TRIGGER client_secrets_tell_webhooks ON client_secrets;
CREATE TRIGGER client_secrets_tell_webhooks AFTER DELETE ON client_secrets
	FOR EACH ROW WHEN (OLD.expires_at <= now() AND OLD.expiry_told < 3)
	EXECUTE FUNCTION tell_of_expired_secret();
CREATE TRIGGER client_secrets_tell_webhooks_of_end AFTER UPDATE OF expiry_told ON client_secrets
	FOR EACH ROW WHEN (OLD.expiry_told < 3 AND NEW.expiry_told = 3)
	EXECUTE FUNCTION tell_of_expired_secret();
