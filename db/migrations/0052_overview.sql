-- What the operators' overview shows without looking at every row.

-- What all apps did, by day: the sum of usage_counters, which would have to read them all.
CREATE TABLE usage_totals (
	day date NOT NULL,
	what text NOT NULL,
	n bigint NOT NULL,
	PRIMARY KEY (day, what)
);
INSERT INTO usage_totals SELECT day, what, sum(n) FROM usage_counters GROUP BY 1, 2;

-- What did not arrive.
CREATE INDEX deliveries_failed ON deliveries (created_at) WHERE last_error <> '';
CREATE INDEX logout_notices_failed ON logout_notices (expires_at) WHERE attempts > 1;
CREATE INDEX webhook_messages_failed ON webhook_messages (created_at)
	WHERE state <> 'delivered' AND attempts > 0;
