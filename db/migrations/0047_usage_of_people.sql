-- Errors are counted beside the rest, as error.CODE, and how many different people an app
-- served on a day.
ALTER TABLE usage_counters DROP CONSTRAINT usage_counters_what_check;
ALTER TABLE usage_counters ADD CONSTRAINT usage_counters_what_check
	CHECK (what IN ('access_tokens', 'refreshes', 'logins', 'introspections')
		OR what LIKE 'error.%');

-- A HyperLogLog of people a day (authz/base/sketch.h): who they were can't be read from it.
-- Each register keeps the largest that anybody saw, so that nodes may merge in any order,
-- and twice.
CREATE TABLE usage_people (
	client_id uuid NOT NULL,
	day date NOT NULL,
	sketch bytea NOT NULL CHECK (length(sketch) = 2048),
	PRIMARY KEY (client_id, day)
);
CREATE INDEX usage_people_day ON usage_people (day);

CREATE FUNCTION merge_sketches(one bytea, other bytea) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE STRICT AS $$
BEGIN
	FOR i IN 0 .. length(one) - 1 LOOP
		IF get_byte(other, i) > get_byte(one, i) THEN
			one := set_byte(one, i, get_byte(other, i));
		END IF;
	END LOOP;
	RETURN one;
END $$;
