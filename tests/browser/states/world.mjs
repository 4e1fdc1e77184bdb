// A platform with people, teams, apps and APIs in every state.
import { App, DatabaseGate, Server, authorizeUrl, launch, mailedLink, pictureFile, pkce, signIn, signedIn } from '../harness.mjs';
import { appPage, ask, everything, send } from './steps.mjs';

export const uri = 'https://api.example.com/payments';
export const longName = 'The Extraordinarily Comprehensive Household Budgeting & Expense Planner for Families 2026';
export const longHost = `${'a-very-long-host-name.'.repeat(4)}example`;
export let server, app, browser, gate, behindGate, byMail, closed;
let openGate;
export const names = ['Ada Lovelace', 'Budget Ltd.', 'Maximiliane von Hohenstein-Oettingen und Wallerstein', longName,
  'Budget app', 'Suspended app', 'Deleted app', 'Scopes of every kind', 'Made just now', 'Payments', /weather-\w+(:\w*)?/g, 'Weather Ltd.', 'Weather', 'budget.example', longHost,
  'Keeps an eye on what you spend.', /A (browser|native|device|service) app/g, 'Living room', 'Counter', /Linux 上的 Chrome/g, 'We pay the bills that people tell us to pay.', 'Tell us who you are.', 'BCDF-GHJK', /[B-Z]{4}-[B-Z]{4}/g, /App \d+/g, /payments:\w+/g, 'openid'];
export const apps = {};
// The cookies of each person, by language.
export const states = {};
export const links = {};

export async function start() {
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
  await goWrong();
  for (const role of ['operator', 'reviewer', 'auditor']) {
    await server.person(`${role}@example.com`, '');
    await server.cli(['operator', 'add', `${role}@example.com`, '--role', role]);
  }
  states.en = await storage('en-US');
  states.zh = await storage('zh-CN');
  byMail = await Server.start({ AUTHZ_PEOPLE_VERIFY_EMAIL: 'yes' });
  await askForLinks();
  gate = await DatabaseGate.start(server);
  openGate = await DatabaseGate.start(server);
  closed = await Server.start({ AUTHZ_DATABASE_URL: openGate.url, AUTHZ_KEYS_FILE: server.keyring, AUTHZ_APPS_SANDBOX: 'true' });
  behindGate = await Server.start({ AUTHZ_DATABASE_URL: gate.url, AUTHZ_KEYS_FILE: server.keyring });
}

export async function stop() {
  await browser?.close();
  await behindGate?.stop();
  await closed?.stop();
  await openGate?.stop();
  await gate?.stop();
  await app?.stop();
  await byMail?.stop();
  await server?.stop();
}

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
  const gone = apps.full.secrets[0].id;
  await server.cli(['client', 'rotate-secret', apps.full.client_id, '--label', '生产环境网关🔑'.repeat(10), '--expires', '5']);
  server.sql(`UPDATE client_secrets SET expires_at = now() - interval '1 day', last_used_at = now() WHERE id = '${gone}'`);
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
  await page.goto(server.url + appPage('known', '/settings')());
  await page.setInputFiles('#logo', await pictureFile(browser, 'png', '#0a7d5a'));
  await page.click('form[action$="/logo"] button');
  await server.cli(['client', 'set', apps.known.client_id, '--reviewed']);
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

// An app asks for what it may not have, one by one, as itself and as anybody could.
async function goWrong() {
  for (const wrong of [{ redirect_uri: `${app.redirectUri}/` }, { scope: 'payments:all' }, { response_type: 'token' }, { code_challenge_method: 'plain' }])
    await fetch(authorizeUrl(server, apps.known, app, { scope: 'openid', code_challenge: pkce().challenge, ...wrong }), { redirect: 'manual' });
  const { client_id: id, client_secret: secret } = apps.known;
  for (const [name, password, grant] of [[id, secret, 'client_credentials'], [id, 'azs_wrong', 'authorization_code'], [id, secret, 'password']])
    await fetch(`${server.url}/oauth2/token`, { method: 'POST', headers: { authorization: `Basic ${btoa(`${name}:${password}`)}` },
      body: new URLSearchParams({ grant_type: grant, code: 'old' }) });
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

export async function fillSignUp(page, email) {
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
