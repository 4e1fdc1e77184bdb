// Where people sign in, decide, and look after their account; and what is not there.
import { authorizeUrl, password, pkce, signIn } from '../harness.mjs';
import { ask, askElsewhere, connect, everything, goto, page, payment, send } from './steps.mjs';
import { app, apps, behindGate, byMail, closed, fillSignUp, links, longName, server } from './world.mjs';

export const people = [
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

  page('error-closed-app', 'ada', (p) => p.goto(authorizeUrl(closed, apps.unknown, app, { scope: 'openid', code_challenge: pkce().challenge })), 403),
  page('error-client', null, goto('/oauth2/authorize?response_type=code&client_id=nobody&redirect_uri=https://evil.example/'), 400),
  page('error-redirect-uri', 'ada', (p) => p.goto(authorizeUrl(server, apps.known, { redirectUri: 'https://evil.example/' })), 400),
  page('error-ticket', 'ada', goto('/consent?ticket=old'), 400),
  page('error-404', 'ada', goto('/nothing-here'), 404),
  page('error-logout', 'ada', goto('/oauth2/logout?post_logout_redirect_uri=https://evil.example/'), 400),
  page('error-405', null, goto('/select-account'), 405),
  page('error-503', null, (p) => p.goto(`${behindGate.url}/oauth2/authorize?client_id=${apps.known.client_id}&response_type=code`), 503),
];
