// Every page in every state it has: in English by axe, light and dark, wide and narrow; in
// Chinese without JavaScript on a narrow screen.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { App, DatabaseGate, Server, authorizeUrl, foreignWords, inspect, inspectNarrow, launch, mailedLink, password, pkce, signIn, signedIn } from './harness.mjs';

const uri = 'https://api.example.com/payments';
const longName = 'The Extraordinarily Comprehensive Household Budgeting & Expense Planner for Families 2026';
const longHost = `${'a-very-long-host-name.'.repeat(4)}example`;
let server, app, browser, gate, behindGate, byMail;
const names = ['Ada Lovelace', 'Budget Ltd.', 'Maximiliane von Hohenstein-Oettingen und Wallerstein', longName,
  'Budget app', 'Suspended app', 'Deleted app', 'Scopes of every kind', 'Made just now', 'Payments', /weather-\w+(:\w*)?/g, 'Weather Ltd.', 'Weather', 'budget.example', longHost,
  'Keeps an eye on what you spend.', /A (browser|native|device|service) app/g, 'Living room', 'Counter', /Linux 上的 Chrome/g, 'We pay the bills that people tell us to pay.', 'Tell us who you are.', 'BCDF-GHJK', /[B-Z]{4}-[B-Z]{4}/g, /App \d+/g, /payments:\w+/g, 'openid'];
const apps = {};
const states = {};
const links = {};

before(async () => {
  server = await Server.start();
  app = await App.start();
  browser = await launch();
  await server.person('ada@example.com', 'Ada Lovelace');
  await server.person('new@example.com', '');
  await server.person('dev@example.com', 'Budget Ltd.');
  await server.person('many@example.com', 'Maximiliane von Hohenstein-Oettingen und Wallerstein');
  await server.cli(['resource', 'add', uri, '--name', 'Payments']);
  const scopes = [['read', 'See your payments', '查看你的付款', 'open'], ['export', 'Export your payments', '导出你的付款', 'open'],
    ['write', 'Make payments for you', '代你付款', 'review'], ['limits', 'Change your limits', '更改你的限额', 'review']];
  for (const [name, title, zh, sensitivity] of scopes) {
    await server.cli(['scope', 'add', uri, `payments:${name}`, '--title', title, '--sensitivity', sensitivity,
      ...name === 'write' ? ['--description', 'The app can send money from your account.'] : []]);
    await server.cli(['scope', 'set', `payments:${name}`, '--lang', 'zh', '--title', zh,
      ...name === 'write' ? ['--description', '应用可以从你的账户付款。'] : []]);
  }
  await register();
  await askForScopes();
  await workTogether();
  for (const role of ['operator', 'reviewer', 'auditor']) {
    await server.person(`${role}@example.com`, '');
    await server.cli(['operator', 'add', `${role}@example.com`, '--role', role]);
  }
  states.en = await storage('en-US');
  states.zh = await storage('zh-CN');
  byMail = await Server.start({ AUTHZ_PEOPLE_VERIFY_EMAIL: 'yes' });
  await askForLinks();
  gate = await DatabaseGate.start(server);
  behindGate = await Server.start({ AUTHZ_DATABASE_URL: gate.url, AUTHZ_KEYS_FILE: server.keyring });
});

after(async () => {
  await browser?.close();
  await behindGate?.stop();
  await gate?.stop();
  await app?.stop();
  await byMail?.stop();
  await server?.stop();
});

async function register() {
  const web = ['client', 'add', '--redirect-uri', app.redirectUri, '--scope', 'openid', '--scope', 'profile',
    '--scope', 'email', '--scope', 'offline_access', '--scope', 'payments:read', '--scope', 'payments:export'];
  apps.known = await server.cli([...web, '--name', 'Budget app', '--owner', 'dev@example.com',
    '--homepage', 'https://budget.example', '--policy-uri', 'https://budget.example/privacy',
    '--tos-uri', 'https://budget.example/terms', '--description', 'Keeps an eye on what you spend.']);
  await server.cli(['client', 'set', apps.known.client_id, '--reviewed', '--scope', 'payments:write']);
  await server.cli(['detail-type', 'add', uri, 'payment_initiation',
    '--title', 'Pay {amount.value} {amount.currency} to {creditor}', '--field', 'amount.value:string:required',
    '--field', 'amount.currency:string:required', '--field', 'creditor:string:required']);
  await server.cli(['detail-type', 'set', 'payment_initiation', '--lang', 'zh',
    '--title', '向 {creditor} 支付 {amount.value} {amount.currency}']);
  await server.cli(['client', 'set', apps.known.client_id,
    '--metadata', '{"authorization_details_types":["payment_initiation"]}']);
  apps.unknown = await server.cli([...web, '--name', longName, '--owner', 'many@example.com',
    '--homepage', `https://${longHost}`]);
  apps.nobodys = await server.cli([...web, '--name', '🦊']);
  apps.suspended = await server.cli([...web, '--name', 'Suspended app', '--owner', 'many@example.com']);
  await server.cli(['client', 'suspend', apps.suspended.client_id]);
  apps.gone = await server.cli([...web, '--name', 'Deleted app', '--owner', 'dev@example.com']);
  apps.full = await server.cli([...web, '--name', 'Scopes of every kind', '--owner', 'dev@example.com']);
  await server.cli(['client', 'rotate-secret', apps.full.client_id]);
  for (const kind of ['browser', 'native', 'device', 'service']) {
    const more = kind === 'service' || kind === 'device' ? [] : ['--redirect-uri', app.redirectUri];
    apps[kind] = await server.cli(['client', 'add', '--name', `A ${kind} app`, '--kind', kind,
      '--owner', 'dev@example.com', ...more]);
  }
  const device = ['client', 'add', '--kind', 'device', '--scope', 'openid', '--scope', 'profile', '--scope', 'email',
    '--scope', 'offline_access', '--scope', 'payments:read', '--scope', 'payments:export'];
  apps.counter = await server.cli(['client', 'add', '--name', 'Counter', '--owner', 'dev@example.com', '--grant', 'urn:openid:params:grant-type:ciba',
    '--scope', 'openid', '--scope', 'profile', '--scope', 'email', '--scope', 'offline_access', '--scope', 'payments:read', '--scope', 'payments:export']);
  apps.tv = await server.cli([...device, '--name', 'Living room', '--owner', 'dev@example.com']);
  apps.longTv = await server.cli([...device, '--name', longName, '--owner', 'many@example.com']);
  await Promise.all(Array.from({ length: 30 }, (_, i) => server.cli(['client', 'add', '--owner', 'many@example.com',
    '--name', i % 7 ? `App ${i}` : `${longName} ${i}`, '--redirect-uri', app.redirectUri])));
}

// One scope waits for its review, one was refused; and Ada has allowed three apps.
async function askForScopes() {
  const page = await (await browser.newContext()).newPage();
  await page.goto(`${server.url}/login?return_to=${appPage('full', '/scopes')()}`);
  await signIn(page, 'dev@example.com');
  await page.check('input[value="payments:write"]');
  await page.check('input[value="payments:limits"]');
  await page.fill('#reason', 'We pay the bills that people tell us to pay.');
  await page.click('form[action$="/scopes"] button');
  await send(appPage('gone', '/settings'), { '#confirmation': 'Deleted app' }, 'form[action$="/delete"] button')(page);
  await server.cli(['client', 'set', apps.full.client_id, '--refuse-scope', 'payments:limits']);
  for (const name of ['known', 'unknown', 'nobodys']) {
    await page.context().clearCookies();
    await ask(name, { scope: everything })(page);
    await signIn(page, 'ada@example.com');
    await page.click('button[value=allow]');
    await page.waitForURL(`${app.redirectUri}**`);
  }
  await page.context().close();
}

// A team of two with one invitation out, and an API in each state; the approved one is asked for.
async function workTogether() {
  const dev = await signedIn(browser, server, 'dev@example.com');
  await dev.goto(`${server.url}/developer/teams`);
  await dev.fill('#name', 'Weather Ltd.');
  await dev.click('main form button');
  links.team = dev.url().split('?')[0];
  const invite = async (email, role) => {
    await dev.goto(links.team);
    await dev.fill('#email', email);
    await dev.selectOption('#role', role);
    await dev.click('form[action$="/invitations"] button');
  };
  await invite('many@example.com', 'member');
  const link = await mailedLink(dev, server, '/developer/invitation?ticket=');
  const many = await signedIn(browser, server, 'many@example.com');
  await many.goto(link);
  await many.click('button[value=join]');
  await invite('ada@example.com', 'owner');
  for (let i = 0; i < 50 && (!links.invitation || links.invitation === link); i++) {
    links.invitation = await mailedLink(dev, server, '/developer/invitation?ticket=');
    await dev.waitForTimeout(100);
  }
  links.apis = {};
  const id = links.team.split('/').pop();
  for (const state of ['approved', 'asked', 'refused']) {
    const api = `https://api.example.com/weather/${state}`;
    const made = await server.cli(['resource', 'add', api, '--name', 'Weather', '--team', id, '--scope-prefix', `weather-${state}`, '--state', state]);
    links.apis[state] = `/developer/apis/${made.id}`;
    await server.cli(['scope', 'add', api, `weather-${state}:read`, '--title', 'See your places', '--sensitivity', 'review']);
    await server.cli(['scope', 'set', `weather-${state}:read`, '--lang', 'zh', '--title', '查看你的地点']);
    await server.cli(['scope', 'add', api, `weather-${state}:all`, '--title', 'Everything', '--sensitivity', 'internal']);
    await server.cli(['scope', 'set', `weather-${state}:all`, '--lang', 'zh', '--title', '全部']);
  }
  await dev.goto(server.url + appPage('service', '/scopes')());
  await dev.check('input[value="weather-approved:read"]');
  await dev.fill('#reason', 'We pay the bills that people tell us to pay.');
  await dev.click('form[action$="/scopes"] button');
  await dev.context().close();
  await many.context().close();
}

async function fillSignUp(page, email) {
  await page.fill('#email', email);
  await page.fill('#name', 'Ada Lovelace');
  await page.fill('#password', 'a fine long one');
  await page.click('main button');
}

async function askForLinks() {
  const page = await (await browser.newContext()).newPage();
  await page.goto(`${byMail.url}/signup`);
  await fillSignUp(page, 'ada@example.com');
  links.verify = await mailedLink(page, byMail, '/verify?ticket=');
  await page.goto(`${server.url}/password/forgot`);
  await page.fill('#email', 'many@example.com');
  await page.click('main button');
  links.reset = await mailedLink(page, server, '/password/reset?ticket=');
  await page.context().close();
}

// The cookies of each person, signed in once.
async function storage(locale) {
  const kept = {};
  for (const name of ['ada', 'new', 'dev', 'many', 'operator', 'reviewer', 'auditor']) {
    const context = await browser.newContext({ locale });
    const page = await context.newPage();
    await page.goto(`${server.url}/login?return_to=/account`);
    await signIn(page, `${name}@example.com`);
    await page.waitForURL(`${server.url}/account`);
    kept[name] = await context.storageState();
    await context.close();
  }
  return kept;
}

const goto = (path) => (page) => page.goto(server.url + path);
const ask = (client, extra = {}) => (page) => page.goto(authorizeUrl(server, apps[client], app,
  { code_challenge: pkce().challenge, prompt: 'consent', ...extra }));
const payment = (value, creditor) => ({ type: 'payment_initiation', amount: { value, currency: 'EUR' }, creditor });
const everything = 'openid profile email offline_access payments:read payments:export';

// Opens a form's page, fills it, sends it past the browser's own checks.
const send = (path, fields, button) => async (page) => {
  await page.goto(server.url + path());
  await page.evaluate(() => document.querySelectorAll('form').forEach((form) => (form.noValidate = true)));
  for (const [selector, value] of Object.entries(fields)) {
    if (value === true) await page.check(selector);
    else await page.fill(selector, value);
  }
  await page.click(button);
};
const page = (name, as, open, status = 200) => ({ name, as, open, status });
const appPage = (name, below = '') => () => `/developer/apps/${apps[name].client_id}${below}`;
const adminApp = (name) => () => `/admin/apps/${apps[name].client_id}`;
const open = (path) => (p) => p.goto(server.url + path());
const openPerson = (prefix) => async (p) => {
  await p.goto(`${server.url}/admin/users?q=${prefix}`);
  const link = await p.getAttribute('main td a', 'href');
  return p.goto(server.url + link);
};
const openFirst = (path) => async (p) => {
  await p.goto(server.url + path);
  return p.goto(server.url + await p.getAttribute('main td a', 'href'));
};
const decideOn = (name, decision, message) => async (p) => {
  await p.goto(`${server.url}${adminApp(name)()}`);
  await p.fill('#review-message', message);
  await p.click(`form[action$="/review"] button[value=${decision}]`);
};

const all = [
  page('login', null, goto('/login')),
  page('login-for-app', null, ask('known', { scope: 'openid', login_hint: 'ada@example.com' })),
  page('login-for-long-name', null, ask('unknown', { scope: 'openid' })),
  page('login-wrong', null, send(() => '/login', { '#login': 'ada@example.com', '#password': 'wrong' }, 'main button'), 401),
  page('login-wait', null, async (p) => {
    for (let i = 0; i < 20; i++) {
      await p.goto(`${server.url}/login`);
      await signIn(p, 'nobody@example.com', 'wrong');
      if (!await p.inputValue('#password') && await p.getByText(/\d+ (s|秒)/).count()) return;
    }
  }, 429),
  page('signup', null, goto('/signup')),
  page('signup-for-app', null, ask('known', { scope: 'openid', prompt: 'create' })),
  page('signup-refused', null, send(() => '/signup', { '#email': 'nonsense', '#name': 'x'.repeat(100), '#password': 'short' }, 'main button'), 422),
  page('signup-common', null, send(() => '/signup', { '#email': 'ada@example.com', '#password': 'password1234' }, 'main button'), 422),

  page('signup-by-mail', null, async (p) => {
    await p.goto(`${byMail.url}/signup`);
    await fillSignUp(p, 'new-one@example.com');
  }),
  page('verify', null, (p) => p.goto(links.verify)),
  page('verify-wrong', null, async (p) => {
    await p.goto(links.verify);
    await p.fill('#password', 'not this one');
    await p.click('main button');
  }, 401),
  page('forgot', null, goto('/password/forgot')),
  page('forgot-refused', null, send(() => '/password/forgot', { '#email': 'nonsense' }, 'main button'), 422),
  page('forgot-sent', null, send(() => '/password/forgot', { '#email': 'nobody-here@example.com' }, 'main button')),
  page('reset', null, (p) => p.goto(links.reset)),
  page('reset-refused', null, async (p) => {
    await p.goto(links.reset);
    await p.fill('#password', 'short');
    await p.click('main button');
  }, 422),
  page('reset-done', null, goto('/login?changed=1')),
  page('link-dead', null, goto('/verify?ticket=old'), 400),
  page('dev-mails', null, (p) => p.goto(`${byMail.url}/dev/mails`)),
  page('account-password', 'ada', goto('/account/password')),
  page('account-password-wrong', 'new', send(() => '/account/password', { '#old_password': 'not this one', '#new_password': 'a fine long one' }, 'main button'), 422),
  page('account-password-refused', 'new', send(() => '/account/password', { '#old_password': password, '#new_password': 'short' }, 'main button'), 422),
  page('account-password-changed', 'new', goto('/account?changed=1')),

  page('consent-one-scope', 'ada', ask('known', { scope: 'payments:read' })),
  page('consent-details', 'ada', ask('known', { scope: 'openid', authorization_details: JSON.stringify([
    payment('12.50', 'Budget Ltd.'), payment('1,250.00', longName)]) })),
  page('consent-reviewed', 'ada', ask('known', { scope: `${everything} payments:write` })),
  page('consent-not-reviewed', 'ada', ask('unknown', { scope: everything })),
  page('consent-nobodys', 'ada', ask('nobodys', { scope: 'openid' })),
  page('consent-no-scope', 'ada', ask('browser', {})),

  page('select-account', 'ada', ask('known', { scope: 'openid', prompt: 'select_account' })),
  page('select-account-long-name', 'many', ask('unknown', { scope: 'openid', prompt: 'select_account' })),
  page('consent-claims', 'ada', ask('known', { scope: 'openid', claims: '{"userinfo":{"email":{"essential":true}}}' })),
  page('logout', 'ada', goto('/logout')),
  page('logout-for-app', 'ada', (p) => p.goto(`${server.url}/oauth2/logout?client_id=${apps.unknown.client_id}`)),
  page('logout-done', null, goto('/logout')),

  page('form-post', 'ada', async (p) => {
    await p.route('**/form_post.js*', (route) => route.abort());
    await ask('known', { scope: everything, response_mode: 'form_post' })(p);
    await p.click('button[value=allow]');
  }),

  page('device', null, goto('/device')),
  page('device-prefilled', 'ada', goto('/device?user_code=bcdfghjk')),
  page('device-malformed', null, send(() => '/device', { '#user_code': 'nonsense' }, 'main button'), 422),
  page('device-wrong', 'new', send(() => '/device', { '#user_code': 'BCDF-GHJK' }, 'main button'), 422),
  page('device-request', 'ada', connect('tv', everything)),
  page('device-request-one-scope', 'ada', connect('longTv', 'payments:read')),
  page('device-allowed', 'ada', connect('tv', 'openid', 'allow')),
  page('device-denied', 'ada', connect('tv', 'openid', 'deny')),

  page('account-request', 'many', askElsewhere('many@example.com', 'openid', '')),
  page('account-request-message', 'many', askElsewhere('many@example.com', everything, '42 · 蓝色')),
  page('account-request-denied', 'dev', async (p) => {
    await askElsewhere('dev@example.com', 'openid payments:read', '42')(p);
    await p.click('button[value=deny]');
  }),
  page('account-answered-late', 'ada', goto('/account?answered=late')),
  page('account-empty', 'new', goto('/account')),
  page('account-ended', 'new', goto('/account?ended=1')),
  page('account', 'ada', goto('/account')),
  page('account-app', 'ada', (p) => p.goto(`${server.url}/account/apps/${apps.known.client_id}`)),
  page('account-app-saved', 'ada', (p) => p.goto(`${server.url}/account/apps/${apps.unknown.client_id}?saved=1`)),
  page('account-app-nobodys', 'ada', (p) => p.goto(`${server.url}/account/apps/${apps.nobodys.client_id}`)),
  page('account-app-not-there', 'new', (p) => p.goto(`${server.url}/account/apps/${apps.known.client_id}`), 404),
  page('account-history', 'ada', goto('/account/history')),
  page('account-history-older', 'new', goto('/account/history?before=1.018f0000-0000-7000-8000-000000000000')),
  page('account-profile', 'ada', goto('/account/profile')),
  page('account-profile-saved', 'new', goto('/account/profile?saved=1')),
  page('account-profile-refused', 'new', send(() => '/account/profile', { '#birthdate': '31.12.' }, 'main form button'), 422),
  page('account-data', 'ada', goto('/account/data')),
  page('account-data-own-apps', 'dev', goto('/account/data')),
  page('account-delete-wrong', 'ada', send(() => '/account/data',
    { '#confirmation': 'somebody@example.com', '#password': 'x' }, 'main form button'), 422),
  page('account-deleted', null, async (p) => {
    const email = `gone-${Math.random()}@example.com`;
    await server.person(email, '');
    await p.goto(`${server.url}/login?return_to=/account/data`);
    await signIn(p, email);
    await p.fill('#confirmation', email);
    await p.fill('#password', password);
    await p.click('main form button');
  }),
  page('account-sessions', 'ada', goto('/account/sessions')),
  page('account-sessions-ended', 'new', goto('/account/sessions?ended=1')),

  page('admin-reviews', 'operator', goto('/admin/reviews')),
  page('admin-reviews-next', 'auditor', goto('/admin/reviews?scopes_after=ffffffff-ffff-ffff-ffff-ffffffffffff&apps_after=ffffffff-ffff-ffff-ffff-ffffffffffff')),
  page('admin-apps', 'operator', goto('/admin/apps')),
  page('admin-apps-found', 'reviewer', goto('/admin/apps?q=many@')),
  page('admin-apps-none', 'auditor', goto('/admin/apps?q=no%20such')),
  page('admin-app', 'operator', open(adminApp('full'))),
  page('admin-app-suspended', 'operator', open(adminApp('suspended'))),
  page('admin-app-reviewed', 'reviewer', open(adminApp('known'))),
  page('admin-app-read', 'auditor', open(adminApp('unknown'))),
  page('admin-app-decided', 'reviewer', decideOn('full', 'refuse', 'Tell us who you are.')),
  page('admin-app-late', 'reviewer', open(() => `${adminApp('full')()}?late=1`)),
  page('admin-app-message-long', 'operator', async (p) => {
    await p.goto(`${server.url}${adminApp('nobodys')()}`);
    await p.locator('#review-message').evaluate((e) => e.removeAttribute('maxlength'));
    await p.fill('#review-message', 'x'.repeat(1001));
    await p.click('form[action$="/review"] button[value=refuse]');
  }, 422),
  page('admin-users', 'operator', goto('/admin/users')),
  page('admin-users-none', 'auditor', goto('/admin/users?q=nobody')),
  page('admin-user', 'operator', openPerson('ada@')),
  page('admin-user-read', 'auditor', openPerson('new@')),
  page('admin-user-yourself', 'operator', async (p) => {
    await openPerson('operator@')(p);
    await p.click('form[action$="/disable"] button');
  }, 422),
  page('admin-audit', 'auditor', goto('/admin/audit')),
  page('admin-audit-none', 'auditor', goto('/admin/audit?event=none&from=2026-01-01&until=2026-01-31')),
  page('admin-overview', 'auditor', goto('/admin')),
  page('admin-apis', 'operator', goto('/admin/apis')),
  page('admin-api-new', 'operator', goto('/admin/apis/new')),
  page('admin-api-new-faults', 'operator', send(() => '/admin/apis/new', { '#owner': 'nobody' }, 'main button'), 422),
  page('admin-api', 'operator', openFirst('/admin/apis?q=payments')),
  page('admin-api-read', 'auditor', openFirst('/admin/apis?q=payments')),
  page('admin-scope', 'operator', goto('/admin/scopes/payments:write')),
  page('admin-scope-read', 'auditor', goto('/admin/scopes/payments:write')),
  page('admin-scope-own', 'operator', goto('/admin/scopes/openid')),
  page('admin-operators', 'operator', goto('/admin/operators')),
  page('admin-operators-read', 'auditor', goto('/admin/operators')),
  page('admin-operators-unknown', 'operator', send(() => '/admin/operators', { '#email': 'nobody@example.com' }, 'section[aria-labelledby=grant] button'), 422),
  page('admin-deliveries', 'auditor', goto('/admin/deliveries')),
  page('admin-settings', 'auditor', goto('/admin/settings')),
  page('admin-settings-none', 'auditor', goto('/admin/settings?q=nothing')),
  page('admin-nodes', 'auditor', goto('/admin/nodes')),
  page('admin-keys', 'operator', goto('/admin/keys')),
  page('admin-keys-unconfirmed', 'operator', send(() => '/admin/keys', {}, 'main button'), 422),
  page('admin-not-for-all', 'ada', goto('/admin'), 404),
  page('app-decided', 'dev', open(appPage('full'))),

  page('developer-empty', 'ada', goto('/developer')),
  page('developer-deleted', 'ada', goto('/developer?deleted=1')),
  page('developer-many', 'many', goto('/developer')),
  page('developer-new', 'dev', goto('/developer/apps/new')),
  page('developer-new-refused', 'dev', send(() => '/developer/apps/new', { '#name': '', '#redirect_uri': 'http://evil.example/#x',
    '#homepage': 'javascript:alert(1)', '#description': 'x' }, 'main button'), 422),
  page('developer-new-native-refused', 'dev', send(() => '/developer/apps/new', { '#name': 'A native app',
    'input[value=native]': true, '#redirect_uri': 'app:/callback' }, 'main button'), 422),
  page('developer-new-no-redirect-uri', 'dev', send(() => '/developer/apps/new', { '#name': 'Web' }, 'main button'), 422),

  page('developer-teams', 'dev', goto('/developer/teams')),
  page('developer-teams-none', 'new', goto('/developer/teams?left=1')),
  page('developer-teams-refused', 'dev', send(() => '/developer/teams', { '#name': '' }, 'main form button'), 422),
  page('developer-team-switch', 'dev', goto('/developer')),
  page('developer-team', 'dev', team('?invited=1')),
  page('developer-team-member', 'many', team()),
  page('developer-team-not-theirs', 'new', team(), 404),
  page('developer-team-own', 'dev', async (p) => {
    await p.goto(`${server.url}/developer/teams`);
    await p.click('main table a');
  }),
  page('developer-team-invite-refused', 'dev', send(() => new URL(links.team).pathname, { '#email': 'nonsense' },
    'form[action$="/invitations"] button'), 422),
  page('developer-invitation', 'ada', (p) => p.goto(links.invitation)),
  page('developer-invitation-of-another', 'new', (p) => p.goto(links.invitation), 403),
  page('developer-invitation-dead', 'new', goto('/developer/invitation?ticket=old'), 404),
  page('developer-app-team', 'dev', open(() => `${appPage('known')()}/team`)),
  page('developer-owners-only', 'many', async (p) => {
    await p.goto(`${server.url}${new URL(links.team).pathname}`);
    await p.locator('form[action$="/leave"]').evaluate((form) => { form.action = form.action.replace('/leave', '/delete'); });
    await p.click('form[action$="/delete"] button');
  }, 403),

  page('developer-apis', 'dev', open(() => `/developer/apis?team=${links.team.split('/').pop()}`)),
  page('catalogue-long-names', 'many', goto('/developer/catalogue')),
  page('catalogue-authz', 'many', goto('/developer/catalogue/authz')),
  page('developer-apis-none', 'new', goto('/developer/apis?deleted=1')),
  page('developer-api-new', 'dev', goto('/developer/apis/new')),
  page('developer-api-new-refused', 'new', send(() => '/developer/apis/new', { '#uri': 'http://a.example/#x', '#scope_prefix': 'weather',
    '#name': 'Weather', '#purpose': 'x' }, 'main form button'), 422),
  page('developer-api', 'dev', open(() => `${links.apis.approved}?saved=1`)),
  page('developer-api-member', 'many', open(() => links.apis.approved)),
  page('developer-api-asked', 'dev', open(() => links.apis.asked)),
  page('developer-api-refused', 'dev', open(() => links.apis.refused)),
  page('developer-api-not-deleted', 'dev', send(() => links.apis.refused, { '#confirmation': 'something else' }, 'form[action$="/delete"] button'), 422),
  page('developer-api-lifetime-refused', 'dev', send(() => links.apis.asked, { '#token_lifetime': '1h' }, 'section[aria-labelledby=settings] button'), 422),
  page('developer-api-credentials', 'dev', async (p) => {
    await p.goto(server.url + links.apis.refused);
    await p.click('form[action$="/secrets"] button');
  }, 201),
  page('developer-scope-new', 'dev', open(() => `${links.apis.approved}/scopes/new`)),
  page('developer-scope-new-refused', 'dev', send(() => `${links.apis.approved}/scopes/new`, { '#scope': 'openid', '#title_en': 'See' },
    'main form button'), 422),
  page('developer-scope', 'dev', open(() => `${links.apis.approved}/scopes/weather-approved:read`)),
  page('developer-scope-internal', 'dev', open(() => `${links.apis.approved}/scopes/weather-approved:all`)),

  page('app', 'dev', ofApp('known')),
  page('app-saved', 'dev', ofApp('known', '/settings?saved=1')),
  page('app-credentials', 'dev', ofApp('known', '/credentials')),
  page('app-settings', 'dev', ofApp('known', '/settings')),
  page('app-advanced-refused', 'dev', async (p) => {
    await ofApp('known', '/settings')(p);
    await p.click('summary');
    await p.fill('#default_max_age', 'long');
    await p.click('form[action$="/advanced"] button');
  }, 422),
  page('app-keys-refused', 'dev', async (p) => {
    await ofApp('known', '/credentials')(p);
    await p.selectOption('#token_endpoint_auth_method', 'private_key_jwt');
    await p.click('form[action$="/authentication"] button');
  }, 422),
  page('app-long-name', 'many', ofApp('unknown')),
  page('app-suspended', 'many', ofApp('suspended')),
  page('app-browser', 'dev', ofApp('browser')),
  page('app-native', 'dev', ofApp('native')),
  page('app-device', 'dev', ofApp('device')),
  page('app-browser-credentials', 'dev', ofApp('browser', '/credentials')),
  page('app-service', 'dev', ofApp('service')),
  page('app-scopes', 'dev', ofApp('full', '/scopes')),
  page('app-registered', 'dev', send(() => '/developer/apps/new', { '#name': 'Made just now',
    '#redirect_uri': 'https://budget.example/callback' }, 'main button'), 201),
  page('app-name-refused', 'dev', send(appPage('known', '/settings'), { '#client_name': '', '#client_uri': 'nonsense', '#description': 'kept as typed' },
    'section[aria-labelledby=details] button'), 422),
  page('app-redirect-uri-refused', 'dev', send(appPage('known', '/credentials'), { '#redirect_uri': 'https://*.example/' },
    'form[action$="/redirect-uris"] button'), 422),
  page('app-last-redirect-uri', 'dev', send(appPage('known', '/credentials'), {}, 'form[action$="/redirect-uris/remove"] button'), 422),
  page('app-not-deleted', 'dev', send(appPage('known', '/settings'), { '#confirmation': 'something else' }, 'form[action$="/delete"] button'), 422),

  page('app-gone', 'dev', ofApp('gone'), 410),
  page('app-usage', 'dev', ofApp('known', '/usage?days=7')),
  page('app-usage-service', 'dev', ofApp('service', '/usage?days=90')),
  page('app-webhooks', 'dev', ofApp('service', '/webhooks')),
  page('app-webhook-refused', 'dev', send(() => `${appPage('service')()}/webhooks`, { '#url': 'http://budget.example/',
    '#description': 'kept as typed' }, 'main button'), 422),
  page('app-webhook-new', 'dev', send(() => `${appPage('known')()}/webhooks`, { '#url': 'https://budget.example/hook' }, 'main button'), 201),
  page('app-webhook-off', 'dev', async (p) => {
    await send(() => `${appPage('known')()}/webhooks`, { '#url': 'https://budget.example/off' }, 'main button')(p);
    await p.uncheck('input[name=enabled]');
    await p.click('section[aria-labelledby=settings] button');
  }),

  page('error-client', null, goto('/oauth2/authorize?response_type=code&client_id=nobody&redirect_uri=https://evil.example/'), 400),
  page('error-redirect-uri', 'ada', (p) => p.goto(authorizeUrl(server, apps.known, { redirectUri: 'https://evil.example/' })), 400),
  page('error-ticket', 'ada', goto('/consent?ticket=old'), 400),
  page('error-404', 'ada', goto('/nothing-here'), 404),
  page('error-logout', 'ada', goto('/oauth2/logout?post_logout_redirect_uri=https://evil.example/'), 400),
  page('error-405', null, goto('/select-account'), 405),
  page('error-503', null, (p) => p.goto(`${behindGate.url}/oauth2/authorize?client_id=${apps.known.client_id}&response_type=code`), 503),
];

// An app asks a person whom it names, and the person looks.
function askElsewhere(login, scope, message) {
  return async (p) => {
    const answer = await fetch(`${server.url}/oauth2/bc-authorize`, { method: 'POST',
      headers: { authorization: `Basic ${btoa(`${apps.counter.client_id}:${apps.counter.client_secret}`)}` },
      body: new URLSearchParams({ scope, login_hint: login, binding_message: message }) });
    assert.equal(answer.status, 200);
    await p.goto(`${server.url}/account`);
  };
}

// A device has a code, the person enters it, and decides.
function connect(name, scope, decision) {
  return async (p) => {
    const answer = await fetch(`${server.url}/oauth2/device_authorization`,
      { method: 'POST', body: new URLSearchParams({ client_id: apps[name].client_id, scope }) });
    await p.goto((await answer.json()).verification_uri_complete);
    await p.click('main button');
    if (decision) await p.click(`button[value=${decision}]`);
  };
}

function team(query = '') {
  return (p) => p.goto(links.team + query);
}

function ofApp(name, query = '') {
  return (p) => p.goto(server.url + appPage(name)() + query);
}

async function see(state, language, options, look) {
  const context = await browser.newContext({ ...options, storageState: state.as ? states[language][state.as] : undefined });
  const p = await context.newPage();
  let status;
  p.on('response', (answer) => answer.request().isNavigationRequest() && (status = answer.status()));
  try {
    await state.open(p);
    return [...status === state.status ? [] : [`${state.name}: status ${status}, not ${state.status}`],
      ...await look(p, `${language}-${state.name}`)];
  } catch (error) {
    return [`${state.name}: ${error.message}`];
  } finally {
    await context.close();
  }
}

// A few at a time; ONLY=name,name looks at these alone.
async function seeAll(language, options, look) {
  const only = process.env.ONLY?.split(',');
  const waiting = all.filter((state) => !only || only.includes(state.name));
  const faults = [];
  const worker = async () => {
    for (let state; (state = waiting.shift());) faults.push(...await see(state, language, options, look));
  };
  await Promise.all([worker(), worker(), worker()]);
  return faults;
}

test('each state of each page can be seen and used by everybody', async () => {
  await gate.stop();
  assert.deepEqual(await seeAll('en', { locale: 'en-US' }, inspect), []);
});

test('each state of each page is whole in Chinese, without JavaScript, at 320 pixels', async () => {
  const look = async (p, name) => [...await inspectNarrow(p, name), ...await foreignWords(p, name, names)];
  assert.deepEqual(await seeAll('zh',
    { locale: 'zh-CN', javaScriptEnabled: false, viewport: { width: 320, height: 640 } }, look), []);
});

test('a person signs in and decides by the keyboard alone, and sees where it is', async () => {
  const context = await browser.newContext({ locale: 'en-US' });
  const p = await context.newPage();
  // Tabs on until the focus is at `selector`, which must be drawn.
  const reach = async (selector) => {
    for (let i = 0; i < 30; i++) {
      await p.keyboard.press('Tab');
      const [there, drawn] = await p.evaluate((wanted) => {
        const style = getComputedStyle(document.activeElement);
        return [document.activeElement.matches(wanted), style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2];
      }, selector);
      assert.ok(drawn, `the focus can't be seen on the way to ${selector}`);
      if (there) return;
    }
    assert.fail(`the keyboard does not reach ${selector}`);
  };
  await ask('known', { scope: 'openid payments:read payments:export' })(p);
  await reach('.skip');
  await reach('#login');
  await p.keyboard.type('ada@example.com');
  await reach('#password');
  await p.keyboard.type(password);
  await p.keyboard.press('Enter');
  await p.waitForSelector('input[value="payments:export"]');
  await reach('input[value="payments:export"]');
  await p.keyboard.press('Space');
  assert.equal(await p.isChecked('input[value="payments:export"]'), false);
  await reach('button[value=deny]');
  await reach('button[value=allow]');
  await p.keyboard.press('Enter');
  await p.waitForURL(`${app.redirectUri}**`);
  assert.ok(app.answer.code);
  await context.close();
});

test("the app's ui_locales and the links below a page choose the language, and the way on is kept", async () => {
  const context = await browser.newContext({ locale: 'en-US' });
  const p = await context.newPage();
  const lang = () => p.getAttribute('html', 'lang');
  await ask('known', { scope: 'openid', ui_locales: 'zh-CN' })(p);
  assert.equal(await lang(), 'zh');
  await signIn(p, 'ada@example.com', 'wrong');
  await p.click('a[hreflang=en]');
  assert.equal(await lang(), 'en');
  assert.match(await p.textContent('main'), /Budget app/);
  await signIn(p, 'ada@example.com');
  await p.click('a[hreflang=zh]');
  assert.equal(await lang(), 'zh');
  await p.click('button[value=allow]');
  await p.waitForURL(`${app.redirectUri}**`);
  await context.close();
});

test('a refused change keeps all that was typed', async () => {
  const context = await browser.newContext({ locale: 'en-US', storageState: states.en.dev });
  const p = await context.newPage();
  await send(appPage('full', '/settings'), { '#client_name': '', '#client_uri': 'https://kept.example', '#description': 'Kept as typed' },
    'section[aria-labelledby=details] button')(p);
  assert.equal(await p.inputValue('#client_uri'), 'https://kept.example');
  assert.equal(await p.inputValue('#description'), 'Kept as typed');
  await p.click('a[hreflang=zh]');
  assert.equal(p.url().split('?')[0], server.url + appPage('full', '/settings')());
  await context.close();
});
