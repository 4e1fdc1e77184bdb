-- Teams own apps and APIs. A person's own team has no name of its own: it goes by the
-- person's, and is theirs alone until it is given a name and others are invited.
CREATE TABLE teams (
	id uuid PRIMARY KEY,
	name text NOT NULL DEFAULT '',
	personal_of uuid UNIQUE REFERENCES users ON DELETE SET NULL,
	created_at timestamptz NOT NULL DEFAULT now()
);

-- owner: everything; member: all but deleting, moving apps away, and who is in the team.
CREATE TABLE team_members (
	team_id uuid NOT NULL REFERENCES teams ON DELETE CASCADE,
	user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
	role text NOT NULL CHECK (role IN ('owner', 'member')),
	created_at timestamptz NOT NULL DEFAULT now(),
	PRIMARY KEY (team_id, user_id)
);
CREATE INDEX team_members_user ON team_members (user_id, team_id);

-- Who is asked to join, by mail. The row goes when they have, or when it is taken back.
CREATE TABLE team_invitations (
	id uuid PRIMARY KEY,
	team_id uuid NOT NULL REFERENCES teams ON DELETE CASCADE,
	email text NOT NULL,
	role text NOT NULL CHECK (role IN ('owner', 'member')),
	hash bytea NOT NULL UNIQUE CHECK (length(hash) = 32),
	invited_by uuid REFERENCES users ON DELETE SET NULL,
	created_at timestamptz NOT NULL DEFAULT now(),
	expires_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX team_invitations_email
	ON team_invitations (team_id, lower(email COLLATE "C"));
CREATE INDEX team_invitations_expires ON team_invitations (expires_at);
CREATE INDEX team_invitations_invited_by ON team_invitations (invited_by);

-- A team is never without an owner: when the last one's account goes by an operator's
-- hand, who has been in the team longest takes over; a team that nobody is left in goes,
-- and its apps stay as those of nobody. Pages refuse both before it comes to this.
CREATE FUNCTION keep_team_owned() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	PERFORM FROM teams WHERE id = OLD.team_id FOR UPDATE;
	IF NOT FOUND THEN
		RETURN NULL;
	END IF;
	IF NOT EXISTS (SELECT FROM team_members WHERE team_id = OLD.team_id) THEN
		DELETE FROM teams WHERE id = OLD.team_id;
	ELSIF NOT EXISTS (SELECT FROM team_members
		WHERE team_id = OLD.team_id AND role = 'owner') THEN
		UPDATE team_members SET role = 'owner' WHERE team_id = OLD.team_id
			AND user_id = (SELECT user_id FROM team_members
				WHERE team_id = OLD.team_id ORDER BY created_at, user_id LIMIT 1);
	END IF;
	RETURN NULL;
END $$;
CREATE TRIGGER team_members_keep_owned AFTER DELETE ON team_members
	FOR EACH ROW EXECUTE FUNCTION keep_team_owned();

-- Whoever has apps, or lets programs register them, gets a team that owns them.
ALTER TABLE apps ADD COLUMN team_id uuid REFERENCES teams ON DELETE SET NULL;
ALTER TABLE initial_access_tokens
	ADD COLUMN team_id uuid REFERENCES teams ON DELETE CASCADE;
INSERT INTO teams (id, personal_of)
	SELECT gen_random_uuid(), owner_id FROM (SELECT owner_id FROM apps
		UNION SELECT owner_id FROM initial_access_tokens) owners
	WHERE owner_id IS NOT NULL;
INSERT INTO team_members (team_id, user_id, role)
	SELECT id, personal_of, 'owner' FROM teams;
UPDATE apps SET team_id = t.id FROM teams t WHERE t.personal_of = apps.owner_id;
UPDATE initial_access_tokens SET team_id = t.id FROM teams t
	WHERE t.personal_of = initial_access_tokens.owner_id;
ALTER TABLE apps DROP COLUMN owner_id;
ALTER TABLE initial_access_tokens DROP COLUMN owner_id;
CREATE INDEX apps_team ON apps (team_id, id);
CREATE INDEX initial_access_tokens_team ON initial_access_tokens (team_id);
