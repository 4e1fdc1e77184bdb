// What a person does to get to a page.
import assert from 'node:assert/strict';
import { authorizeUrl, pkce } from '../harness.mjs';
import { app, apps, closed, links, server } from './world.mjs';

export const goto = (path) => (page) => page.goto(server.url + path);
export const ask = (client, extra = {}) => (page) => page.goto(authorizeUrl(server, apps[client], app,
  { code_challenge: pkce().challenge, prompt: 'consent', ...extra }));
export const payment = (value, creditor) => ({ type: 'payment_initiation', amount: { value, currency: 'EUR' }, creditor });
export const everything = 'openid profile email offline_access payments:read payments:export';

// Opens a form's page, fills it, sends it past the browser's own checks.
export const send = (path, fields, button) => async (page) => {
  await page.goto(server.url + path());
  await page.evaluate(() => document.querySelectorAll('form').forEach((form) => (form.noValidate = true)));
  for (const [selector, value] of Object.entries(fields)) {
    if (value === true) await page.check(selector);
    else await page.fill(selector, value);
  }
  await page.click(button);
};
// A state: its name, who looks, how they get there, what it is answered with.
export const page = (name, as, open, status = 200) => ({ name, as, open, status });
export const appPage = (name, below = '') => () => `/developer/apps/${apps[name].client_id}${below}`;
export const adminApp = (name) => () => `/admin/apps/${apps[name].client_id}`;
export const open = (path) => (p) => p.goto(server.url + path());
export const openPerson = (prefix) => async (p) => {
  await p.goto(`${server.url}/admin/users?q=${prefix}`);
  const link = await p.getAttribute('main td a', 'href');
  return p.goto(server.url + link);
};
export const openFirst = (path) => async (p) => {
  await p.goto(server.url + path);
  return p.goto(server.url + await p.getAttribute('main td a', 'href'));
};
export const decideOn = (name, decision, message) => async (p) => {
  await p.goto(`${server.url}${adminApp(name)()}`);
  await p.fill('#review-message', message);
  await p.click(`form[action$="/review"] button[value=${decision}]`);
};

export function askElsewhere(login, scope, message) {
  return async (p) => {
    const answer = await fetch(`${server.url}/oauth2/bc-authorize`, { method: 'POST',
      headers: { authorization: `Basic ${btoa(`${apps.counter.client_id}:${apps.counter.client_secret}`)}` },
      body: new URLSearchParams({ scope, login_hint: login, binding_message: message }) });
    assert.equal(answer.status, 200);
    await p.goto(`${server.url}/account`);
  };
}

// A device has a code, the person enters it, and decides.
export function connect(name, scope, decision) {
  return async (p) => {
    const answer = await fetch(`${server.url}/oauth2/device_authorization`,
      { method: 'POST', body: new URLSearchParams({ client_id: apps[name].client_id, scope }) });
    await p.goto((await answer.json()).verification_uri_complete);
    await p.click('main button');
    if (decision) await p.click(`button[value=${decision}]`);
  };
}

export function team(query = '') {
  return (p) => p.goto(links.team + query);
}

export function ofApp(name, query = '') {
  return (p) => p.goto(server.url + appPage(name)() + query);
}

// On a node that opens apps to their own team only.
export const onClosed = (path) => (p) => p.goto(closed.url + path());

// Runs the flow of an app on its page.
export function tryIt(decision) {
  return async (p) => {
    await ofApp('known', '/try')(p);
    await p.selectOption('#prompt', 'consent');
    await p.click('button[value=run]');
    await p.click(`button[value=${decision}]`);
    await p.waitForURL(/developer\/try\/callback/);
  };
}
