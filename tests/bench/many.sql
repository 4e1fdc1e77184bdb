-- A platform of many apps and consents, for its lists: what one developer's team, one
-- person and one API's owner have stands among what all others have.
-- The variables dev, team, person, app and api are theirs; users, teams, apis, apps and
-- events say how many there are. See lists.py, and the tests of plans.
SET synchronous_commit = off;

CREATE FUNCTION bench_word(n bigint) RETURNS text LANGUAGE sql IMMUTABLE AS $$
SELECT (ARRAY['Budget', 'Travel', 'Photo', 'Music', 'Health', 'Garden', 'Recipe', 'News',
	'Ledger', 'Mail', 'Map', 'Weather', 'Fitness', 'Invoice', 'Payroll', 'Stock',
	'Ticket', 'Hotel', 'Bank', 'Apps'])[1 + n % 20] $$;

INSERT INTO users (id, email, name, password_hash, created_at, email_verified_at)
 SELECT bench_id('1', n), lower(bench_word(n)) || n || '@bench.example',
 'Person ' || n, 'x', now() - n * interval '3 minutes', now()
 FROM generate_series(1, :users) n;
INSERT INTO sessions (user_id, id, auth_time, amr, expires_at, user_agent, address)
 SELECT bench_id('1', n), bench_id('2', n), now(), '{pwd}', now() + interval '10 days',
 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', '192.0.2.1'
 FROM generate_series(1, :users) n;
INSERT INTO sessions (user_id, id, auth_time, amr, expires_at, user_agent)
 SELECT :'person', bench_id('2', 1000000 + n), now(), '{pwd}',
 now() + interval '10 days', 'curl/8' FROM generate_series(1, 20) n;

INSERT INTO teams (id, name, personal_of)
 SELECT bench_id('6', n), CASE WHEN n % 2 = 0 THEN 'Team ' || n ELSE '' END,
 CASE WHEN n % 2 = 1 THEN bench_id('1', n) END FROM generate_series(1, :teams) n;
INSERT INTO team_members (team_id, user_id, role)
 SELECT bench_id('6', n), bench_id('1', n), 'owner' FROM generate_series(1, :teams) n
 UNION ALL SELECT bench_id('6', n), bench_id('1', :teams + n), 'member'
 FROM generate_series(1, :teams) n
 -- Somebody whose team has a handful.
 UNION ALL SELECT bench_id('6', 77), :'person', 'owner'
 UNION ALL SELECT bench_id('6', n * (:teams / 40)), :'dev', 'member' FROM generate_series(1, 30) n
 UNION ALL SELECT :'team', bench_id('1', n), 'member' FROM generate_series(1, 100) n;
INSERT INTO team_invitations (id, team_id, email, role, hash, expires_at)
 SELECT bench_id('6', n), CASE WHEN n <= 20 THEN :'team' ELSE bench_id('6', n) END,
 'i' || n || '@bench.example', 'member', sha256(n::text::bytea), now() + interval '7 days'
 FROM generate_series(1, :teams / 2) n;

-- Two of each hundred wait, and as many again are refused.
INSERT INTO resources (id, uri, name, token_format, team_id, scope_prefix, state, purpose)
 SELECT bench_id('7', n), 'https://api' || n || '.bench.example/' || lower(bench_word(n)),
 bench_word(n) || ' ' || lower(bench_word(n / 20)) || ' ' || n,
 CASE WHEN n % 2 = 0 THEN 'jwt' ELSE 'sealed' END,
 CASE WHEN n % 50 = 0 THEN :'team' ELSE bench_id('6', 1 + n % :teams) END, 'api' || n,
 CASE n % 100 WHEN 1 THEN 'asked' WHEN 2 THEN 'asked' WHEN 3 THEN 'refused'
 WHEN 4 THEN 'refused' ELSE 'approved' END, 'It is for this and that.'
 FROM generate_series(1, :apis) n;
INSERT INTO scopes (name, resource_id, title, description, sensitivity)
 SELECT 'api' || n || ':' || w, bench_id('7', n),
 jsonb_build_object('en', w || ' your ' || bench_word(n), 'zh', '你的数据 ' || n),
 jsonb_build_object('en', 'What it says.', 'zh', '如其所言。'),
 CASE w WHEN 'read' THEN 'open' ELSE 'review' END
 FROM generate_series(1, :apis) n, unnest(ARRAY['read', 'write']) w;
UPDATE resources SET team_id = :'team', scope_prefix = 'payments' WHERE id = :'api';
UPDATE resources SET words = words_of_api(id, name, uri);

-- The team has 500 of them, spread over all.
INSERT INTO apps (id, name, kind, auth_method, grant_types, redirect_uris, description,
 homepage, team_id, created_at, reviewed_at, review_refused_at, suspended_at, deleted_at)
 SELECT bench_id('4', n), bench_word(n) || ' ' || n,
 (ARRAY['web', 'browser', 'native', 'service', 'device'])[1 + n % 5],
 CASE WHEN n % 5 IN (0, 3) THEN 'client_secret_basic' ELSE 'none' END,
 '{authorization_code,refresh_token}', ARRAY['https://app' || n || '.example/callback'],
 'An app among others.', 'https://app' || n || '.example',
 CASE WHEN n % 200 = 0 THEN :'team' ELSE bench_id('6', 1 + n % :teams) END,
 now() - n * interval '5 minutes', CASE WHEN n % 10 < 7 THEN now() END,
 CASE WHEN n % 10 = 7 THEN now() END, CASE WHEN n % 97 = 0 THEN now() END,
 CASE WHEN n % 199 = 0 THEN now() END FROM generate_series(1, :apps) n;
INSERT INTO client_secrets (id, client_id, hash, hint)
 SELECT bench_id('5', n), bench_id('4', n), sha256(n::text::bytea), 'abcd'
 FROM generate_series(1, :apps) n WHERE n % 5 IN (0, 3);
INSERT INTO app_scopes (client_id, scope)
 SELECT bench_id('4', n), s FROM generate_series(1, :apps) n,
 unnest(ARRAY['openid', 'api' || 1 + n % :apis || ':read']) s;
-- A tenth of all apps use the API, and some ask for more of it.
INSERT INTO app_scopes (client_id, scope, state, reason)
 SELECT bench_id('4', n * 10), 'payments:read', 'approved', ''
 FROM generate_series(1, :apps / 10) n
 UNION ALL SELECT bench_id('4', n * 100), 'payments:write', 'asked', 'To pay.'
 FROM generate_series(1, :apps / 100) n;
INSERT INTO reviews (id, client_id, decision, message, decided_by)
 SELECT bench_id('8', n), bench_id('4', 1 + n % :apps), 'approved', 'Welcome.',
 bench_id('1', 1 + n % 20) FROM generate_series(1, :apps) n
 UNION ALL SELECT bench_id('8', 900000 + n), :'app', 'refused', 'Say what it does.',
 bench_id('1', 1) FROM generate_series(1, 200) n;

INSERT INTO consents (user_id, client_id, scopes)
 SELECT bench_id('1', u), bench_id('4', 1 + (u * 7 + k * 20011) % :apps),
 '{openid,payments:read}' FROM generate_series(1, :users) u, generate_series(0, 4) k
 UNION ALL SELECT :'person', bench_id('4', n * (:apps / 200)),
 ARRAY['openid', 'profile', 'email', 'payments:read', 'api' || n || ':read']
 FROM generate_series(1, 200) n;
INSERT INTO token_families (user_id, id, client_id, session_id, resource_id, scopes,
 auth_time, amr, access_until, expires_at)
 SELECT user_id, gen_random_uuid(), client_id, gen_random_uuid(), :'api',
 '{openid,payments:read}', now(), '{pwd}', now() + interval '10 minutes',
 now() + interval '30 days' FROM consents;

-- Four months of events; each month has a partition, as housekeeping makes them.
DO $$ BEGIN
	FOR i IN 1 .. 4 LOOP
		EXECUTE format('CREATE TABLE audit_events_%s PARTITION OF audit_events
			FOR VALUES FROM (%L) TO (%L)',
			to_char(now() - i * interval '1 month', 'YYYYMM'),
			date_trunc('month', now()) - i * interval '1 month',
			date_trunc('month', now()) - (i - 1) * interval '1 month');
	END LOOP;
END $$;
INSERT INTO audit_events (id, at, event, actor, user_id, client_id, address, details)
 SELECT bench_id('9', n), now() - n * interval '5 seconds',
 (ARRAY['signed_in', 'consent_given', 'signed_out', 'token_revoked'])[1 + n % 4], 'user',
 bench_id('1', 1 + n % :users), bench_id('4', 1 + n % :apps), '192.0.2.1', '{}'::jsonb
 FROM generate_series(1, :events) n
 UNION ALL SELECT bench_id('9', 5000000 + n), now() - n * interval '20 minutes',
 'signed_in', 'user', :'person', :'app', '192.0.2.1', '{}'::jsonb
 FROM generate_series(1, :events / 400) n
 -- Rare, and long ago.
 UNION ALL SELECT bench_id('9', 6000000 + n), now() - interval '100 days', 'key_rotated',
 'operator', NULL, NULL, '', '{}'::jsonb FROM generate_series(1, 3) n;

INSERT INTO usage_counters (client_id, day, what, n)
 SELECT bench_id('4', n), current_date - d, w, n
 FROM generate_series(10, :apps, 10) n, generate_series(0, 29) d,
 unnest(ARRAY['access_tokens', 'refreshes', 'logins', 'error.invalid_grant']) w;
INSERT INTO usage_counters (client_id, day, what, n)
 SELECT :'app', current_date - d, w, d
 FROM generate_series(0, 89) d, unnest(ARRAY['access_tokens', 'refreshes', 'logins',
 'introspections', 'error.invalid_grant', 'error.invalid_client', 'error.invalid_scope']) w
 ON CONFLICT DO NOTHING;
INSERT INTO usage_people (client_id, day, sketch)
 SELECT :'app', current_date - d, decode(repeat('07', 2048), 'hex')
 FROM generate_series(0, 89) d;
INSERT INTO usage_totals (day, what, n)
 SELECT current_date - d, w, 100000 FROM generate_series(0, 89) d,
 unnest(ARRAY['access_tokens', 'refreshes', 'logins']) w ON CONFLICT DO NOTHING;

-- As many kinds as an app may keep, and some of many others.
INSERT INTO app_errors (client_id, kind, endpoint, code, sentence, proven, details, n,
 first_at, last_at, request_ids)
 SELECT :'app', bench_id('d', n), '/oauth2/token', 'invalid_grant', 'the code is used up',
 n % 2 = 0, '{}'::jsonb, n, now(), now() - n * interval '1 minute',
 ARRAY(SELECT gen_random_uuid() FROM generate_series(1, 50)) FROM generate_series(1, 400) n
 UNION ALL SELECT bench_id('4', 1 + n % (:apps / 5)), bench_id('d', n), '/oauth2/token',
 'invalid_client', 'the secret is not right', false, '{}'::jsonb, 1, now(),
 now() - n * interval '5 seconds', '{}'::uuid[] FROM generate_series(1000, 1000 + :apps * 2) n;

INSERT INTO webhooks (id, client_id, url, events, secret, secret_hint)
 SELECT bench_id('a', n), bench_id('4', n * 10), 'https://app' || n || '.example/hook',
 '{consent.given}'::text[], 'x', 'abcd' FROM generate_series(1, :apps / 10) n
 UNION ALL SELECT bench_id('a', 20000 + n), :'app', 'https://hooks.example/' || n,
 '{consent.given}'::text[], 'x', 'abcd' FROM generate_series(1, 5) n;
-- One in a hundred did not arrive.
INSERT INTO webhook_messages (webhook_id, id, type, body, state, attempts, created_at)
 SELECT bench_id('a', CASE WHEN n % 20 = 0 THEN 20000 + 1 + n % 5 ELSE 1 + n % (:apps / 10) END),
 bench_id('b', n), 'consent.given', '{}',
 CASE WHEN n % 100 = 1 THEN 'failed' ELSE 'delivered' END, 1,
 now() - n * interval '1 second' FROM generate_series(1, :events / 4) n;
INSERT INTO deliveries (id, kind, target, body, attempts, expires_at, last_error)
 SELECT bench_id('c', n), 'mail', 'p@bench.example', NULL, 1, now() + interval '1 day',
 CASE WHEN n % 50 = 0 THEN 'refused' ELSE '' END FROM generate_series(1, :apps) n;
INSERT INTO logout_notices (client_id, session_id, subject, attempts)
 SELECT bench_id('4', n), bench_id('2', n), 'x', n % 3 FROM generate_series(1, :apps / 2) n;
VACUUM ANALYZE;
