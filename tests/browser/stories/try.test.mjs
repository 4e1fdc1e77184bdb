// A developer tries an app in the console.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { App, Server, inspect, launch, signedIn } from '../harness.mjs';

let server, app, browser, client, page;

before(async () => {
  server = await Server.start();
  app = await App.start();
  browser = await launch();
  await server.person('dev@example.com', 'Budget Ltd.');
  client = await server.cli(['client', 'add', '--name', 'Budget app', '--owner', 'dev@example.com',
    '--redirect-uri', app.redirectUri, '--grant', 'authorization_code', '--grant', 'refresh_token', '--scope', 'openid']);
});

after(async () => {
  await browser?.close();
  await app?.stop();
  await server?.stop();
});

test('the page has code with the values of the app', async () => {
  page = await signedIn(browser, server, 'dev@example.com');
  await page.goto(`${server.url}/developer/apps/${client.client_id}/try`);
  for (const language of ['curl', 'node', 'python', 'go', 'spring'])
    assert.ok((await page.textContent(`#snippet-${language}`)).includes(client.client_id));
  assert.ok(!(await page.content()).includes(client.client_secret));
  assert.deepEqual(await inspect(page, 'try'), []);
});

test('the developer signs in to the app and sees its tokens', async () => {
  await page.click('button[value=run]');
  await page.click('button[name=decision][value=allow]');
  await page.waitForURL(/developer\/try\/callback/);
  assert.deepEqual(await inspect(page, 'try-code'), []);
  await page.click('form[action="/developer/try/callback"] button');
  assert.match(await page.textContent('main'), /id_token/);
  assert.equal(await page.textContent('nav [aria-current=page]'), 'Try it');
  assert.ok(!page.url().includes('token='));
  assert.deepEqual(await inspect(page, 'try-tokens'), []);
});

test('the tokens are introspected and revoked', async () => {
  await page.click('button[value=introspect]');
  assert.match(await page.textContent('main'), /"active": true/);
  await page.click('button[value=revoke]');
  await page.click('button[value=introspect]');
  assert.match(await page.textContent('main'), /"active": false/);
});
