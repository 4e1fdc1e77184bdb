-- A family that was revoked never comes back. The statement that redeems a code may have
-- begun before the revocation and have waited for it at the primary key: only a look after
-- the insertion, with a snapshot of its own, is sure to see the mark.
CREATE FUNCTION refuse_dead_family() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	PERFORM FROM revocation_marks WHERE kind = 'family' AND subject = NEW.id::text;
	IF FOUND THEN
		RAISE EXCEPTION 'the token family was revoked' USING ERRCODE = 'unique_violation';
	END IF;
	RETURN NULL;
END $$;
CREATE TRIGGER token_families_refuse_dead AFTER INSERT ON token_families
	FOR EACH ROW EXECUTE FUNCTION refuse_dead_family();
