// A developer finds out why a request of the app was refused.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { App, Server, authorizeUrl, inspect, launch, signedIn } from '../harness.mjs';

let server, app, browser, client, page, errors, failed;

before(async () => {
  server = await Server.start();
  app = await App.start();
  browser = await launch();
  await server.person('dev@example.com', 'Budget Ltd.');
  client = await server.cli(['client', 'add', '--name', 'Budget app', '--owner', 'dev@example.com',
    '--redirect-uri', app.redirectUri, '--grant', 'authorization_code', '--scope', 'openid']);
  errors = `${server.url}/developer/apps/${client.client_id}/errors`;
});

after(async () => {
  await browser?.close();
  await app?.stop();
  await server?.stop();
});

test('before anything fails, the page says what it is for', async () => {
  page = await signedIn(browser, server, 'dev@example.com');
  await page.goto(errors);
  assert.match(await page.textContent('.empty'), /Nothing was refused/);
  assert.deepEqual(await inspect(page, 'errors-none'), []);
});

test('a redirect URI with a slash too many is shown beside the registered one', async () => {
  const person = await (await browser.newContext()).newPage();
  const answer = await person.goto(authorizeUrl(server, client, app, { scope: 'openid', redirect_uri: `${app.redirectUri}/` }));
  assert.equal(answer.status(), 400);
  failed = answer.headers()['x-request-id'];
  assert.ok((await person.textContent('main')).includes(failed));
  for (let i = 0; i < 50 && !(await page.$('.fault')); i++) {
    await page.waitForTimeout(100);
    await page.click('text=Refresh');
  }
  assert.equal(await page.textContent('.compare mark'), '/');
  assert.match(await page.textContent('.fault'), /not authenticated/);
});

test('the request id finds it, with what was sent and the rule', async () => {
  await page.fill('input[name=request]', failed);
  await page.click('form[role=search] button');
  assert.equal(await page.locator('.fault').count(), 1);
  assert.ok(await page.isVisible('.parameters'));
  assert.equal(await page.getAttribute('.fault details a', 'href'), 'https://www.rfc-editor.org/rfc/rfc9700#section-2.1');
  assert.deepEqual(await inspect(page, 'errors-one'), []);
});
