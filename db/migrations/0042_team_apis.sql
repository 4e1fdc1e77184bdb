-- Teams register APIs of their own; one without a team is the operators'. Until an operator
-- has approved it, apps can't ask for its scopes and get no tokens for it. All scopes that a
-- team makes begin with the API's prefix and a colon, so that no API's name another's.
ALTER TABLE resources ADD COLUMN team_id uuid REFERENCES teams ON DELETE SET NULL;
ALTER TABLE resources ADD COLUMN scope_prefix text UNIQUE
	CHECK (scope_prefix ~ '^[a-z][a-z0-9-]{1,39}$');
ALTER TABLE resources ADD COLUMN state text NOT NULL DEFAULT 'approved'
	CHECK (state IN ('asked', 'approved', 'refused'));
-- What the team says of it, and what the operator answered.
ALTER TABLE resources ADD COLUMN purpose text NOT NULL DEFAULT '';
ALTER TABLE resources ADD COLUMN decision text NOT NULL DEFAULT '';
ALTER TABLE resources ADD COLUMN decided_at timestamptz;
CREATE INDEX resources_team ON resources (team_id, id);
CREATE INDEX resources_asked ON resources (id) WHERE state = 'asked';

-- Which apps have a scope, and which wait for it, page by page.
CREATE INDEX app_scopes_scope_client ON app_scopes (scope, client_id);
DROP INDEX app_scopes_scope;
CREATE INDEX app_scopes_scope_asked ON app_scopes (scope, client_id) WHERE state = 'asked';
