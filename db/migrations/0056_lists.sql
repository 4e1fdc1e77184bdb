-- Lists and searches that take as long with many rows as with few.

-- What is looked for in an API: its name, its URI, its scopes and what they are called, in
-- lower case. To put this together for each of 10,000 APIs took longer than to read it.
ALTER TABLE resources ADD COLUMN words text NOT NULL DEFAULT '';
CREATE FUNCTION words_of_api(api uuid, name text, uri text) RETURNS text
LANGUAGE sql STABLE AS $$
	SELECT lower(concat_ws(E'\n', name, uri, (SELECT string_agg(concat_ws(E'\n', s.name,
		(SELECT string_agg(value, E'\n') FROM jsonb_each_text(s.title))), E'\n')
		FROM scopes s WHERE s.resource_id = api)));
$$;
UPDATE resources SET words = words_of_api(id, name, uri);

CREATE FUNCTION keep_words_of_api() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	NEW.words := words_of_api(NEW.id, NEW.name, NEW.uri);
	RETURN NEW;
END $$;
CREATE TRIGGER resources_keep_words BEFORE INSERT OR UPDATE OF name, uri ON resources
	FOR EACH ROW EXECUTE FUNCTION keep_words_of_api();

CREATE FUNCTION keep_words_of_scope() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
	api uuid := CASE WHEN TG_OP = 'DELETE' THEN OLD.resource_id ELSE NEW.resource_id END;
BEGIN
	-- Who changes another scope of it waits here, and then sees this one.
	PERFORM FROM resources WHERE id = api FOR NO KEY UPDATE;
	UPDATE resources SET words = words_of_api(id, name, uri) WHERE id = api;
	RETURN NULL;
END $$;
CREATE TRIGGER scopes_keep_words AFTER INSERT OR DELETE OR UPDATE OF name, title, resource_id
	ON scopes FOR EACH ROW EXECUTE FUNCTION keep_words_of_scope();

-- The first by name, where some are offered.
CREATE INDEX resources_name ON resources (name, id) WHERE state = 'approved';
-- What happened rarely is found without reading what happened often.
CREATE INDEX audit_events_event ON audit_events (event, at);
