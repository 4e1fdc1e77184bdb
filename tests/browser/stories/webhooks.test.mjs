// A developer has the app told of what happens, and finds out why a message did not arrive.
import assert from 'node:assert/strict';
import http from 'node:http';
import { after, before, test } from 'node:test';
import { Server, inspect, launch, password } from '../harness.mjs';

let server, browser, client, page, receiver, answer = { status: 200, body: 'thank you' };
const received = [];

before(async () => {
  server = await Server.start({ AUTHZ_OUTBOUND_ALLOW_PRIVATE: 'true' });
  browser = await launch();
  await server.person('dev@example.com', 'Budget Ltd.');
  client = await server.cli(['client', 'add', '--name', 'Budget app', '--owner', 'dev@example.com',
    '--grant', 'client_credentials']);
  receiver = http.createServer(async (rq, rs) => {
    let body = '';
    for await (const piece of rq.setEncoding('utf8')) body += piece;
    received.push({ id: rq.headers['webhook-id'], ...JSON.parse(body) });
    rs.writeHead(answer.status).end(answer.body);
  });
  await new Promise((done) => receiver.listen(0, '127.0.0.1', done));
  page = await (await browser.newContext({ locale: 'en-US' })).newPage();
  await page.goto(`${server.url}/login?return_to=/developer`);
  await page.fill('input[name=login]', 'dev@example.com');
  await page.fill('input[name=password]', password);
  await page.click('form:has(input[name=password]) button[type=submit]');
  await page.waitForURL(`${server.url}/developer`);
});

after(async () => {
  await browser?.close();
  receiver?.close();
  await server?.stop();
});

async function until(what) {
  for (let i = 0; i < 150; i++) {
    if (await what()) return;
    await page.waitForTimeout(100);
  }
  assert.fail(`not in time: ${what}`);
}

// Reloads the page until it says that.
const says = (words) => until(async () => {
  await page.goto(page.url().replace(/\?.*/, ''));
  return words.test(await page.textContent('main'));
});

test('what is no URL is said beside its field, and the rest stays', async () => {
  await page.goto(`${server.url}/developer/apps/${client.client_id}/webhooks`);
  assert.match(await page.textContent('main'), /no webhooks yet/);
  await page.fill('#url', 'https://budget.example/#hook');
  await page.fill('#description', 'Production');
  await page.uncheck('input[value="app.changed"]');
  await page.click('button:has-text("Add webhook")');
  assert.match(await page.textContent('#url-error'), /https:\/\//);
  assert.equal(await page.inputValue('#description'), 'Production');
  assert.equal(await page.isChecked('input[value="app.changed"]'), false);
  assert.equal(await page.isChecked('input[value="review.decided"]'), true);
});

test('a webhook is added, and its secret is shown this once', async () => {
  await page.fill('#url', `http://localhost:${receiver.address().port}/hook`);
  await page.check('input[value="app.changed"]');
  await page.click('button:has-text("Add webhook")');
  assert.match(await page.textContent('#webhook_secret'), /^whsec_[A-Za-z0-9+/]{43}=$/);
  assert.deepEqual(await inspect(page, 'webhook-new'), []);
  await page.goto(`${server.url}/developer/apps/${client.client_id}/webhooks`);
  await page.click('main .items a');
  assert.equal(await page.locator('#webhook_secret').count(), 0);
});

test('a test event arrives', async () => {
  await page.click('button:has-text("Send a test event")');
  assert.match(await page.textContent('[role=status]'), /on its way/);
  await until(() => received.length === 1);
  assert.equal(received[0].type, 'webhook.test');
  await says(/Delivered/);
});

test('what fails shows why, and arrives when the receiver is well again', async () => {
  answer = { status: 503, body: '<h1 onclick="alert(1)">We are <b>down</b></h1>' };
  await server.cli(['client', 'set', client.client_id, '--name', 'Budget app 2']);
  await until(() => received.length >= 2);
  await says(/Failing/);
  await page.click('.messages details summary >> nth=0');
  assert.match(await page.textContent('.messages li >> nth=0'), /We are <b>down<\/b>/);
  assert.equal(await page.locator('.messages h1').count(), 0);
  assert.deepEqual(await inspect(page, 'webhook-failing'), []);
  answer = { status: 200, body: '' };
  await until(() => received.length >= 3);
  assert.equal(received.at(-1).id, received[1].id);
  assert.deepEqual(received.at(-1).data.changed, ['name']);
  await says(/Working/);
});

test('a message is sent again by hand, under the same id', async () => {
  const before = received.length;
  await page.click('.messages li >> nth=0 >> button');
  await until(() => received.length > before);
  assert.equal(received.at(-1).id, received[1].id);
});

test('the secret is exchanged, the old one signs for a day', async () => {
  await page.click('button:has-text("Make a new secret")');
  assert.match(await page.textContent('#webhook_secret'), /^whsec_/);
  assert.match(await page.textContent('main'), /signs too until/);
});

test('an endpoint that is gone is switched off, and its team gets a mail', async () => {
  answer = { status: 410, body: '' };
  await page.goto(page.url().replace(/\/secret$/, ''));
  await page.click('button:has-text("Send a test event")');
  await says(/It was switched off/);
  assert.match(await page.textContent('main'), /410/);
  assert.equal(await page.locator('button:has-text("Send a test event")').count(), 0);
  assert.deepEqual(await inspect(page, 'webhook-off'), []);
  const webhook = page.url();
  await until(async () => {
    await page.goto(`${server.url}/dev/mails`);
    return /webhook of Budget app 2 was switched off/.test(await page.textContent('main'));
  });
  await page.goto(webhook);
});

test('it is switched on again, and removed at last', async () => {
  await page.check('input[name=enabled]');
  await page.click('button:has-text("Save")');
  assert.match(await page.textContent('main'), /Saved/);
  await page.click('section.danger button');
  assert.match(await page.textContent('main'), /was removed/);
  assert.match(await page.textContent('main'), /no webhooks yet/);
  assert.deepEqual(await inspect(page, 'webhooks-none'), []);
});
