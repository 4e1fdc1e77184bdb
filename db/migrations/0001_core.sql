-- What people decided: users, apps, APIs with their scopes, consents, token families.
-- There is no row for a single token.

CREATE TABLE users (
	id uuid PRIMARY KEY,
	email text NOT NULL,
	name text NOT NULL DEFAULT '',
	password_hash text NOT NULL,
	locale text NOT NULL DEFAULT '',
	created_at timestamptz NOT NULL DEFAULT now(),
	disabled_at timestamptz
);
CREATE UNIQUE INDEX users_email ON users (lower(email));

-- A browser in which somebody is signed in. The cookie is derived (HMAC), never stored.
CREATE TABLE sessions (
	user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
	id uuid NOT NULL,
	auth_time timestamptz NOT NULL,
	amr text[] NOT NULL,
	user_agent text NOT NULL DEFAULT '',
	address text NOT NULL DEFAULT '',
	created_at timestamptz NOT NULL DEFAULT now(),
	seen_at timestamptz NOT NULL DEFAULT now(),
	expires_at timestamptz NOT NULL,
	PRIMARY KEY (user_id, id)
);
CREATE INDEX sessions_expires ON sessions (expires_at);

-- A resource is one platform API (RFC 8707): its tokens' audience.
CREATE TABLE resources (
	id uuid PRIMARY KEY,
	uri text NOT NULL UNIQUE,
	name text NOT NULL,
	token_format text NOT NULL DEFAULT 'jwt' CHECK (token_format IN ('jwt', 'sealed')),
	token_lifetime integer CHECK (token_lifetime BETWEEN 10 AND 86400),
	created_at timestamptz NOT NULL DEFAULT now()
);

-- Scopes without a resource are authz's own (OpenID Connect).
CREATE TABLE scopes (
	name text PRIMARY KEY CHECK (name ~ '^[\x21\x23-\x5B\x5D-\x7E]{1,128}$'),
	resource_id uuid REFERENCES resources ON DELETE CASCADE,
	title jsonb NOT NULL,
	description jsonb NOT NULL DEFAULT '{}',
	sensitivity text NOT NULL DEFAULT 'open'
		CHECK (sensitivity IN ('open', 'review', 'internal')),
	created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX scopes_resource ON scopes (resource_id);

INSERT INTO scopes (name, title, description) VALUES
('openid',
 '{"en": "Know who you are", "zh": "识别你的身份"}',
 '{"en": "The app learns an identifier of your account.", "zh": "应用会得到你账户的标识。"}'),
('profile',
 '{"en": "See your name", "zh": "查看你的姓名"}',
 '{"en": "Your name and preferred language.", "zh": "你的姓名和首选语言。"}'),
('email',
 '{"en": "See your e-mail address", "zh": "查看你的邮箱地址"}',
 '{"en": "The e-mail address you sign in with.", "zh": "你用来登录的邮箱地址。"}'),
('offline_access',
 '{"en": "Keep access while you are away", "zh": "在你离开时保持访问"}',
 '{"en": "The app can go on after you sign out here, until you end it.", "zh": "你退出登录后，应用仍可继续访问，直到你终止它。"}');

-- Apps are OAuth clients; so are resource servers (those with a resource).
CREATE TABLE apps (
	id uuid PRIMARY KEY,
	name text NOT NULL,
	kind text NOT NULL CHECK (kind IN ('web', 'browser', 'native', 'service', 'resource_server')),
	owner_id uuid REFERENCES users ON DELETE SET NULL,
	resource_id uuid REFERENCES resources ON DELETE CASCADE,
	auth_method text NOT NULL
		CHECK (auth_method IN ('none', 'client_secret_basic', 'client_secret_post')),
	grant_types text[] NOT NULL DEFAULT '{}',
	redirect_uris text[] NOT NULL DEFAULT '{}',
	description text NOT NULL DEFAULT '',
	homepage text NOT NULL DEFAULT '',
	policy_uri text NOT NULL DEFAULT '',
	tos_uri text NOT NULL DEFAULT '',
	trusted boolean NOT NULL DEFAULT false,
	reviewed_at timestamptz,
	suspended_at timestamptz,
	created_at timestamptz NOT NULL DEFAULT now(),
	updated_at timestamptz NOT NULL DEFAULT now(),
	CHECK ((kind = 'resource_server') = (resource_id IS NOT NULL))
);
CREATE INDEX apps_owner ON apps (owner_id);
CREATE INDEX apps_resource ON apps (resource_id);

-- At most two secrets of a client are valid at a time, so that they can be rotated.
CREATE TABLE client_secrets (
	id uuid PRIMARY KEY,
	client_id uuid NOT NULL REFERENCES apps ON DELETE CASCADE,
	hash bytea NOT NULL CHECK (length(hash) = 32),
	hint text NOT NULL DEFAULT '',
	created_at timestamptz NOT NULL DEFAULT now(),
	expires_at timestamptz
);
CREATE INDEX client_secrets_client ON client_secrets (client_id);

CREATE TABLE app_scopes (
	client_id uuid NOT NULL REFERENCES apps ON DELETE CASCADE,
	scope text NOT NULL REFERENCES scopes ON DELETE CASCADE,
	state text NOT NULL DEFAULT 'approved' CHECK (state IN ('asked', 'approved', 'refused')),
	reason text NOT NULL DEFAULT '',
	changed_at timestamptz NOT NULL DEFAULT now(),
	PRIMARY KEY (client_id, scope)
);
CREATE INDEX app_scopes_scope ON app_scopes (scope);

-- Deleting a consent takes its token families with it.
CREATE TABLE consents (
	user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
	client_id uuid NOT NULL REFERENCES apps ON DELETE CASCADE,
	scopes text[] NOT NULL,
	by_policy boolean NOT NULL DEFAULT false,
	created_at timestamptz NOT NULL DEFAULT now(),
	updated_at timestamptz NOT NULL DEFAULT now(),
	PRIMARY KEY (user_id, client_id)
);
CREATE INDEX consents_client ON consents (client_id);

-- One login of one app: made when its code is redeemed. `generation` counts refreshes.
-- `access_until` is when the last access token issued from it expires.
CREATE TABLE token_families (
	user_id uuid NOT NULL,
	id uuid NOT NULL,
	client_id uuid NOT NULL,
	session_id uuid NOT NULL,
	resource_id uuid REFERENCES resources ON DELETE CASCADE,
	scopes text[] NOT NULL,
	auth_time timestamptz NOT NULL,
	amr text[] NOT NULL,
	nonce text NOT NULL DEFAULT '',
	generation integer NOT NULL DEFAULT 0,
	rotated_at timestamptz NOT NULL DEFAULT now(),
	access_until timestamptz NOT NULL,
	expires_at timestamptz NOT NULL,
	created_at timestamptz NOT NULL DEFAULT now(),
	PRIMARY KEY (user_id, id),
	FOREIGN KEY (user_id, client_id) REFERENCES consents ON DELETE CASCADE
);
CREATE INDEX token_families_consent ON token_families (user_id, client_id);
CREATE INDEX token_families_session ON token_families (user_id, session_id);
CREATE INDEX token_families_resource ON token_families (resource_id)
	WHERE resource_id IS NOT NULL;
CREATE INDEX token_families_expires ON token_families (expires_at);

-- What is dead before its time: a family (its uuid), one access token (its jti), or all
-- tokens that a client got before `before`.
CREATE TABLE revocation_marks (
	kind text NOT NULL CHECK (kind IN ('family', 'token', 'client')),
	subject text NOT NULL,
	before timestamptz,
	made_at timestamptz NOT NULL DEFAULT now(),
	expires_at timestamptz NOT NULL,
	PRIMARY KEY (kind, subject)
);
CREATE INDEX revocation_marks_expires ON revocation_marks (expires_at);

-- A family that goes while a token or the code of it may still be shown leaves a mark. An
-- hour more than needed covers clocks that differ.
CREATE FUNCTION mark_dead_family() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO revocation_marks (kind, subject, expires_at)
	VALUES ('family', OLD.id::text, greatest(OLD.access_until, now()) + interval '1 hour')
	ON CONFLICT (kind, subject) DO UPDATE
		SET expires_at = greatest(revocation_marks.expires_at, excluded.expires_at);
	RETURN NULL;
END $$;
CREATE TRIGGER token_families_mark AFTER DELETE ON token_families
	FOR EACH ROW WHEN (OLD.access_until > now() - interval '1 hour')
	EXECUTE FUNCTION mark_dead_family();

-- Signing keys. A key is in the JWKS from `published_at`, signs from `active_at` until
-- `retired_at`, and leaves the JWKS when the last token it signed is dead (`gone_at`).
-- The private half is sealed under the keyring.
CREATE TABLE signing_keys (
	kid text PRIMARY KEY,
	alg text NOT NULL,
	sealed_private text NOT NULL,
	published_at timestamptz NOT NULL DEFAULT now(),
	active_at timestamptz NOT NULL,
	retired_at timestamptz,
	gone_at timestamptz
);

-- Wrong passwords, by account and by address; the key is a keyed hash of either.
CREATE TABLE login_failures (
	key bytea PRIMARY KEY,
	failures integer NOT NULL,
	last_at timestamptz NOT NULL
);
CREATE INDEX login_failures_last ON login_failures (last_at);

CREATE TABLE audit_events (
	id uuid NOT NULL,
	at timestamptz NOT NULL DEFAULT now(),
	event text NOT NULL,
	actor text NOT NULL DEFAULT '',
	user_id uuid,
	client_id uuid,
	address text NOT NULL DEFAULT '',
	request_id text NOT NULL DEFAULT '',
	details jsonb NOT NULL DEFAULT '{}',
	PRIMARY KEY (at, id)
) PARTITION BY RANGE (at);
CREATE INDEX audit_events_user ON audit_events (user_id, at);
CREATE INDEX audit_events_client ON audit_events (client_id, at);
CREATE TABLE audit_events_rest PARTITION OF audit_events DEFAULT;

-- Rare writes tell every node what to read again; frequent ones (families, sessions,
-- failures) never do, since NOTIFY serialises commits.
CREATE FUNCTION tell_nodes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	PERFORM pg_notify('authz', TG_TABLE_NAME || ' ' || TG_OP);
	RETURN NULL;
END $$;
CREATE TRIGGER apps_tell AFTER INSERT OR UPDATE OR DELETE ON apps
	FOR EACH STATEMENT EXECUTE FUNCTION tell_nodes();
CREATE TRIGGER client_secrets_tell AFTER INSERT OR UPDATE OR DELETE ON client_secrets
	FOR EACH STATEMENT EXECUTE FUNCTION tell_nodes();
CREATE TRIGGER app_scopes_tell AFTER INSERT OR UPDATE OR DELETE ON app_scopes
	FOR EACH STATEMENT EXECUTE FUNCTION tell_nodes();
CREATE TRIGGER resources_tell AFTER INSERT OR UPDATE OR DELETE ON resources
	FOR EACH STATEMENT EXECUTE FUNCTION tell_nodes();
CREATE TRIGGER scopes_tell AFTER INSERT OR UPDATE OR DELETE ON scopes
	FOR EACH STATEMENT EXECUTE FUNCTION tell_nodes();
CREATE TRIGGER signing_keys_tell AFTER INSERT OR UPDATE OR DELETE ON signing_keys
	FOR EACH STATEMENT EXECUTE FUNCTION tell_nodes();
