-- Who runs the server at /admin, what they decide over apps, and what their searches need.

-- operator: everything; reviewer: reads all and decides reviews; auditor: reads all.
CREATE TABLE operators (
	user_id uuid PRIMARY KEY REFERENCES users ON DELETE CASCADE,
	role text NOT NULL CHECK (role IN ('operator', 'reviewer', 'auditor')),
	created_at timestamptz NOT NULL DEFAULT now()
);

-- What was decided over an app (`scope` is empty) or one of its scopes, with a message to
-- its developer. The rows stay as they are: they are the history.
CREATE TABLE reviews (
	id uuid PRIMARY KEY,
	client_id uuid NOT NULL REFERENCES apps ON DELETE CASCADE,
	scope text NOT NULL DEFAULT '',
	decision text NOT NULL
		CHECK (decision IN ('approved', 'refused', 'suspended', 'resumed')),
	message text NOT NULL DEFAULT '',
	decided_by uuid REFERENCES users ON DELETE SET NULL,
	decided_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX reviews_client ON reviews (client_id, id);
CREATE INDEX reviews_decided_by ON reviews (decided_by);

-- An app that was looked at and not marked as reviewed leaves the queue, and comes back
-- when what people see of it changes.
ALTER TABLE apps ADD COLUMN review_refused_at timestamptz;
CREATE FUNCTION ask_for_review_again() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	NEW.review_refused_at := NULL;
	RETURN NEW;
END $$;
CREATE TRIGGER apps_ask_again BEFORE UPDATE OF name, description, homepage, policy_uri,
	tos_uri, redirect_uris ON apps FOR EACH ROW
	WHEN (OLD.review_refused_at IS NOT NULL AND
		(OLD.name, OLD.description, OLD.homepage, OLD.policy_uri, OLD.tos_uri,
			OLD.redirect_uris)
		IS DISTINCT FROM
		(NEW.name, NEW.description, NEW.homepage, NEW.policy_uri, NEW.tos_uri,
			NEW.redirect_uris))
	EXECUTE FUNCTION ask_for_review_again();

CREATE INDEX apps_to_review ON apps (id) WHERE reviewed_at IS NULL
	AND review_refused_at IS NULL AND suspended_at IS NULL AND kind <> 'resource_server';
CREATE INDEX app_scopes_asked ON app_scopes (client_id) WHERE state = 'asked';
CREATE INDEX apps_name ON apps (lower(name COLLATE "C"), id);
