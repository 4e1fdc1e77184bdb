-- The JSON API's scopes, and what repeated POSTs are answered with.

INSERT INTO scopes (name, title, description, sensitivity) VALUES
('apps',
 '{"en": "Manage your apps", "zh": "管理你的应用"}',
 '{"en": "The app may see, change and delete the apps and APIs of your teams, and make their secrets.", "zh": "该应用可以查看、修改和删除你团队的应用与 API，并创建其密钥。"}',
 'review'),
('admin',
 '{"en": "Operate this server", "zh": "管理此服务器"}',
 '{"en": "The app may do what your role as an operator allows: see people and apps, decide reviews, end access.", "zh": "该应用可以执行你的管理员角色所允许的操作：查看用户和应用、审核、终止访问。"}',
 'internal')
ON CONFLICT DO NOTHING;

-- `caller` is the person, or the app that acts for itself.
CREATE TABLE idempotency_keys (
	caller uuid NOT NULL,
	key text NOT NULL CHECK (length(key) <= 255),
	fingerprint bytea NOT NULL CHECK (length(fingerprint) = 32),
	status integer NOT NULL DEFAULT 0,
	sealed text NOT NULL DEFAULT '',
	created_at timestamptz NOT NULL DEFAULT now(),
	PRIMARY KEY (caller, key)
);
CREATE INDEX idempotency_keys_created ON idempotency_keys (created_at);
