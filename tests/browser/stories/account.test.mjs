// A person looks after the account: profile, password, devices, apps, history, and leaves.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { App, Server, authorizeUrl, introspect, launch, pkce, signIn, signedIn, text, token } from '../harness.mjs';

const uri = 'https://api.example.com/payments';
let server, app, browser, ada, elsewhere, api, client, held;

before(async () => {
  server = await Server.start();
  app = await App.start();
  browser = await launch();
  await server.person('ada@example.com', 'Ada');
  await server.person('dev@example.com', 'Budget Ltd.');
  await server.cli(['resource', 'add', uri, '--name', 'Payments']);
  await server.cli(['scope', 'add', uri, 'payments:read', '--title', 'See your payments']);
  await server.cli(['scope', 'add', uri, 'payments:export', '--title', 'Export your payments']);
  api = await server.cli(['client', 'add', '--name', 'Payments API', '--resource-server', uri]);
  client = await server.cli(['client', 'add', '--name', 'Budget app', '--owner', 'dev@example.com', '--redirect-uri', app.redirectUri,
    '--scope', 'openid', '--scope', 'profile', '--scope', 'payments:read', '--scope', 'payments:export']);
  ada = await enter({ locale: 'en-US' });
  elsewhere = await enter({ locale: 'en-US', userAgent: 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1' });
});

after(async () => {
  await browser?.close();
  await app?.stop();
  await server?.stop();
});

// Nothing here needs JavaScript.
async function enter(options) {
  const page = await signedIn(browser, server, 'ada@example.com', { ...options, javaScriptEnabled: false });
  page.setDefaultTimeout(5000);
  return page;
}

const follow = (name) => ada.locator('main').getByRole('link', { name, exact: true }).click();
const press = (name) => ada.getByRole('button', { name, exact: true }).click();

// Ada allows the app everything that it asks for.
async function allow() {
  const { verifier, challenge } = pkce();
  await ada.goto(authorizeUrl(server, client, app, { scope: 'openid profile payments:read payments:export', prompt: 'consent', code_challenge: challenge }));
  await press('Allow');
  await ada.waitForURL(`${app.redirectUri}**`);
  const got = await token(server, client, { grant_type: 'authorization_code', code: app.answer.code,
    redirect_uri: app.redirectUri, code_verifier: verifier });
  await ada.goto(`${server.url}/account`);
  return got;
}

test('what she writes into her profile is what an app learns that she allows it', async () => {
  await follow('Profile');
  await ada.getByLabel('Birthday').fill('10 December 1815');
  await press('Save');
  assert.match(await text(ada), /written as 1990-12-31/);
  assert.equal(await ada.getByLabel('Birthday').inputValue(), '10 December 1815');
  await ada.getByLabel('Birthday').fill('1815-12-10');
  await ada.getByLabel('Name', { exact: true }).fill('Ada Lovelace');
  await ada.getByLabel('Nickname').fill('Countess');
  await press('Save');
  assert.match(await text(ada), /Your profile was saved/);
  held = await allow();
  const answer = await fetch(`${server.url}/oauth2/userinfo`, { headers: { authorization: `Bearer ${(await refresh('openid profile')).access_token}` } });
  const told = await answer.json();
  assert.deepEqual([told.name, told.nickname, told.birthdate, told.email], ['Ada Lovelace', 'Countess', '1815-12-10', undefined]);
});

const refresh = async (scope) => {
  const got = await token(server, client, { grant_type: 'refresh_token', refresh_token: held.refresh_token, ...scope && { scope } });
  if (got.refresh_token) held = { ...held, ...got };
  return got;
};

test('each device stands there with its browser, and is signed out by a button', async () => {
  await follow('Devices');
  assert.match(await text(ada), /Safari on i\w+[\s\S]*From 127\.0\.0\.1/);
  await ada.getByRole('button', { name: /^Sign out Safari on i/ }).click();
  assert.match(await text(ada), /Signed out there/);
  assert.doesNotMatch(await text(ada), /Safari on i/);
  await elsewhere.goto(`${server.url}/account`);
  assert.match(elsewhere.url(), /\/login/);
});

test('a new password signs out everywhere else, and only the new one is good', async () => {
  await signIn(elsewhere, 'ada@example.com');
  assert.equal(elsewhere.url(), `${server.url}/account`);
  await follow('Password');
  await ada.getByLabel('Current password').fill('not this one');
  await ada.getByLabel('New password').fill('another fine long one');
  await press('Change the password');
  assert.match(await text(ada), /not your current password/);
  await ada.getByLabel('Current password').fill('correct horse battery');
  await ada.getByLabel('New password').fill('another fine long one');
  await press('Change the password');
  assert.match(await text(ada), /Your password was changed/);
  await elsewhere.goto(`${server.url}/account`);
  assert.match(elsewhere.url(), /\/login/);
  await signIn(elsewhere, 'ada@example.com');
  assert.match(elsewhere.url(), /\/login/);
  await signIn(elsewhere, 'ada@example.com', 'another fine long one');
  assert.equal(elsewhere.url(), `${server.url}/account`);
});

test('an app stands there with what it may do and when it was used', async () => {
  held = await allow();
  assert.match(await text(ada), /Budget app[\s\S]*by Budget Ltd\.[\s\S]*See your payments[\s\S]*Export your payments/);
  await follow('Budget app');
  assert.match(await text(ada), new RegExp(`Last used\\s+${new Date().getUTCFullYear()}-`));
});

test('one thing that it may do is taken away, and what it got with that is dead', async () => {
  assert.equal((await introspect(server, api, held.access_token)).active, true);
  await ada.uncheck('input[value="payments:export"]');
  await press('Keep only what is ticked');
  assert.match(await text(ada), /may do no more than this/);
  assert.equal(await ada.locator('input[value="payments:export"]').count(), 0);
  assert.deepEqual(await introspect(server, api, held.access_token), { active: false });
});

test('all of it is taken away', async () => {
  held = await allow();
  await follow('Budget app');
  await press('End all access');
  assert.match(await text(ada), /access has ended/);
  assert.doesNotMatch(await text(ada), /Budget app/);
  assert.deepEqual(await introspect(server, api, held.access_token), { active: false });
  assert.equal((await refresh()).error, 'invalid_grant');
});

test('her history tells of all this', async () => {
  await follow('History');
  const said = await text(ada);
  for (const words of [/password/i, /Budget app/, /signed in/i, /profile/i]) assert.match(said, words);
});

test('she takes her data along', async () => {
  await follow('Your data');
  const [file] = await Promise.all([ada.waitForEvent('download'), ada.getByRole('link', { name: 'Download' }).click()]);
  const data = JSON.parse(await readFile(await file.path(), 'utf8'));
  assert.ok(JSON.stringify(data).includes('Countess'));
  assert.ok(!JSON.stringify(data).includes('argon2'));
});

test('she deletes the account, and can not come back', async () => {
  await ada.getByLabel('To confirm').fill('ada@example.com');
  await ada.getByLabel('Current password').fill('another fine long one');
  await press('Delete the account for good');
  assert.match(await text(ada), /no app has access in your name/);
  await elsewhere.goto(`${server.url}/account`);
  await signIn(elsewhere, 'ada@example.com', 'another fine long one');
  assert.match(elsewhere.url(), /\/login/);
});
