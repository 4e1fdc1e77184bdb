-- A deleted app stops at once and is kept for two weeks, in which its team may restore it;
-- then housekeeping removes it. Whatever it was given before is marked as dead.
ALTER TABLE apps ADD COLUMN deleted_at timestamptz;
CREATE INDEX apps_deleted ON apps (deleted_at) WHERE deleted_at IS NOT NULL;
CREATE TRIGGER apps_mark_dropped AFTER UPDATE OF deleted_at ON apps
	FOR EACH ROW WHEN (OLD.deleted_at IS NULL AND NEW.deleted_at IS NOT NULL)
	EXECUTE FUNCTION mark_all_of('client');

-- A deleted app waits for nobody.
DROP INDEX apps_to_review;
CREATE INDEX apps_to_review ON apps (id) WHERE reviewed_at IS NULL
	AND review_refused_at IS NULL AND suspended_at IS NULL AND deleted_at IS NULL
	AND kind <> 'resource_server';
