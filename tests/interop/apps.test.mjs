// Apps built with a framework or a web server: a person signs in to them through the server.
import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { freePort, password } from '../browser/server.mjs';
import { Person } from './person.mjs';
import { Stage, start } from './program.mjs';

let stage;

before(async () => {
  // So short that the apps refresh at the first use.
  stage = await Stage.start({ AUTHZ_TOKENS_ACCESS_LIFETIME: '60s' });
});

after(() => stage?.stop());

// Starts NAME/run and waits until `page` of it answers; it ends with the test.
async function running(name, t, port, page, environment) {
  const program = start(name, environment);
  let ended = false;
  program.ended.then(() => (ended = true));
  t.after(async () => {
    program.kill();
    await program.ended;
  });
  for (let i = 0; i < 3000 && !ended; i++) {
    try {
      await fetch(`http://localhost:${port}${page}`, { redirect: 'manual' });
      return;
    } catch { /* not yet */ }
    await new Promise((next) => setTimeout(next, 100));
  }
  throw new Error(`${name} did not start:\n${program.said}`);
}

// Opens a protected page, signs in where that leads to, and gives the page. `there` is the
// same person at the server, whose cookies are others.
async function signIn(person, url, there = new Person()) {
  const { away, html } = await person.go(url);
  assert.equal(away?.origin, stage.server.url, html);
  const back = await there.allow(away, 'ada@example.com', password);
  return person.go(back.href);
}

// Follows an app that signs the person out, and gives the page of the app that comes last.
async function signOut(person, page, there) {
  assert.equal(page.away?.origin, stage.server.url, page.html);
  const { away, html } = await there.go(page.away.href);
  assert.ok(away, html);
  assert.match((await there.go(`${stage.server.url}/account`)).url, /\/login/);
  return person.go(away.href);
}

// What a client with client_secret_post asks of the server.
function ask(endpoint, { client_id, client_secret }, fields) {
  return fetch(`${stage.server.url}/oauth2/${endpoint}`,
    { method: 'POST', body: new URLSearchParams({ client_id, client_secret, ...fields }) });
}

// What calling `url` with a token gives.
async function call(url, token) {
  return (await fetch(url, { headers: { Authorization: `Bearer ${token}` } })).status;
}

test('Spring Security', async (t) => {
  const port = await freePort();
  const at = `http://localhost:${port}`;
  const client = await stage.client(`${at}/login/oauth2/code/authz`,
    '--metadata', JSON.stringify({ post_logout_redirect_uris: [`${at}/up`] }));
  const service = await stage.client(undefined, '--auth-method', 'client_secret_post');
  await running('spring', t, port, '/up', stage.environment(client,
    { PORT: port, POST_ID: service.client_id, POST_SECRET: service.client_secret }));
  const [person, there] = [new Person(), new Person()];
  let me;
  await t.test('signs a person in with PKCE and nonce, asks userinfo and refreshes', async () => {
    await signIn(person, `${at}/oauth2/authorization/authz`, there);
    me = JSON.parse((await person.go(`${at}/me`)).html);
    assert.equal(me.id_token.sub, stage.person.id);
    assert.equal(me.userinfo.email, 'ada@example.com');
    const again = JSON.parse((await person.go(`${at}/me`)).html);
    assert.equal(again.id_token.sub, stage.person.id);
    assert.notEqual(again.access_token, me.access_token);
  });
  await t.test('as an API, accepts the token that a service got, and no other', async () => {
    const { access_token } = await (await fetch(`${at}/service`)).json();
    for (const api of [`${at}/signed`, `${at}/introspected`]) {
      assert.equal(await call(api, access_token), 200, api);
      assert.equal(await call(api, `${access_token}x`), 401, api);
      assert.equal(await call(api, me.access_token), 401, api);
    }
    await ask('revoke', service, { token: access_token });
    assert.equal(await call(`${at}/introspected`, access_token), 401);
  });
  await t.test('signs the person out at the server too', async () => {
    const page = await person.send(await person.go(`${at}/logout`), '/logout', {});
    assert.equal((await signOut(person, page, there)).url, `${at}/up`);
    assert.equal((await person.go(`${at}/me`)).away?.origin, stage.server.url);
  });
});

test('mod_auth_openidc', async (t) => {
  const port = await freePort();
  const at = `http://localhost:${port}`;
  const client = await stage.client(`${at}/callback`,
    '--metadata', JSON.stringify({ post_logout_redirect_uris: [`${at}/free`] }));
  const service = await stage.client(undefined, '--auth-method', 'client_secret_post');
  await running('apache', t, port, '/free', stage.environment(client,
    { PORT: port, FOLDER: path.join(stage.server.folder, 'apache') }));
  const [person, there] = [new Person(), new Person()];
  await t.test('signs a person in with PKCE and nonce, and shows the claims', async () => {
    const page = await signIn(person, `${at}/page.html`, there);
    assert.equal(page.url, `${at}/page.html`);
    assert.match(page.html, new RegExp(`${stage.person.id}.*, Ada Lovelace, ada@example.com`));
  });
  await t.test('refreshes', async () => {
    const info = async (query) => JSON.parse((await person.go(`${at}/callback?info=json${query}`)).html);
    const first = await info('');
    assert.equal(first.userinfo.email, 'ada@example.com');
    const fresh = await info('&access_token_refresh_interval=0');
    assert.notEqual(fresh.refresh_token, first.refresh_token);
    assert.notEqual(fresh.access_token, first.access_token);
  });  await t.test('as an API, accepts the token that a service got, and no other', async () => {
    const answer = await ask('token', service, { grant_type: 'client_credentials', scope: 'payments:read' });
    const { access_token } = await answer.json();
    assert.equal(await call(`${at}/api`, access_token), 200);
    assert.equal(await call(`${at}/api`, `${access_token}x`), 401);
  });
  await t.test('signs the person out at the server too', async () => {
    const page = await person.go(`${at}/callback?logout=${encodeURIComponent(`${at}/free`)}`);
    assert.equal((await signOut(person, page, there)).url, `${at}/free`);
    assert.equal((await person.go(`${at}/page.html`)).away?.origin, stage.server.url);
  });
});
