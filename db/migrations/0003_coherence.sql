-- What nodes keep in memory, and how they hear that it changed: a notification on the
-- channel `authz` in the transaction that changed it, by trigger, so that a change by psql
-- is heard too. What is written often (families, sessions, attempts) never notifies, since
-- NOTIFY serialises commits. The payloads:
--   mark KIND SUBJECT BEFORE   a revocation mark; BEFORE in seconds since 1970, or 0
--   client ID                  an app, its secrets or its scopes
--   catalogue                  resources or scopes
--   keys                       signing keys

DROP TRIGGER apps_tell ON apps;
DROP TRIGGER client_secrets_tell ON client_secrets;
DROP TRIGGER app_scopes_tell ON app_scopes;
DROP TRIGGER resources_tell ON resources;
DROP TRIGGER scopes_tell ON scopes;
DROP TRIGGER signing_keys_tell ON signing_keys;
DROP FUNCTION tell_nodes();

-- The trigger's arguments are the payload: a fixed word, and the column that follows it.
CREATE FUNCTION tell_nodes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	PERFORM pg_notify('authz', TG_ARGV[0]);
	RETURN NULL;
END $$;
CREATE TRIGGER resources_tell AFTER INSERT OR UPDATE OR DELETE ON resources
	FOR EACH STATEMENT EXECUTE FUNCTION tell_nodes('catalogue');
CREATE TRIGGER scopes_tell AFTER INSERT OR UPDATE OR DELETE ON scopes
	FOR EACH STATEMENT EXECUTE FUNCTION tell_nodes('catalogue');
CREATE TRIGGER signing_keys_tell AFTER INSERT OR UPDATE OR DELETE ON signing_keys
	FOR EACH STATEMENT EXECUTE FUNCTION tell_nodes('keys');

-- PostgreSQL sends a payload once a transaction, however many rows it stands for.
CREATE FUNCTION tell_nodes_of_client() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
	changed jsonb := to_jsonb(CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END);
BEGIN
	PERFORM pg_notify('authz', 'client ' || (changed ->> TG_ARGV[0]));
	RETURN NULL;
END $$;
CREATE TRIGGER apps_tell AFTER INSERT OR UPDATE OR DELETE ON apps
	FOR EACH ROW EXECUTE FUNCTION tell_nodes_of_client('id');
CREATE TRIGGER client_secrets_tell AFTER INSERT OR UPDATE OR DELETE ON client_secrets
	FOR EACH ROW EXECUTE FUNCTION tell_nodes_of_client('client_id');
CREATE TRIGGER app_scopes_tell AFTER INSERT OR UPDATE OR DELETE ON app_scopes
	FOR EACH ROW EXECUTE FUNCTION tell_nodes_of_client('client_id');

CREATE FUNCTION tell_nodes_of_mark() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	PERFORM pg_notify('authz', format('mark %s %s %s', NEW.kind, NEW.subject,
		coalesce(ceil(extract(epoch FROM NEW.before))::bigint, 0)));
	RETURN NULL;
END $$;
CREATE TRIGGER revocation_marks_tell AFTER INSERT OR UPDATE ON revocation_marks
	FOR EACH ROW EXECUTE FUNCTION tell_nodes_of_mark();

-- Whether a token is alive is a question to the marks alone: suspending or deleting an
-- app, disabling or deleting a person leaves one too, for as long as an access token may
-- live (a day, the bound of resources.token_lifetime), and an hour for clocks that differ.
ALTER TABLE revocation_marks DROP CONSTRAINT revocation_marks_kind_check;
ALTER TABLE revocation_marks ADD CONSTRAINT revocation_marks_kind_check
	CHECK (kind IN ('family', 'token', 'client', 'user'));

CREATE FUNCTION mark_all_of() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO revocation_marks AS m (kind, subject, before, expires_at)
	VALUES (TG_ARGV[0], OLD.id::text, clock_timestamp(), now() + interval '25 hours')
	ON CONFLICT (kind, subject) DO UPDATE SET before = excluded.before,
		made_at = excluded.made_at, expires_at = excluded.expires_at;
	RETURN NULL;
END $$;
CREATE TRIGGER apps_mark_suspended AFTER UPDATE OF suspended_at ON apps
	FOR EACH ROW WHEN (OLD.suspended_at IS NULL AND NEW.suspended_at IS NOT NULL)
	EXECUTE FUNCTION mark_all_of('client');
CREATE TRIGGER apps_mark_deleted AFTER DELETE ON apps
	FOR EACH ROW EXECUTE FUNCTION mark_all_of('client');
CREATE TRIGGER users_mark_disabled AFTER UPDATE OF disabled_at ON users
	FOR EACH ROW WHEN (OLD.disabled_at IS NULL AND NEW.disabled_at IS NOT NULL)
	EXECUTE FUNCTION mark_all_of('user');
CREATE TRIGGER users_mark_deleted AFTER DELETE ON users
	FOR EACH ROW EXECUTE FUNCTION mark_all_of('user');
