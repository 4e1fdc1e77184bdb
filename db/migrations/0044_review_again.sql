-- A review is of what people see of an app and of where it sends them: when that changes,
-- the mark of the review goes and the app waits for another look, whoever changed it. Fewer
-- redirect URIs are no such change.
CREATE OR REPLACE FUNCTION ask_for_review_again() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	NEW.review_refused_at := NULL;
	IF NEW.reviewed_at IS NOT DISTINCT FROM OLD.reviewed_at THEN
		NEW.reviewed_at := NULL;
	END IF;
	RETURN NEW;
END $$;
DROP TRIGGER apps_ask_again ON apps;
CREATE TRIGGER apps_ask_again BEFORE UPDATE OF name, description, homepage, policy_uri,
	tos_uri, redirect_uris, metadata ON apps FOR EACH ROW
	WHEN ((OLD.review_refused_at IS NOT NULL OR OLD.reviewed_at IS NOT NULL) AND
		((OLD.name, OLD.description, OLD.homepage, OLD.policy_uri, OLD.tos_uri,
			OLD.metadata ->> 'logo_uri')
		IS DISTINCT FROM
		(NEW.name, NEW.description, NEW.homepage, NEW.policy_uri, NEW.tos_uri,
			NEW.metadata ->> 'logo_uri')
		OR NOT NEW.redirect_uris <@ OLD.redirect_uris))
	EXECUTE FUNCTION ask_for_review_again();
