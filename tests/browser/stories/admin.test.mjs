// An operator decides reviews, stops an app, helps with an account, and looks after the
// server; an auditor reads all of it, and a reviewer decides reviews alone.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Server, introspect, launch, signIn, signedIn, text, token } from '../harness.mjs';

const uri = 'https://api.example.com/payments';
let server, browser, olga, rita, aude, dev, eve, api, budget, cash;
const forms = [];

before(async () => {
  server = await Server.start({ AUTHZ_TOKENS_ACCESS_LIFETIME: '77' });
  browser = await launch();
  for (const name of ['dev', 'eve', 'olga', 'rita', 'aude']) await server.person(`${name}@example.com`, name);
  for (const [name, role] of [['olga', 'operator'], ['rita', 'reviewer'], ['aude', 'auditor']])
    await server.cli(['operator', 'add', `${name}@example.com`, '--role', role]);
  await server.cli(['resource', 'add', uri, '--name', 'Payments']);
  await server.cli(['scope', 'add', uri, 'payments:write', '--title', 'Make payments', '--sensitivity', 'review']);
  api = await server.cli(['client', 'add', '--name', 'Payments API', '--resource-server', uri]);
  [dev, eve, olga, rita, aude] = await Promise.all(['dev', 'eve', 'olga', 'rita', 'aude'].map(enter));
  budget = await appThatAsks('Budget app');
  cash = await appThatAsks('Cash app');
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

// Nothing here needs JavaScript.
async function enter(name) {
  const page = await signedIn(browser, server, `${name}@example.com`, { locale: 'en-US', javaScriptEnabled: false });
  page.setDefaultTimeout(5000);
  return page;
}

async function appThatAsks(name) {
  const app = await server.cli(['client', 'add', '--name', name, '--kind', 'service', '--owner', 'dev@example.com']);
  await open(dev, `/developer/apps/${app.client_id}/scopes`);
  await dev.check('input[value="payments:write"]');
  await dev.fill('#reason', `${name} pays the bills.`);
  await dev.getByRole('button', { name: 'Save scopes' }).click();
  return app;
}

const open = (page, path) => page.goto(server.url + path);
const follow = (name) => olga.locator('main').getByRole('link', { name, exact: true }).click();
const press = (name) => olga.getByRole('button', { name, exact: true }).click();
const wayTo = async (...names) => {
  await open(olga, '/admin');
  for (const name of names) await follow(name);
};

test('what waits stands in the queue, and one app is given what it asks for', async () => {
  await wayTo('Reviews');
  assert.match(await text(olga), /Budget app[\s\S]*Make payments[\s\S]*Budget app pays the bills\./);
  await olga.getByRole('link', { name: 'Budget app' }).first().click();
  await press('Approve Make payments');
  await wayTo('Reviews');
  assert.doesNotMatch(await text(olga), /Budget app pays/);
  const got = await token(server, budget, { grant_type: 'client_credentials', scope: 'payments:write' });
  assert.equal(got.scope, 'payments:write');
});

test('another is refused, and its developer reads why', async () => {
  await olga.getByRole('link', { name: 'Cash app' }).first().click();
  await olga.getByLabel('Message to the developer about Make payments').fill('Tell us who you are.');
  await press('Refuse Make payments');
  await open(dev, `/developer/apps/${cash.client_id}`);
  assert.match(await text(dev), /refused payments:write[\s\S]*Tell us who you are\./i);
  assert.equal((await token(server, cash, { grant_type: 'client_credentials', scope: 'payments:write' })).error, 'invalid_scope');
});

test('an app is suspended, and its token is dead at once', async () => {
  const { access_token: held } = await token(server, budget, { grant_type: 'client_credentials', scope: 'payments:write' });
  assert.equal((await introspect(server, api, held)).active, true);
  await wayTo('Apps', 'Budget app');
  await olga.fill('#suspend-message', 'It pays twice.');
  await press('Suspend the app');
  assert.deepEqual(await introspect(server, api, held), { active: false });
  await open(dev, `/developer/apps/${budget.client_id}`);
  assert.match(await text(dev), /Suspended[\s\S]*It pays twice\./);
});

test('a session of a person is ended', async () => {
  await wayTo('People');
  await olga.getByLabel('Beginning of the e-mail address').fill('eve@');
  await press('Search');
  assert.doesNotMatch(await text(olga), /dev@example\.com/);
  await follow('eve@example.com');
  await olga.getByRole('button', { name: /^End the session from/ }).click();
  await open(eve, '/account');
  assert.match(eve.url(), /\/login/);
});

test('their account is disabled, and enabled again', async () => {
  eve = await enter('eve');
  await press('Disable the account');
  await open(eve, '/account');
  assert.match(eve.url(), /\/login/);
  await signIn(eve, 'eve@example.com');
  assert.match(eve.url(), /\/login/);
  await press('Enable the account');
  await signIn(eve, 'eve@example.com');
  assert.equal(eve.url(), `${server.url}/account`);
});

test('a scope is added, with words in each language', async () => {
  await wayTo('APIs', 'Payments', 'Add a scope');
  await olga.fill('#scope', 'payments:read');
  await olga.fill('#title_en', 'See your payments');
  await olga.fill('#title_zh', '查看你的付款');
  await olga.check('input[value=open]');
  await press('Add the scope');
  assert.match(await text(olga), /payments:read[\s\S]*See your payments[\s\S]*查看你的付款/);
  for (const [language, title] of [['en', 'See your payments'], ['zh', '查看你的付款']]) {
    await open(dev, `/developer/apps/${cash.client_id}/scopes`);
    await dev.click(`footer a[hreflang=${language}]`);
    assert.ok((await text(dev)).includes(title), language);
  }
  await dev.click('footer a[hreflang=en]');
});

test('the signing keys are rotated', async () => {
  const published = async () => (await (await fetch(`${server.url}/oauth2/jwks`)).json()).keys.length;
  const before = await published();
  await wayTo('Signing keys');
  await olga.check('input[name=confirm]');
  await press('Rotate');
  assert.match(await text(olga), /Done\.[\s\S]*next/);
  assert.equal(await published(), before + 1);
});

test('the audit log is searched, and taken along as a file', async () => {
  await wayTo('Audit log');
  await olga.getByLabel('Event').fill('app_suspended');
  await press('Filter');
  assert.match(await text(olga), /app_suspended .* operator[\s\S]*It pays twice\./);
  assert.doesNotMatch(await text(olga), /key_rotated|app_scope_decided/);
  const link = await olga.getByRole('link', { name: 'Download as CSV' }).getAttribute('href');
  const rows = (await (await olga.request.get(server.url + link)).text()).trim().split('\n');
  assert.equal(rows.length, 2);
  assert.match(rows[1], /app_suspended/);
});

test('settings tell where they come from, and nodes that they are well', async () => {
  await wayTo('Settings');
  await olga.getByLabel('Part of a key or of what it means').fill('access_lifetime');
  await press('Search');
  assert.match(await text(olga), /\[tokens\] access_lifetime environment\s+77[\s\S]*AUTHZ_TOKENS_ACCESS_LIFETIME/i);
  await wayTo('Nodes');
  assert.match(await text(olga), /coherent/);
});

// Every page that is linked below /admin, each kind of a page once.
async function everyPage(page) {
  const seen = new Map([['/admin', '/admin']]);
  for (const path of seen.values()) {
    const answer = await open(page, path);
    assert.equal(answer.status(), 200, path);
    for (const link of await page.locator('a[href^="/admin"]').all()) {
      const href = (await link.getAttribute('href')).split('?')[0];
      const kind = href.replace(/[0-9a-f-]{36}/, '{}').replace(/(scopes\/).+/, '$1{}');
      if (!seen.has(kind) && !href.endsWith('.csv')) seen.set(kind, href);
    }
  }
  return [...seen.values()];
}

test('an operator has a form for each thing to be done', async () => {
  for (const path of await everyPage(olga)) {
    await open(olga, path);
    for (const form of await olga.locator('main form[method=post]').all()) forms.push(await form.getAttribute('action'));
  }
  const kinds = new Set(forms.map((action) => action.replace(/[0-9a-f-]{36}/g, '{}')));
  for (const kind of ['/admin/apps/{}/scopes', '/admin/apps/{}/review', '/admin/users/{}/disable', '/admin/operators',
    '/admin/keys', '/admin/apis/{}/delete', '/admin/users/{}/sessions/{}/end']) assert.ok(kinds.has(kind), kind);
});

// Sends a form's address what the person could send, and gives the status.
async function sendTo(page, action) {
  await open(page, '/account');
  const csrf = await page.getAttribute('form[action="/logout"] input[name=csrf]', 'value');
  const answer = await page.request.post(server.url + action, { form: { csrf, decision: 'approve', confirm: 'yes' }, maxRedirects: 0 });
  return answer.status();
}

test('an auditor reads all of it and can change nothing', async () => {
  const pages = await everyPage(aude);
  for (const page of ['reviews', 'apps', 'users', 'apis', 'keys', 'nodes', 'operators', 'deliveries', 'settings', 'audit'])
    assert.ok(pages.includes(`/admin/${page}`), page);
  for (const path of pages) {
    await open(aude, path);
    assert.equal(await aude.locator('main form[method=post]').count(), 0, path);
  }
  for (const action of forms) assert.equal(await sendTo(aude, action), 404, action);
});

test('a reviewer decides reviews and nothing else', async () => {
  const decides = /^\/admin\/ap(p|i)s\/[^/]+\/(scopes|review)$/;
  for (const path of await everyPage(rita)) {
    await open(rita, path);
    for (const form of await rita.locator('main form[method=post]').all())
      assert.match(await form.getAttribute('action'), decides, path);
  }
  for (const action of forms.filter((one) => !decides.test(one)))
    assert.equal(await sendTo(rita, action), 404, action);
  await open(rita, `/admin/apps/${cash.client_id}`);
  await rita.getByRole('button', { name: 'Mark as reviewed' }).click();
  await open(dev, `/developer/apps/${cash.client_id}`);
  assert.match(await text(dev), /approved the app/i);
});
