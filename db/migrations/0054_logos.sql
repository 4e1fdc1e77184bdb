-- What apps look like: a picture that their developers uploaded, as the server has written
-- it anew. Of an app only its hash is read, the picture itself when a browser asks for it.
ALTER TABLE apps ADD COLUMN logo text NOT NULL DEFAULT ''; -- SHA-256, base64url
CREATE INDEX apps_logo ON apps (logo) WHERE logo <> '';

CREATE TABLE app_logos (
	client_id uuid PRIMARY KEY REFERENCES apps ON DELETE CASCADE,
	png bytea NOT NULL
);
-- It is packed already.
ALTER TABLE app_logos ALTER COLUMN png SET STORAGE EXTERNAL;

-- People see it: who changes it asks for another review, and webhooks tell of it.
DROP TRIGGER apps_ask_again ON apps;
CREATE TRIGGER apps_ask_again BEFORE UPDATE OF name, description, homepage, policy_uri,
	tos_uri, redirect_uris, metadata, logo ON apps FOR EACH ROW
	WHEN ((OLD.review_refused_at IS NOT NULL OR OLD.reviewed_at IS NOT NULL) AND
		((OLD.name, OLD.description, OLD.homepage, OLD.policy_uri, OLD.tos_uri,
			OLD.metadata ->> 'logo_uri', OLD.logo)
		IS DISTINCT FROM
		(NEW.name, NEW.description, NEW.homepage, NEW.policy_uri, NEW.tos_uri,
			NEW.metadata ->> 'logo_uri', NEW.logo)
		OR NOT NEW.redirect_uris <@ OLD.redirect_uris))
	EXECUTE FUNCTION ask_for_review_again();

CREATE OR REPLACE FUNCTION tell_of_app() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
	names text[] := ARRAY['name', 'kind', 'description', 'homepage', 'policy_uri',
		'tos_uri', 'redirect_uris', 'grant_types', 'auth_method', 'logo'];
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
