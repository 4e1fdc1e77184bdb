// The developers' pages.
import { signedIn } from '../harness.mjs';
import { appPage, decideOn, goto, ofApp, onClosed, open, page, send, team, tryIt } from './steps.mjs';
import { apps, browser, links, server } from './world.mjs';

export const developer = [
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
  page('app-secrets', 'dev', ofApp('full', '/credentials')),
  page('app-secret-refused', 'dev', async (p) => {
    await ofApp('known', '/credentials')(p);
    await p.fill('#secret_label', '备用');
    await p.selectOption('#secret_lifetime', 'date');
    await p.click('form[action$="/secrets"] button');
  }, 422),
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
  page('app-logo-missing', 'dev', ofApp('browser', '/settings')),
  page('app-logo-refused', 'dev', async (p) => {
    await ofApp('known', '/settings')(p);
    await p.setInputFiles('#logo', { name: 'logo.svg', mimeType: 'image/svg+xml', buffer: Buffer.from('<svg/>') });
    await p.click('form[action$="/logo"] button');
  }, 422),
  page('app-logo-too-large', 'dev', async (p) => {
    await ofApp('known', '/settings')(p);
    await p.setInputFiles('#logo', { name: 'logo.png', mimeType: 'image/png', buffer: Buffer.alloc(1 << 20) });
    await p.click('form[action$="/logo"] button');
  }, 413),
  page('app-not-deleted', 'dev', send(appPage('known', '/settings'), { '#confirmation': 'something else' }, 'form[action$="/delete"] button'), 422),

  page('app-gone', 'dev', ofApp('gone'), 410),
  page('app-errors', 'dev', async (p) => {
    for (let i = 0; i < 50 && !await p.locator('.fault').count(); i++) { // a second after they were answered
      await ofApp('known', '/errors')(p);
      await p.waitForTimeout(100);
    }
  }),
  page('app-errors-none', 'dev', ofApp('full', '/errors')),
  page('app-errors-not-found', 'dev', ofApp('known', '/errors?error=server_error')),
  page('app-try', 'dev', ofApp('known', '/try')),
  page('app-try-service', 'dev', ofApp('service', '/try')),
  page('app-try-device', 'dev', ofApp('device', '/try')),
  page('app-try-service-refused', 'dev', async (p) => {
    await ofApp('service', '/try')(p);
    await p.click('button[value=client_credentials]');
  }),
  page('app-try-url', 'dev', async (p) => {
    await ofApp('known', '/try')(p);
    await p.click('button[value=url]');
  }),
  page('app-try-denied', 'dev', tryIt('deny')),
  page('app-try-code', 'dev', tryIt('allow')),
  page('app-try-tokens', 'dev', async (p) => {
    await tryIt('allow')(p);
    await p.click('form[action="/developer/try/callback"] button');
  }),
  page('app-try-introspected', 'dev', async (p) => {
    await tryIt('allow')(p);
    await p.click('form[action="/developer/try/callback"] button');
    await p.click('button[value=introspect]');
  }),
  page('app-review-refused', 'dev', async (p) => {
    const reviewer = await signedIn(browser, server, 'reviewer@example.com');
    await decideOn('tv', 'refuse', 'Tell us who you are.')(reviewer);
    await reviewer.context().close();
    await onClosed(appPage('tv'))(p);
  }),
  page('app-closed', 'many', onClosed(appPage('unknown'))),
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
];
