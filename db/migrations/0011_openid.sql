-- What OpenID Connect knows of people, what it calls them, and whom it tells that they left.

-- Standard claims (OIDC Core 5.1) beyond e-mail address, name and locale, by their
-- registered names; most people have told none.
ALTER TABLE users ADD COLUMN claims jsonb NOT NULL DEFAULT '{}';
ALTER TABLE users ADD COLUMN updated_at timestamptz;
UPDATE users SET updated_at = created_at;
ALTER TABLE users ALTER COLUMN updated_at SET DEFAULT now(),
	ALTER COLUMN updated_at SET NOT NULL;
CREATE FUNCTION note_change_of_person() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	NEW.updated_at := now();
	RETURN NEW;
END $$;
CREATE TRIGGER users_changed BEFORE UPDATE OF email, name, locale, claims ON users
	FOR EACH ROW EXECUTE FUNCTION note_change_of_person();

INSERT INTO scopes (name, title, description) VALUES
('phone',
 '{"en": "See your telephone number", "zh": "查看你的电话号码"}',
 '{"en": "Your number, and whether it was verified.", "zh": "你的电话号码，以及它是否经过验证。"}'),
('address',
 '{"en": "See your postal address", "zh": "查看你的邮寄地址"}',
 '{"en": "The address that you gave here.", "zh": "你在这里填写的地址。"}');
UPDATE scopes SET title = '{"en": "See your profile", "zh": "查看你的个人资料"}',
	description = '{"en": "Your name, preferred language, and what else you told about yourself here, such as your birthday or picture.", "zh": "你的姓名、首选语言，以及你在这里填写的其他资料，例如生日或头像。"}'
WHERE name = 'profile' AND title = '{"en": "See your name", "zh": "查看你的姓名"}';

-- Who a person is to the apps of one sector (OIDC Core 8.1): random, so that nobody can
-- tell that two are the same, and kept, so that it stays when keys change.
CREATE TABLE pairwise_subjects (
	user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
	sector text NOT NULL,
	subject text NOT NULL UNIQUE,
	PRIMARY KEY (user_id, sector)
);

-- The sessions that this one took the place of, when the same person signed in again in
-- the same browser: what apps got in them goes on, and ends with this one.
ALTER TABLE sessions ADD COLUMN before uuid[] NOT NULL DEFAULT '{}';

-- Apps that are yet to be told that a person's session has ended (OIDC Back-Channel Logout
-- 1.0). The row is made in the transaction that ended it, whoever did.
CREATE TABLE logout_notices (
	id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
	client_id uuid NOT NULL REFERENCES apps ON DELETE CASCADE,
	session_id uuid NOT NULL,
	subject text NOT NULL,
	attempts integer NOT NULL DEFAULT 0,
	next_at timestamptz NOT NULL DEFAULT now(),
	expires_at timestamptz NOT NULL DEFAULT now() + interval '1 day'
);
CREATE INDEX logout_notices_next ON logout_notices (next_at);
CREATE INDEX logout_notices_client ON logout_notices (client_id);

CREATE FUNCTION notice_logout() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	PERFORM FROM sessions WHERE user_id = OLD.user_id AND OLD.id = ANY (before);
	IF FOUND THEN
		RETURN NULL;
	END IF;
	INSERT INTO logout_notices (client_id, session_id, subject)
	SELECT DISTINCT f.client_id, f.session_id,
		coalesce(f.extras ->> 'subject', f.user_id::text)
	FROM token_families f JOIN apps a ON a.id = f.client_id
	WHERE f.user_id = OLD.user_id AND f.session_id = ANY (OLD.id || OLD.before)
		AND 'openid' = ANY (f.scopes) AND a.metadata ? 'backchannel_logout_uri'
		AND a.suspended_at IS NULL;
	RETURN NULL;
END $$;
CREATE TRIGGER sessions_notice_logout AFTER DELETE ON sessions
	FOR EACH ROW WHEN (OLD.expires_at > now()) EXECUTE FUNCTION notice_logout();
