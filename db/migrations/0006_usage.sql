-- What apps do, counted by day. Nodes count in memory and add to this once a second, so the
-- rows are no truth for anything but plots: a crash loses the last second's counts.
CREATE TABLE usage_counters (
	client_id uuid NOT NULL,
	day date NOT NULL,
	what text NOT NULL CHECK (what IN ('access_tokens', 'refreshes', 'logins',
		'introspections')),
	n bigint NOT NULL,
	PRIMARY KEY (client_id, day, what)
);
CREATE INDEX usage_counters_day ON usage_counters (day);
