-- Code redemption inserts a family and every refresh updates one: these are the commits
-- that a busy platform makes, so they touch as little as they can.

-- A person has few families: the primary key finds those of a session or a consent too.
DROP INDEX token_families_consent;
DROP INDEX token_families_session;

-- The foreign key to consents did, row by row, what the statement that redeems does for
-- all its rows at once: hold the consent while its family is inserted. What remains is to
-- end the families that a consent no longer covers, when it goes or loses scopes. Who
-- changes it waits for those that redeem at the same moment, and this trigger, with a
-- snapshot of its own, sees what they inserted.
ALTER TABLE token_families DROP CONSTRAINT token_families_user_id_client_id_fkey;
CREATE FUNCTION end_families_of_consent() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	DELETE FROM token_families WHERE user_id = OLD.user_id AND client_id = OLD.client_id
		AND (TG_OP = 'DELETE' OR NOT scopes <@ NEW.scopes);
	RETURN NULL;
END $$;
CREATE TRIGGER consents_end_families AFTER DELETE OR UPDATE OF scopes ON consents
	FOR EACH ROW EXECUTE FUNCTION end_families_of_consent();

-- A foreign key would lock the resource's one row at each redemption, all at once. What a
-- resource leaves behind goes with it all the same.
ALTER TABLE token_families DROP CONSTRAINT token_families_resource_id_fkey;
DROP INDEX token_families_resource;
CREATE FUNCTION end_families_of_resource() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	DELETE FROM token_families WHERE resource_id = OLD.id;
	RETURN NULL;
END $$;
CREATE TRIGGER resources_end_families AFTER DELETE ON resources
	FOR EACH ROW EXECUTE FUNCTION end_families_of_resource();

-- The look at the marks behind an insertion serves all rows of it at once.
CREATE FUNCTION refuse_dead_families() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	PERFORM FROM inserted JOIN revocation_marks m
		ON m.kind = 'family' AND m.subject = inserted.id::text;
	IF FOUND THEN
		RAISE EXCEPTION 'a token family was revoked' USING ERRCODE = 'unique_violation';
	END IF;
	RETURN NULL;
END $$;
DROP TRIGGER token_families_refuse_dead ON token_families;
DROP FUNCTION refuse_dead_family();
CREATE TRIGGER token_families_refuse_dead AFTER INSERT ON token_families
	REFERENCING NEW TABLE AS inserted
	FOR EACH STATEMENT EXECUTE FUNCTION refuse_dead_families();

-- A refresh moves `expires_at`; indexed, that would make every update write to every
-- index. The day moves once a day, and with room in the page the update stays there.
DROP INDEX token_families_expires;
ALTER TABLE token_families ADD COLUMN expires_on date
	GENERATED ALWAYS AS ((expires_at AT TIME ZONE 'UTC')::date) STORED;
CREATE INDEX token_families_expires_on ON token_families (expires_on);
ALTER TABLE token_families SET (fillfactor = 80);
