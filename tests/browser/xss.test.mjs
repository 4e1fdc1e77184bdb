// Whatever anybody writes anywhere is text to everybody: every text field is filled with
// words that would run, and every page is opened.
import assert from 'node:assert/strict';
import http from 'node:http';
import { after, before, test } from 'node:test';
import { App, Server, authorizeUrl, launch, mailedLink, pkce, signIn, signedIn } from './harness.mjs';
import { pages } from './routes.mjs';
import { Sweep, evil, evilLink } from './xss/sweep.mjs';

const uri = 'https://api.example.com/payments';
let server, app, browser, receiver, sweep, client, tv, service, itself, registered;
const people = {};

before(async () => {
  server = await Server.start({ AUTHZ_OUTBOUND_ALLOW_PRIVATE: 'true', AUTHZ_APIS_OWNERS_DECIDE: 'true' });
  app = await App.start();
  browser = await launch();
  receiver = http.createServer((rq, rs) => rs.writeHead(503).end(evil));
  await new Promise((done) => receiver.listen(0, '127.0.0.1', done));
  sweep = new Sweep(server, `http://localhost:${receiver.address().port}/'onerror=alert(7)//xss7`);
  for (const name of ['ada', 'dev', 'olga', 'eve']) await server.person(`${name}@example.com`, evil);
  await server.cli(['operator', 'add', 'olga@example.com', '--role', 'operator']);
  await platform();
  await apps();
  // The browser's own name is shown where people are signed in.
  for (const name of ['ada', 'dev', 'olga'])
    people[name] = await sweep.watch((await signedIn(browser, server, `${name}@example.com`, { userAgent: evil, locale: 'en-US' })).context());
  people.nobody = await sweep.watch(await browser.newContext({ userAgent: evil, locale: 'en-US' }));
});

after(async () => {
  await browser?.close();
  receiver?.close();
  await app?.stop();
  await server?.stop();
});

// What operators say by the command line.
async function platform() {
  await server.cli(['resource', 'add', uri, '--name', evil]);
  for (const [scope, sensitivity] of [['payments:read', 'open'], ['payments:write', 'review']]) {
    await server.cli(['scope', 'add', uri, scope, '--title', evil, '--description', evil, '--sensitivity', sensitivity]);
    await server.cli(['scope', 'set', scope, '--lang', 'zh', '--title', evil, '--description', evil]);
  }
  for (const state of ['approved', 'refused'])
    await server.cli(['resource', 'add', `${uri}/${state}`, '--name', evil, '--owner', 'dev@example.com', '--scope-prefix', state, '--state', state]);
  await server.cli(['scope', 'add', `${uri}/approved`, 'approved:read', '--title', evil, '--sensitivity', 'review']);
  await server.cli(['detail-type', 'add', uri, 'payment', '--title', `${evil} {creditor}`, '--field', 'creditor:string:required']);
  await server.cli(['detail-type', 'set', 'payment', '--lang', 'zh', '--title', `${evil} {creditor}`]);
}

async function apps() {
  const common = ['--owner', 'dev@example.com', '--scope', 'openid', '--scope', 'profile', '--scope', 'payments:read', '--name', evil, '--description', evil];
  client = await server.cli(['client', 'add', ...common, '--redirect-uri', app.redirectUri, '--homepage', evilLink, '--policy-uri', evilLink, '--tos-uri', evilLink]);
  await server.cli(['client', 'set', client.client_id, '--metadata', '{"authorization_details_types":["payment"]}']);
  tv = await server.cli(['client', 'add', ...common, '--kind', 'device']);
  service = await server.cli(['client', 'add', ...common, '--grant', 'urn:openid:params:grant-type:ciba']);
  for (let i = 0; i < 2; i++) await server.cli(['client', 'add', ...common, '--redirect-uri', app.redirectUri]);
  itself = await server.cli(['client', 'add', '--owner', 'dev@example.com', '--name', evil, '--kind', 'service', '--scope', 'payments:read']);
  registered = await registerItself();
}

// RFC 7591 2.2: words in each language, of whom nobody knows.
async function registerItself() {
  const words = {};
  for (const name of ['client_name', 'description', 'software_id', 'software_version'])
    for (const tag of ['', '#zh', '#zh-CN', '#en', '#de']) words[name + tag] = evil;
  for (const name of ['client_uri', 'policy_uri', 'tos_uri', 'logo_uri'])
    for (const tag of ['', '#zh']) words[name + tag] = evilLink;
  const register = (more) => fetch(`${server.url}/oauth2/register`, { method: 'POST', headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ redirect_uris: [app.redirectUri], scope: 'openid payments:read', ...words, ...more }) });
  for (const name of ['client_uri', 'policy_uri', 'tos_uri', 'initiate_login_uri'])
    assert.equal((await register({ [name]: 'javascript:alert(7)' })).status, 400, name);
  const answer = await register({});
  assert.equal(answer.status, 201);
  return answer.json();
}

test('every text field of every form takes it, or says no to it', async () => {
  const { ada, dev, olga, nobody } = people;
  await sweep.walk(nobody, ['/login', '/signup', '/password/forgot', '/device']);
  await sweep.walk(dev, ['/developer', '/account', '/device', `/developer/apps/${itself.client_id}/try`]);
  await sweep.walk(ada, ['/account']);
  await sweep.walk(olga, ['/admin', '/developer', '/admin/scopes/payments:read']);
  await sweep.walk(dev, ['/developer', '/account']);
  const refused = [...sweep.forms].filter(([, taken]) => !taken).map(([form]) => form);
  assert.deepEqual(refused, [], 'what would these take?');
  assert.ok(sweep.forms.size > 25, `only ${sweep.forms.size} forms were found`);
});

test('it comes by requests, too, and is shown to who is asked', async () => {
  const { ada, nobody } = people;
  const challenge = pkce().challenge;
  const ask = (of, extra) => authorizeUrl(server, of, app, { scope: 'openid payments:read', code_challenge: challenge, prompt: 'consent', ...extra });
  for (const name of ['client_id', 'redirect_uri', 'response_type', 'response_mode', 'scope', 'resource', 'prompt', 'max_age', 'acr_values',
    'ui_locales', 'login_hint', 'state', 'nonce', 'claims', 'authorization_details', 'code_challenge_method', evil])
    for (const page of [nobody, ada])
      await sweep.open(page, ask(client, { [name]: evil })).catch((error) => { if (!/ERR_ABORTED/.test(error.message)) throw error; });
  for (const name of ['grant_type', 'scope', 'resource', 'audience', 'client_assertion_type', 'requested_token_type', evil])
    await fetch(`${server.url}/oauth2/token`, { method: 'POST', headers: { authorization: `Basic ${btoa(`${client.client_id}:${client.client_secret}`)}`, 'user-agent': evil },
      body: new URLSearchParams({ grant_type: 'authorization_code', [name]: evil }) });
  for (const path of ['/device?user_code=', '/consent?ticket=', '/verify?ticket=', '/password/reset?ticket=', '/login?return_to=', '/login?login_hint=', '/signup?return_to=',
    '/oauth2/logout?post_logout_redirect_uri=', '/oauth2/logout?client_id=', '/developer/invitation?ticket=', '/developer/try/callback?code=1&state=', '/developer/try/callback?error=',
    '/account?answered=', '/account/history?before=', '/admin/users?q=', '/developer?team=', '/nothing/', '/static/'])
    for (const page of [nobody, ada, people.dev, people.olga]) await sweep.open(page, path + encodeURIComponent(evil));
});

test('and whoever opens whatever page reads it as text', async () => {
  const { ada, dev, olga, nobody } = people;
  for (const one of await server.cli(['client', 'list'])) if (one.suspended_at) await server.cli(['client', 'resume', one.client_id]);
  await fetch(`${server.url}/oauth2/bc-authorize`, { method: 'POST', headers: { authorization: `Basic ${btoa(`${service.client_id}:${service.client_secret}`)}` },
    body: new URLSearchParams({ scope: 'openid payments:read', login_hint: 'ada@example.com', binding_message: evil }) });
  for (const one of [client, registered]) {
    await sweep.open(ada, authorizeUrl(server, one, app, { scope: 'openid payments:read', code_challenge: pkce().challenge, prompt: 'consent',
      ...one === client && { authorization_details: JSON.stringify([{ type: 'payment', creditor: evil }]) } }));
    assert.ok((await ada.textContent('main')).includes(evil));
    await ada.click('button[value=allow]');
    await ada.waitForURL(`${app.redirectUri}**`);
  }
  await sweep.open(ada, authorizeUrl(server, client, app, { scope: 'openid', code_challenge: pkce().challenge, prompt: 'select_account' }));
  await sweep.open(nobody, authorizeUrl(server, client, app, { scope: 'openid', code_challenge: pkce().challenge, prompt: 'create' }));
  await sweep.open(ada, `/oauth2/logout?client_id=${client.client_id}`);
  const code = await (await fetch(`${server.url}/oauth2/device_authorization`, { method: 'POST', body: new URLSearchParams({ client_id: tv.client_id, scope: 'openid payments:read' }) })).json();
  await sweep.open(ada, code.verification_uri_complete);
  await ada.click('main button');
  await sweep.look(ada);
  await ada.click('button[value=allow]');
  await sweep.look(ada);
  await sweep.open(ada, await mailedLink(ada, server, '/developer/invitation?ticket='));
  await sweep.open(ada, '/logout');
  for (const language of ['en', 'zh']) {
    for (const page of Object.values(people)) await page.context().setExtraHTTPHeaders({ 'accept-language': language });
    await Promise.all([sweep.walk(nobody, ['/dev/mails', '/login'], false),
      sweep.walk(ada, ['/account', `/account/apps/${client.client_id}`], false),
      sweep.walk(dev, ['/developer', '/account', `/developer/apps/${client.client_id}/errors`, `/developer/apps/${client.client_id}/try`], false),
      sweep.walk(olga, ['/admin', '/admin/reviews', '/admin/audit'], false)]);
  }
  assert.deepEqual([...sweep.faults].sort(), []);
});

test('no page was left out', () => {
  const elsewhere = ['/oauth2/authorize', '/consent', '/verify', '/password/reset', '/account/data/export', '/developer/apps/{}/usage.csv', '/admin/audit.csv'];
  assert.deepEqual(pages('GET').filter((one) => !sweep.visited.has(one) && !elsewhere.includes(one)), []);
});

test('no form was left out that has more than buttons', () => {
  const buttons = [/^\/oauth2/, /\/(remove|end-others|leave|restore|enable|team|callback)$/, /members\/{}$/, /^\/developer\/apps\/{}\/review$/, /^\/(verify|password\/reset|developer\/invitation)$/];
  assert.deepEqual(pages('POST').filter((one) => !sweep.found.has(one) && !buttons.some((some) => some.test(one))), []);
});
