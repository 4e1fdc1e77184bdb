// The JSON API as a program sees it, and as its description says.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { authorizeUrl, password, pkce, token } from '../browser/server.mjs';
import { Person } from './person.mjs';
import { Stage, start } from './program.mjs';

let stage, access, admin;

before(async () => {
  stage = await Stage.start({ AUTHZ_TOKENS_ACCESS_LIFETIME: '2h' });
  const app = await stage.client(undefined, '--scope', 'apps');
  const { verifier, challenge } = pkce();
  const url = authorizeUrl(stage.server, app, stage.app, { scope: 'apps', code_challenge: challenge });
  const back = await new Person().allow(new URL(url), 'ada@example.com', password);
  const tokens = await token(stage.server, app, { grant_type: 'authorization_code',
    code: back.searchParams.get('code'), redirect_uri: stage.app.redirectUri, code_verifier: verifier });
  access = tokens.access_token;
  const robot = await stage.server.cli(['client', 'add', '--name', 'Robot', '--grant', 'client_credentials', '--scope', 'admin']);
  admin = (await token(stage.server, robot, { grant_type: 'client_credentials', scope: 'admin' })).access_token;
});

after(() => stage?.stop());

async function call(method, path, body, { as = access, ...headers } = {}) {
  const answer = await fetch(stage.server.url + path, { method, body: body && JSON.stringify(body),
    headers: { Authorization: `Bearer ${as}`, ...(body && { 'Content-Type': 'application/json' }), ...headers } });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, json: text ? JSON.parse(text) : undefined };
}

test('a program registers an app, which then gets a token for itself', async () => {
  const app = await call('POST', '/api/v1/apps', { client_name: 'Nightly report', kind: 'service' });
  assert.equal(app.status, 201);
  const path = app.headers.get('location');
  const asked = await call('PUT', `${path}/scopes/payments:read`, { reason: 'To report' });
  assert.deepEqual(asked.json, { scope: 'payments:read', state: 'approved' });
  const own = await token(stage.server, app.json, { grant_type: 'client_credentials', scope: 'payments:read' });
  assert.equal(own.status, 200);
  const second = await call('POST', `${path}/secrets`);
  const first = app.json.secrets[0].id;
  assert.equal((await call('DELETE', `${path}/secrets/${first}`)).status, 204);
  const late = await token(stage.server, app.json, { grant_type: 'client_credentials' });
  assert.equal(late.error, 'invalid_client');
  const rotated = { ...app.json, client_secret: second.json.client_secret };
  assert.equal((await token(stage.server, rotated, { grant_type: 'client_credentials' })).status, 200);
  assert.equal((await call('DELETE', path)).status, 204);
});

test('an operator\'s program decides what a developer\'s asked for', async () => {
  const app = await call('POST', '/api/v1/apps', { client_name: 'Payroll', kind: 'service' });
  const path = app.headers.get('location');
  const asked = await call('PUT', `${path}/scopes/payments:write`, { reason: 'To pay' });
  assert.deepEqual(asked.json, { scope: 'payments:write', state: 'asked' });
  const waiting = await call('GET', '/api/v1/admin/reviews?queue=scopes', undefined, { as: admin });
  assert.deepEqual(waiting.json.items.map((one) => one.client_name), ['Payroll']);
  const there = `/api/v1/admin/apps/${waiting.json.items[0].id}/scopes/payments:write`;
  const decided = await call('PUT', there, { state: 'approved', was: 'asked', message: 'Welcome' }, { as: admin });
  assert.deepEqual(decided.json, { scope: 'payments:write', state: 'approved' });
  assert.equal((await call('PUT', there, { state: 'refused', was: 'asked' }, { as: admin })).status, 409);
  const own = await token(stage.server, app.json, { grant_type: 'client_credentials', scope: 'payments:write' });
  assert.equal(own.status, 200);
  assert.equal((await call('PUT', there, { state: 'refused' })).status, 403);
});

test('schemathesis', async (t) => {
  const program = start('schemathesis', { ...stage.environment(await stage.client()), TOKEN: access, ADMIN_TOKEN: admin });
  const status = await program.ended;
  const checks = [...program.said.matchAll(/^(not ok|ok) (.*)$/gm)];
  for (const [, verdict, what] of checks) await t.test(what, () => assert.equal(verdict, 'ok', program.said));
  assert.equal(status, 0, program.said);
  assert.equal(checks.length, 6, program.said);
});
