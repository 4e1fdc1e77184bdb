-- Types of authorization details (RFC 9396): what an API can be asked for beyond scopes,
-- such as one payment. `title` says it to people, by language, with {field} for what the
-- request has there; `fields` lists what it may have: [{"name": "a.b", "type": "string",
-- "required": true}, …].
CREATE TABLE authorization_detail_types (
	name text PRIMARY KEY CHECK (name ~ '^[\x21\x23-\x5B\x5D-\x7E]{1,128}$'),
	resource_id uuid NOT NULL REFERENCES resources ON DELETE CASCADE,
	title jsonb NOT NULL,
	fields jsonb NOT NULL DEFAULT '[]',
	created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX authorization_detail_types_resource ON authorization_detail_types (resource_id);
CREATE TRIGGER authorization_detail_types_tell AFTER INSERT OR UPDATE OR DELETE
	ON authorization_detail_types
	FOR EACH STATEMENT EXECUTE FUNCTION tell_nodes('catalogue');
