// A developer looks at what the app has done.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { App, Server, authorizeUrl, inspect, launch, password, pkce, token } from '../harness.mjs';

let server, app, browser, client, page;

before(async () => {
  server = await Server.start();
  app = await App.start();
  browser = await launch();
  await server.person('ada@example.com', 'Ada Lovelace');
  await server.person('dev@example.com', 'Budget Ltd.');
  client = await server.cli(['client', 'add', '--name', 'Budget app', '--owner', 'dev@example.com',
    '--redirect-uri', app.redirectUri, '--grant', 'authorization_code', '--grant', 'refresh_token',
    '--grant', 'client_credentials', '--scope', 'openid']);
});

after(async () => {
  await browser?.close();
  await app?.stop();
  await server?.stop();
});

async function signIn(login) {
  const opened = await (await browser.newContext({ locale: 'en-US' })).newPage();
  await opened.goto(`${server.url}/login?return_to=/account`);
  await opened.fill('input[name=login]', login);
  await opened.fill('input[name=password]', password);
  await opened.click('form:has(input[name=password]) button[type=submit]');
  await opened.waitForURL(`${server.url}/account`);
  return opened;
}

const sum = (name) => page.textContent(`[data-plot=${name}] .plot-sum`);

test('before anybody has used it, the plots are empty and say so', async () => {
  page = await signIn('dev@example.com');
  await page.goto(`${server.url}/developer/apps/${client.client_id}/usage`);
  assert.equal(await page.locator('[data-plot=tokens] .plot-bar').count(), 30);
  assert.equal(await page.locator('.plot-ink').count(), 0);
  assert.equal(await sum('tokens'), '0 in all');
  assert.deepEqual(await inspect(page, 'usage-empty'), []);
});

test('a person signs in to the app, and the developer sees it', async () => {
  const ada = await signIn('ada@example.com');
  const { verifier, challenge } = pkce();
  await ada.goto(authorizeUrl(server, client, app, { scope: 'openid', code_challenge: challenge }));
  await ada.click('button[name=decision][value=allow]');
  await ada.waitForURL(`${app.redirectUri}**`);
  const fields = { grant_type: 'authorization_code', code: app.answer.code, redirect_uri: app.redirectUri };
  assert.equal((await token(server, client, { ...fields, code_verifier: verifier })).status, 200);
  assert.equal((await token(server, client, { grant_type: 'refresh_token', refresh_token: 'x' })).error, 'invalid_grant');
  for (let i = 0; i < 50; i++) {
    await page.reload();
    if (await sum('people') === '1 active in the last 30 days' && await sum('errors') === '1 in all') break;
    await page.waitForTimeout(100);
  }
  assert.equal(await sum('tokens'), '1 in all');
  assert.equal(await sum('people'), '1 active in the last 30 days');
  assert.equal(await sum('errors'), '1 in all');
  assert.match(await page.textContent('main'), /invalid_grant/);
});

test('the same numbers stand in a table, for who does not see the bars', async () => {
  await page.click('summary');
  const today = page.locator('.numbers tbody tr').first();
  assert.match(await today.textContent(), new RegExp(new Date().toISOString().slice(0, 10)));
  assert.deepEqual((await today.locator('td').allTextContents()).slice(1), ['1', '0', '0', '1', '1']);
  const svg = page.getByRole('img', { name: 'Tokens', exact: true });
  assert.equal(await svg.count(), 1);
  assert.match(await svg.locator('desc').textContent(), /refreshes/);
  assert.deepEqual(await inspect(page, 'usage'), []);
});

test('the range is chosen by a link, and the file has as many days', async () => {
  await page.click('a:has-text("7 days")');
  assert.equal(await page.locator('[data-plot=tokens] .plot-bar').count(), 7);
  const download = page.waitForEvent('download');
  await page.click('a:has-text("Download CSV")');
  const stream = await (await download).createReadStream();
  let text = '';
  for await (const piece of stream.setEncoding('utf8')) text += piece;
  const rows = text.trim().split('\r\n');
  assert.equal(rows.length, 8);
  assert.equal(rows[0], 'day,logins,refreshes,access_tokens,people,introspections,"invalid_grant",errors');
  assert.match(rows[7], /,1,0,0,1,0,1,1$/);
});
