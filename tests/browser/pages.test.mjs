// Every page a person sees, as a person uses it; states.test.mjs looks at what they look like.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { App, Server, authorizeUrl, inspect, introspect, launch, password, pkce, token, signIn } from './harness.mjs';

let server, app, browser, api, client;

before(async () => {
  server = await Server.start();
  app = await App.start();
  browser = await launch();
  await server.person('ada@example.com', 'Ada Lovelace');
  await server.person('dev@example.com', 'Budget Ltd.');
  const uri = 'https://api.example.com/payments';
  await server.cli(['resource', 'add', uri, '--name', 'Payments']);
  await server.cli(['scope', 'add', uri, 'payments:read', '--title', 'See your payments']);
  await server.cli(['scope', 'set', 'payments:read', '--lang', 'zh', '--title', '查看你的付款']);
  await server.cli(['scope', 'add', uri, 'payments:write', '--title', 'Make payments for you',
    '--description', 'The app can send money from your account.', '--sensitivity', 'review']);
  await server.cli(['scope', 'add', uri, 'payments:export', '--title', 'Export your payments']);
  api = await server.cli(['client', 'add', '--name', 'Payments API', '--resource-server', uri]);
  client = await server.cli(['client', 'add', '--name', 'Budget app', '--owner', 'dev@example.com',
    '--redirect-uri', app.redirectUri, '--homepage', 'https://budget.example',
    '--scope', 'openid', '--scope', 'profile', '--scope', 'payments:read', '--scope', 'payments:export']);
});

after(async () => {
  await browser?.close();
  await app?.stop();
  await server?.stop();
});

async function visit(options = {}) {
  const context = await browser.newContext({ locale: 'en-US', ...options });
  return context.newPage();
}

async function pageOf(login) {
  const page = await visit();
  await page.goto(`${server.url}/login?return_to=/account`);
  await signIn(page, login);
  await page.waitForURL(`${server.url}/account`);
  return page;
}

test('a person signs in, unticks a scope, and the app gets only the rest', async () => {
  const page = await visit();
  const { verifier, challenge } = pkce();
  await page.goto(authorizeUrl(server, client, app,
    { scope: 'openid profile payments:read payments:export', code_challenge: challenge }));
  assert.match(await page.textContent('main'), /Budget app/);
  await signIn(page, 'ada@example.com', 'wrong password');
  assert.equal(await page.inputValue('input[name=login]'), 'ada@example.com');
  await signIn(page, 'ada@example.com');
  const text = await page.textContent('main');
  for (const words of ['Budget app', 'Budget Ltd.', 'See your payments', 'Export your payments'])
    assert.ok(text.includes(words), words);
  await page.uncheck('input[name=scope][value="payments:export"]');
  await page.click('button[name=decision][value=allow]');
  await page.waitForURL(`${app.redirectUri}**`);
  assert.equal(app.answer.state, 'xyz');
  assert.equal(app.answer.iss, server.url);
  const tokens = await token(server, client, {
    grant_type: 'authorization_code', code: app.answer.code,
    redirect_uri: app.redirectUri, code_verifier: verifier,
  });
  assert.equal(tokens.status, 200, JSON.stringify(tokens));
  assert.deepEqual(tokens.scope.split(' ').sort(), ['openid', 'payments:read', 'profile']);
  assert.equal((await introspect(server, api, tokens.access_token)).active, true);
  await page.context().close();
});

test('a person sees the app on the account page and ends it at once', async () => {
  const page = await visit();
  const { verifier, challenge } = pkce();
  await page.goto(authorizeUrl(server, client, app, { scope: 'payments:read', code_challenge: challenge }));
  await signIn(page, 'ada@example.com');
  if (page.url().startsWith(server.url)) await page.click('button[name=decision][value=allow]');
  await page.waitForURL(`${app.redirectUri}**`);
  const tokens = await token(server, client, {
    grant_type: 'authorization_code', code: app.answer.code,
    redirect_uri: app.redirectUri, code_verifier: verifier,
  });
  await page.goto(`${server.url}/account`);
  assert.match(await page.textContent('main'), /Budget app/);
  await page.click('form[action$="/end"] button');
  assert.doesNotMatch(await page.textContent('main'), /Budget app/);
  assert.deepEqual(await introspect(server, api, tokens.access_token), { active: false });
  const refreshed = await token(server, client,
    { grant_type: 'refresh_token', refresh_token: tokens.refresh_token });
  assert.equal(refreshed.error, 'invalid_grant');
  await page.context().close();
});

test('saying no sends access_denied to the app', async () => {
  const page = await visit();
  await page.goto(authorizeUrl(server, client, app,
    { scope: 'payments:read', code_challenge: pkce().challenge, prompt: 'consent' }));
  await signIn(page, 'ada@example.com');
  await page.click('button[name=decision][value=deny]');
  await page.waitForURL(`${app.redirectUri}**`);
  assert.equal(app.answer.error, 'access_denied');
  await page.context().close();
});

test('form_post reaches the app by itself, and by a button without JavaScript', async () => {
  for (const javaScriptEnabled of [true, false]) {
    const page = await visit({ javaScriptEnabled });
    app.answer = undefined;
    await page.goto(authorizeUrl(server, client, app, {
      scope: 'payments:read', code_challenge: pkce().challenge,
      response_mode: 'form_post', prompt: 'consent',
    }));
    await signIn(page, 'ada@example.com');
    await page.click('button[name=decision][value=allow]');
    if (!javaScriptEnabled) await page.click('main button');
    await page.waitForURL(`${app.redirectUri}**`);
    assert.ok(app.answer.code);
    await page.context().close();
  }
});

test('everything works without JavaScript at 320 pixels, in Chinese', async () => {
  const page = await visit({ javaScriptEnabled: false, locale: 'zh-CN', viewport: { width: 320, height: 640 } });
  await page.goto(authorizeUrl(server, client, app,
    { scope: 'openid payments:read', code_challenge: pkce().challenge, prompt: 'consent' }));
  assert.equal(await page.getAttribute('html', 'lang'), 'zh');
  await signIn(page, 'ada@example.com');
  assert.match(await page.textContent('main'), /查看你的付款/);
  await page.click('button[name=decision][value=allow]');
  await page.waitForURL(`${app.redirectUri}**`);
  assert.ok(app.answer.code);
  await page.context().close();
});

test('Chinese pages are as sound as English ones', async () => {
  const page = await visit({ locale: 'zh-CN' });
  await page.goto(authorizeUrl(server, client, app,
    { scope: 'openid payments:read', code_challenge: pkce().challenge, prompt: 'consent' }));
  assert.deepEqual(await inspect(page, 'zh-login'), []);
  await signIn(page, 'ada@example.com');
  assert.deepEqual(await inspect(page, 'zh-consent'), []);
  await page.goto(`${server.url}/developer/apps/new`);
  assert.deepEqual(await inspect(page, 'zh-developer-new'), []);
  await page.context().close();
});

test('a broken request shows an error page and leads nowhere', async () => {
  const page = await visit();
  const answer = await page.goto(
    `${server.url}/oauth2/authorize?response_type=code&client_id=nobody&redirect_uri=https://evil.example/`);
  assert.equal(answer.status(), 400);
  assert.ok(page.url().startsWith(server.url));
  const missing = await page.goto(`${server.url}/nothing-here`);
  assert.equal(missing.status(), 404);
  await page.context().close();
});

test('a signed-in person can sign out from any page', async () => {
  const page = await pageOf('ada@example.com');
  await page.click('form[action="/logout"] button');
  await page.goto(`${server.url}/account`);
  assert.ok(page.url().includes('/login'));
  await page.context().close();
});
