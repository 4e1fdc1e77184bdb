// A developer looks for an API, asks for its scopes, and is answered.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Server, foreignWords, inspect, inspectNarrow, launch, signedIn } from '../harness.mjs';

const uri = 'https://api.example.com/payments';
let server, browser, client, page;

before(async () => {
  server = await Server.start();
  browser = await launch();
  await server.person('dev@example.com', 'Budget Ltd.');
  await server.cli(['resource', 'add', uri, '--name', 'Payments']);
  await server.cli(['resource', 'add', 'https://api.example.com/weather', '--name', 'Weather']);
  await server.cli(['scope', 'add', uri, 'payments:read', '--title', 'See your payments',
    '--description', 'Amounts, dates and who was paid.']);
  await server.cli(['scope', 'set', 'payments:read', '--lang', 'zh', '--title', '查看你的付款', '--description', '金额、日期和收款方。']);
  await server.cli(['scope', 'add', uri, 'payments:write', '--title', 'Make payments for you', '--sensitivity', 'review']);
  await server.cli(['scope', 'set', 'payments:write', '--lang', 'zh', '--title', '代你付款']);
  client = await server.cli(['client', 'add', '--name', 'Budget app', '--kind', 'service', '--owner', 'dev@example.com']);
  page = await signedIn(browser, server, 'dev@example.com', { locale: 'en-US' });
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

test('the API is found by what it lets apps do', async () => {
  await page.goto(`${server.url}/developer`);
  await page.click('a[href="/developer/catalogue"]');
  assert.deepEqual(await inspect(page, 'catalogue'), []);
  await page.fill('#q', 'make payments');
  await page.click('main form[role=search] button');
  assert.doesNotMatch(await page.textContent('main'), /Weather/);
  await page.click('main h2 a');
  assert.equal(await page.textContent('h1'), 'Payments');
});

test('it asks for one scope that is open and one that is reviewed, and says why', async () => {
  await page.click('main form[method=get] button');
  await page.check('input[value="payments:read"]');
  await page.check('input[value="payments:write"]');
  await page.click('main form[method=post] button[type=submit]');
  assert.match(await page.textContent('#reason-error'), /reviewer/);
  assert.deepEqual(await inspect(page, 'catalogue-api-refused'), []);
  assert.ok(await page.isChecked('input[value="payments:write"]'));
  assert.ok(await page.isChecked('input[value="payments:read"]'));
  await page.fill('#reason', 'We pay the bills that people tell us to pay.');
  await page.click('main form[method=post] button[type=submit]');
  const said = await page.textContent('main');
  assert.match(said, /this app has it/);
  assert.match(said, /waiting for review/);
  assert.deepEqual(await inspect(page, 'catalogue-api-asked'), []);
});

test('a refusal is seen there, and can not be asked for again', async () => {
  await server.cli(['client', 'set', client.client_id, '--refuse-scope', 'payments:write']);
  await page.reload();
  assert.match(await page.textContent('main'), /refused/);
  assert.equal(await page.locator('input[value="payments:write"]').count(), 0);
});

test('its pages are for everybody', async () => {
  const context = await browser.newContext({ locale: 'zh-CN', javaScriptEnabled: false,
    storageState: await page.context().storageState() });
  const zh = await context.newPage();
  for (const [path, name] of [['/developer/catalogue', 'zh-catalogue'], ['/developer/catalogue?q=xyz', 'zh-catalogue-none'],
    [`${new URL(page.url()).pathname}?app=${client.client_id}`, 'zh-catalogue-api'], ['/developer/catalogue/authz', 'zh-catalogue-authz']]) {
    await zh.goto(server.url + path);
    assert.deepEqual(await inspectNarrow(zh, name), []);
    assert.deepEqual(await foreignWords(zh, name, ['Payments', 'Weather', 'Budget app', 'Budget Ltd.']), []);
  }
  await context.close();
});
