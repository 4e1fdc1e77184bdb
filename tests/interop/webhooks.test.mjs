// Receivers of webhooks: the libraries of Standard Webhooks, and the code in docs/webhooks.md.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { Webhook } from 'standardwebhooks';
import { password } from '../browser/server.mjs';
import { Person } from './person.mjs';
import { Stage, start } from './program.mjs';

const signed = ['webhook-id', 'webhook-timestamp', 'webhook-signature'];
let stage, receiver, secret, documented;
const messages = [];

// Signs in as the developer, and registers the endpoint as the page has it.
async function register(client) {
  const dev = new Person();
  const page = `${stage.server.url}/developer/apps/${client.client_id}/webhooks`;
  const form = await dev.send(await dev.go(page), '/login', { login: 'dev@example.com', password });
  const { html } = await dev.send(form, `/developer/apps/${client.client_id}/webhooks`, {
    url: `http://localhost:${receiver.address().port}/hook`, event: 'app.changed' });
  const [, path] = html.match(/action="([^"]*)\/test"/);
  await dev.send(await dev.go(stage.server.url + path), `${path}/test`, {});
  return html.match(/whsec_[A-Za-z0-9+/=]{10,}/)[0];
}

before(async () => {
  stage = await Stage.start({ AUTHZ_OUTBOUND_ALLOW_PRIVATE: 'true' });
  await stage.server.person('dev@example.com', 'Budget Ltd.');
  receiver = http.createServer(async (rq, rs) => {
    let body = '';
    for await (const piece of rq.setEncoding('utf8')) body += piece;
    messages.push({ headers: Object.fromEntries(signed.map((name) => [name, rq.headers[name]])), body });
    rs.end();
  });
  await new Promise((done) => receiver.listen(0, '127.0.0.1', done));
  const client = await stage.client(undefined, '--owner', 'dev@example.com');
  secret = await register(client);
  // Words that JSON, UTF-8 and HTML all look at.
  await stage.server.cli(['client', 'set', client.client_id, '--name', 'Bücher & "Söhne" 书']);
  for (let i = 0; i < 100 && messages.length < 2; i++) await new Promise((next) => setTimeout(next, 100));
  assert.deepEqual(messages.map((m) => JSON.parse(m.body).type).sort(), ['app.changed', 'webhook.test']);
  const folder = await mkdtemp(path.join(os.tmpdir(), 'authz-interop-'));
  const docs = await readFile(new URL('../../docs/webhooks.md', import.meta.url), 'utf8');
  await writeFile(path.join(folder, 'verify.mjs'), docs.match(/```js\n(.*?)```/s)[1]);
  documented = await import(path.join(folder, 'verify.mjs'));
  await rm(folder, { recursive: true });
});

after(async () => {
  receiver?.close();
  await stage?.stop();
});

test('the JavaScript library takes what came, and nothing else', () => {
  const webhook = new Webhook(secret);
  for (const { headers, body } of messages) {
    assert.deepEqual(webhook.verify(body, headers), JSON.parse(body));
    assert.throws(() => webhook.verify(body.replace('data', 'date'), headers));
    assert.throws(() => webhook.verify(body, { ...headers, 'webhook-id': 'msg_x' }));
    assert.throws(() => webhook.verify(body, { ...headers, 'webhook-timestamp': '1614265330' }));
  }
});

test('so does the JavaScript of the documentation', () => {
  for (const { headers, body } of messages) {
    assert.equal(documented.verify(secret, headers, body), true);
    assert.equal(documented.verify(secret, headers, body.replace('data', 'date')), false);
    assert.equal(documented.verify(secret, { ...headers, 'webhook-id': 'msg_x' }, body), false);
    assert.equal(documented.verify(secret, { ...headers, 'webhook-timestamp': '1614265330' }, body), false);
    assert.equal(documented.verify(secret, { ...headers, 'webhook-timestamp': 'x' }, body), false);
    assert.equal(documented.verify(secret, {}, body), false);
  }
});

test('and Python, by the library and by the documentation', async (t) => {
  const program = start('standardwebhooks', { ...process.env, SECRET: secret, MESSAGES: JSON.stringify(messages) });
  const status = await program.ended;
  const checks = [...program.said.matchAll(/^(not ok|ok) (.*)$/gm)];
  for (const [, verdict, what] of checks) await t.test(what, () => assert.equal(verdict, 'ok', program.said));
  assert.equal(status, 0, program.said);
  assert.equal(checks.length, 8, program.said);
});
