// A developer signs up, registers apps of every kind, runs one of them, deletes it, has it
// back, and hands it over to a team.
import assert from 'node:assert/strict';
import { generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { after, before, test } from 'node:test';
import { Server, introspect, launch, mailedLink, text, token } from '../harness.mjs';

const uri = 'https://api.example.com/meters';
let server, browser, page, api;
const ids = {};

before(async () => {
  server = await Server.start({ AUTHZ_PEOPLE_VERIFY_EMAIL: 'yes' });
  browser = await launch();
  await server.cli(['resource', 'add', uri, '--name', 'Meters']);
  await server.cli(['scope', 'add', uri, 'meters:read', '--title', 'Read your meters']);
  await server.cli(['scope', 'add', uri, 'meters:reset', '--title', 'Reset your meters', '--sensitivity', 'review']);
  api = await server.cli(['client', 'add', '--name', 'Meters API', '--resource-server', uri]);
  // Nothing here needs JavaScript.
  page = await (await browser.newContext({ locale: 'en-US', javaScriptEnabled: false })).newPage();
  page.setDefaultTimeout(5000);
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

const press = (name) => page.getByRole('button', { name, exact: true }).click();
const open = (path) => page.goto(server.url + path);
const openApp = (kind, below = '') => open(`/developer/apps/${ids[kind]}${below}`);
const asItself = (client, scope = 'meters:read') =>
  token(server, client, { grant_type: 'client_credentials', scope, resource: uri });

async function register(kind, fields) {
  await open('/developer/apps/new');
  await page.check(`input[value=${kind}]`);
  for (const [name, value] of Object.entries(fields)) await page.fill(`#${name}`, value);
  await press('Register');
}

test('a developer signs up, and the address is verified by a link', async () => {
  await open('/signup?return_to=/developer');
  await page.fill('#email', 'grace@example.com');
  await page.fill('#name', 'Grace Hopper');
  await page.fill('#password', 'short');
  await page.click('main button');
  assert.equal(await page.inputValue('#email'), 'grace@example.com');
  await page.fill('#password', 'a much longer password');
  await page.click('main button');
  const link = await mailedLink(page, server, '/verify?ticket=');
  await page.goto(link);
  await page.click('main button');
  await page.waitForURL(`${server.url}/developer`);
  assert.match(await text(page), /No app yet/);
});

test('a redirect URI that is none is said beside the field, and the rest stays', async () => {
  await register('web', { name: 'Compiler <b>cloud</b>', redirect_uri: 'http://evil.example/cb#x' });
  assert.ok(await page.textContent('#redirect_uri-error'));
  assert.equal(await page.inputValue('#name'), 'Compiler <b>cloud</b>');
  await page.fill('#redirect_uri', 'https://compiler.example/cb');
  await press('Register');
  assert.match(await text(page), /shown only this once/);
});

test('an app of each kind starts with what is safe for it', async () => {
  const kinds = {
    web: [{ redirect_uri: 'https://web.example/cb' }, 'client_secret_basic', 'authorization_code refresh_token'],
    browser: [{ redirect_uri: 'https://browser.example/cb' }, 'none', 'authorization_code refresh_token'],
    native: [{ redirect_uri: 'com.example.app:/callback' }, 'none', 'authorization_code refresh_token'],
    device: [{}, 'none', 'urn:ietf:params:oauth:grant-type:device_code refresh_token'],
    service: [{}, 'client_secret_basic', 'client_credentials'],
  };
  for (const [kind, [fields, method, grants]] of Object.entries(kinds)) {
    await register(kind, { name: `The ${kind} app`, ...fields });
    ids[kind] = await page.textContent('#client_id');
    assert.equal(await page.locator('#client_secret').count(), method === 'none' ? 0 : 1, kind);
    await openApp(kind);
    const said = await text(page);
    assert.ok(said.includes(method) && said.includes(grants), `${kind}: ${said}`);
    const client = await server.cli(['client', 'show', ids[kind]]);
    assert.deepEqual([client.reviewed_at, client.trusted], [null, false], kind);
    if (fields.redirect_uri) assert.match(await withoutPkce(fields.redirect_uri, ids[kind]), /error=invalid_request/);
  }
});

async function withoutPkce(redirectUri, id) {
  const query = new URLSearchParams({ response_type: 'code', client_id: id, redirect_uri: redirectUri });
  const answer = await fetch(`${server.url}/oauth2/authorize?${query}`, { redirect: 'manual' });
  return answer.headers.get('location');
}

test('a secret is shown once, and changed without an outage', async () => {
  await openApp('service', '/credentials');
  await press('Make a new secret');
  const second = { client_id: ids.service, client_secret: await page.textContent('#client_secret') };
  await page.getByRole('button', { name: /^Remove the secret/ }).first().click();
  await press('Make a new secret');
  const third = { client_id: ids.service, client_secret: await page.textContent('#client_secret') };
  await openApp('service', '/credentials');
  assert.ok(!(await page.content()).includes(third.client_secret));
  assert.equal(await page.getByRole('button', { name: 'Make a new secret' }).count(), 0);
  for (const client of [second, third]) assert.notEqual((await asItself(client)).error, 'invalid_client');
  await page.getByRole('button', { name: /^Remove the secret/ }).first().click();
  assert.equal((await asItself(second)).error, 'invalid_client');
  assert.notEqual((await asItself(third)).error, 'invalid_client');
  ids.secret = third.client_secret;
});

test('it asks for scopes, and says what for', async () => {
  await openApp('service', '/scopes');
  await page.check('input[value="meters:read"]');
  await page.check('input[value="meters:reset"]');
  await page.fill('#reason', 'We take the meters of tenants who move out.');
  await press('Save scopes');
  assert.match(await text(page), /Reset your meters meters:reset\s+waiting for review/);
  const client = { client_id: ids.service, client_secret: ids.secret };
  assert.equal((await asItself(client)).scope, 'meters:read');
  assert.equal((await asItself(client, 'meters:reset')).error, 'invalid_scope');
});

test('its tokens live as short as it says', async () => {
  await openApp('service', '/settings');
  await page.click('#advanced ~ details summary');
  await page.fill('#access_token_lifetime', 'an hour');
  await page.click('form[action$="/advanced"] button');
  assert.match(await page.textContent('#access_token_lifetime-error'), /not a number/);
  await page.fill('#access_token_lifetime', '61');
  await page.click('form[action$="/advanced"] button');
  assert.match(await text(page), /Saved/);
  const { expires_in: seconds } = await asItself({ client_id: ids.service, client_secret: ids.secret });
  assert.equal(seconds, 61);
});

test('what is a list is written one a line', async () => {
  await openApp('web', '/settings');
  await page.fill('#contacts', 'grace@example.com\nadmiral@example.com');
  await page.click('#details ~ form button');
  assert.match(await text(page), /Saved/);
  await page.click('#advanced ~ details summary');
  await page.click('form[action$="/advanced"] button');
  assert.match(await text(page), /Saved/);
  const { metadata } = await server.cli(['client', 'show', ids.web]);
  assert.deepEqual(metadata.contacts, ['grace@example.com', 'admiral@example.com']);
});

test('it proves itself by a key, of which the server has the public half only', async () => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { d, ...half } = privateKey.export({ format: 'jwk' });
  await openApp('service', '/credentials');
  await page.selectOption('#token_endpoint_auth_method', 'private_key_jwt');
  await page.click('#auth ~ form summary');
  await page.fill('#jwks', JSON.stringify({ keys: [{ ...half, d, kid: '1' }] }));
  await press('Save authentication');
  assert.match(await page.textContent('#jwks-error'), /public keys only/);
  await page.fill('#jwks', JSON.stringify({ keys: [{ ...half, kid: '1' }] }));
  await press('Save authentication');
  assert.match(await text(page), /Saved/);
  const got = await (await fetch(`${server.url}/oauth2/token`, { method: 'POST', body: new URLSearchParams({
    grant_type: 'client_credentials', scope: 'meters:read',
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: assertion(privateKey),
  }) })).json();
  assert.equal((await introspect(server, api, got.access_token)).active, true);
  ids.token = got.access_token;
});

// RFC 7523 2.2.
function assertion(key) {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = { iss: ids.service, sub: ids.service, aud: server.url, jti: randomUUID(), exp: Math.floor(Date.now() / 1000) + 60 };
  const signed = `${part({ alg: 'ES256', kid: '1' })}.${part(claims)}`;
  return `${signed}.${sign('sha256', signed, { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
}

test('it is deleted by its name, and stops at once', async () => {
  await openApp('service', '/settings');
  await page.fill('#confirmation', 'the service app?');
  await press('Delete this app');
  assert.match(await page.textContent('#confirmation-error'), /Nothing was deleted/);
  assert.equal((await introspect(server, api, ids.token)).active, true);
  await page.fill('#confirmation', 'The service app');
  await press('Delete this app');
  await page.waitForURL(`${server.url}/developer?deleted=1`);
  assert.match(await text(page), /The service app\s+Deleted/);
  assert.deepEqual(await introspect(server, api, ids.token), { active: false });
});

test('it is restored as it was', async () => {
  await page.getByRole('link', { name: 'The service app' }).click();
  assert.match(await text(page), /can be restored as it was/);
  await press('Restore the app');
  assert.equal((await page.textContent('#client_id')), ids.service);
  assert.match(await text(page), /private_key_jwt/);
  assert.deepEqual(await introspect(server, api, ids.token), { active: false });
});

test('it moves to a team, which people then see', async () => {
  await open('/developer/teams');
  await page.getByLabel('Name').fill('Tenants Ltd.');
  await press('Start the team');
  await openApp('web');
  await page.getByRole('link', { name: 'Grace Hopper' }).click();
  await page.selectOption('#team', { label: 'Tenants Ltd.' });
  await page.click('form[action$="/team"] button');
  await openApp('web');
  assert.match(await text(page), /Tenants Ltd\./);
});
