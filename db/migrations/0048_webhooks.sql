-- What apps are told of, at URLs that their developers gave.

-- An endpoint of an app. Its secrets are sealed under the keyring, since HMAC needs them;
-- the one before the last may stay good for a while. One message is under way to it at a
-- time (`busy_until`), the first of those due at `next_at`; one that fails or takes long is
-- `slow`, and waits with its like, so that it holds nobody else up.
CREATE TABLE webhooks (
	id uuid PRIMARY KEY,
	client_id uuid NOT NULL REFERENCES apps ON DELETE CASCADE,
	url text NOT NULL,
	description text NOT NULL DEFAULT '',
	events text[] NOT NULL,
	secret text NOT NULL,
	secret_hint text NOT NULL,
	secret_made_at timestamptz NOT NULL DEFAULT now(),
	old_secret text,
	old_secret_until timestamptz,
	enabled boolean NOT NULL DEFAULT true,
	off_because text NOT NULL DEFAULT '' CHECK (off_because IN ('', 'failing', 'gone')),
	created_at timestamptz NOT NULL DEFAULT now(),
	next_at timestamptz,
	busy_until timestamptz NOT NULL DEFAULT '-infinity',
	slow boolean NOT NULL DEFAULT false,
	failing_since timestamptz
);
CREATE INDEX webhooks_client ON webhooks (client_id);
CREATE INDEX webhooks_next ON webhooks (slow, next_at) WHERE enabled AND next_at IS NOT NULL;

-- What happened and is yet to be put into words for each endpoint. Made in the transaction
-- of the change, by triggers, and only for apps with an endpoint that wants it. `subjects`
-- keeps what a person who goes was called, by sector.
CREATE TABLE webhook_events (
	id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
	client_id uuid NOT NULL,
	type text NOT NULL,
	at timestamptz NOT NULL DEFAULT now(),
	user_id uuid,
	subjects jsonb,
	facts jsonb NOT NULL DEFAULT '{}',
	webhook_id uuid -- this endpoint alone
);
CREATE INDEX webhook_events_at ON webhook_events (at);

-- A message to an endpoint, and what came of the last attempt.
CREATE TABLE webhook_messages (
	webhook_id uuid NOT NULL REFERENCES webhooks ON DELETE CASCADE,
	id uuid NOT NULL, -- the event's
	type text NOT NULL,
	body text NOT NULL,
	state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'delivered', 'failed')),
	attempts integer NOT NULL DEFAULT 0,
	next_at timestamptz, -- while it waits
	created_at timestamptz NOT NULL DEFAULT now(),
	attempted_at timestamptz,
	status integer NOT NULL DEFAULT 0,
	took_ms integer NOT NULL DEFAULT 0,
	answer text NOT NULL DEFAULT '',
	error text NOT NULL DEFAULT '',
	PRIMARY KEY (webhook_id, id)
);
CREATE INDEX webhook_messages_due ON webhook_messages (webhook_id, next_at)
	WHERE state = 'waiting';
CREATE INDEX webhook_messages_log ON webhook_messages (webhook_id, created_at, id);
CREATE INDEX webhook_messages_created ON webhook_messages (created_at);

CREATE FUNCTION note_webhook_event(app uuid, kind text, who uuid, names jsonb, what jsonb)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	-- Of an app that goes, nobody is told.
	INSERT INTO webhook_events (client_id, type, user_id, subjects, facts)
	SELECT app, kind, who, names, what
	WHERE EXISTS (SELECT FROM webhooks w WHERE w.client_id = app AND w.enabled
			AND kind = ANY (w.events))
		AND EXISTS (SELECT FROM apps a WHERE a.id = app);
END $$;

CREATE FUNCTION pairwise_names(who uuid) RETURNS jsonb LANGUAGE sql STABLE AS $$
	SELECT jsonb_object_agg(sector, subject) FROM pairwise_subjects WHERE user_id = who;
$$;

-- Consents: for an app without webhooks, a look into an index and nothing else.
CREATE FUNCTION tell_of_consent() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
	held consents := CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
BEGIN
	PERFORM FROM webhooks WHERE client_id = held.client_id;
	IF NOT FOUND THEN
		RETURN NULL;
	END IF;
	IF TG_OP = 'INSERT' THEN
		PERFORM note_webhook_event(NEW.client_id, 'consent.given', NEW.user_id, NULL,
			jsonb_build_object('scopes', NEW.scopes));
	ELSIF TG_OP = 'UPDATE' THEN
		IF NOT (OLD.scopes <@ NEW.scopes AND NEW.scopes <@ OLD.scopes) THEN
			PERFORM note_webhook_event(NEW.client_id, 'consent.changed', NEW.user_id,
				NULL, jsonb_build_object('scopes', NEW.scopes, 'previous_scopes',
					OLD.scopes));
		END IF;
	-- When the person goes, tell_of_leaving() has told.
	ELSIF EXISTS (SELECT FROM users WHERE id = OLD.user_id) THEN
		PERFORM note_webhook_event(OLD.client_id, 'consent.withdrawn', OLD.user_id,
			pairwise_names(OLD.user_id), jsonb_build_object('scopes', OLD.scopes));
	END IF;
	RETURN NULL;
END $$;
CREATE TRIGGER consents_tell_webhooks AFTER INSERT OR DELETE OR UPDATE OF scopes ON consents
	FOR EACH ROW EXECUTE FUNCTION tell_of_consent();

-- Before the rows go that say what the person was called.
CREATE FUNCTION tell_of_leaving() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	PERFORM note_webhook_event(c.client_id, 'consent.withdrawn', OLD.id,
		pairwise_names(OLD.id), jsonb_build_object('scopes', c.scopes))
	FROM consents c WHERE c.user_id = OLD.id
		AND EXISTS (SELECT FROM webhooks w WHERE w.client_id = c.client_id);
	RETURN OLD;
END $$;
CREATE TRIGGER users_tell_webhooks BEFORE DELETE ON users
	FOR EACH ROW EXECUTE FUNCTION tell_of_leaving();

CREATE FUNCTION tell_of_review() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	PERFORM note_webhook_event(NEW.client_id, 'review.decided', NULL, NULL,
		jsonb_build_object('decision', NEW.decision, 'scope', nullif(NEW.scope, ''),
			'message', NEW.message));
	RETURN NULL;
END $$;
CREATE TRIGGER reviews_tell_webhooks AFTER INSERT ON reviews
	FOR EACH ROW EXECUTE FUNCTION tell_of_review();

-- The app's own columns that others see, and its metadata by their registered names.
CREATE FUNCTION tell_of_app() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
	names text[] := ARRAY['name', 'kind', 'description', 'homepage', 'policy_uri',
		'tos_uri', 'redirect_uris', 'grant_types', 'auth_method'];
	changed jsonb;
BEGIN
	PERFORM FROM webhooks WHERE client_id = NEW.id;
	IF NOT FOUND THEN
		RETURN NULL;
	END IF;
	SELECT jsonb_agg(key ORDER BY key) INTO changed FROM (
		SELECT key, to_jsonb(OLD) -> key AS was, to_jsonb(NEW) -> key AS now_is
		FROM unnest(names) AS key
		UNION ALL SELECT key, OLD.metadata -> key, NEW.metadata -> key
		FROM jsonb_object_keys(OLD.metadata || NEW.metadata) AS key) AS sides
	WHERE was IS DISTINCT FROM now_is;
	IF changed IS NOT NULL THEN
		PERFORM note_webhook_event(NEW.id, 'app.changed', NULL, NULL,
			jsonb_build_object('changed', changed));
	END IF;
	RETURN NULL;
END $$;
CREATE TRIGGER apps_tell_webhooks AFTER UPDATE ON apps
	FOR EACH ROW EXECUTE FUNCTION tell_of_app();

-- Client secrets: 1 when it was told that seven days are left, 2 that one is. A row that
-- goes at its end tells of it.
ALTER TABLE client_secrets ADD COLUMN expiry_told smallint NOT NULL DEFAULT 0;
CREATE INDEX client_secrets_expires ON client_secrets (expires_at)
	WHERE expires_at IS NOT NULL;
CREATE FUNCTION secret_facts(id uuid, hint text, expires_at timestamptz) RETURNS jsonb
LANGUAGE sql STABLE AS $$
	SELECT jsonb_build_object('secret_id', id, 'hint', hint, 'expires_at',
		to_char(expires_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'));
$$;
CREATE FUNCTION tell_of_expired_secret() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	PERFORM note_webhook_event(OLD.client_id, 'secret.expired', NULL, NULL,
		secret_facts(OLD.id, OLD.hint, OLD.expires_at));
	RETURN NULL;
END $$;
CREATE TRIGGER client_secrets_tell_webhooks AFTER DELETE ON client_secrets
	FOR EACH ROW WHEN (OLD.expires_at <= now())
	EXECUTE FUNCTION tell_of_expired_secret();
