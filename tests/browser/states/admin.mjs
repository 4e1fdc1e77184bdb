// The operators' pages.
import assert from 'node:assert/strict';
import { adminApp, decideOn, goto, onClosed, open, openFirst, openPerson, page, send } from './steps.mjs';
import { apps, server } from './world.mjs';

// A new scope of the first API; who may not add any has no link to it.
const scopeOf = (linked) => async (p) => {
  await openFirst('/admin/apis?q=payments')(p);
  assert.equal(await p.locator('a[href$="/scopes/new"]').count(), linked ? 1 : 0);
  await p.goto(`${p.url()}/scopes/new`);
};

export const admin = [
  page('admin-reviews', 'operator', goto('/admin/reviews')),
  page('admin-reviews-next', 'auditor', goto('/admin/reviews?scopes_after=ffffffff-ffff-ffff-ffff-ffffffffffff&apps_after=ffffffff-ffff-ffff-ffff-ffffffffffff')),
  page('admin-reviews-closed', 'operator', onClosed(() => '/admin/reviews')),
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
  page('admin-scope-new', 'operator', scopeOf(true)),
  page('admin-scope-new-read', 'auditor', scopeOf(false)),
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
];
