// Words that would run where they are not escaped, a way to fill every form with them, and a
// look at a page that notices if one did.
import { password } from '../harness.mjs';
import { routeOf, pages } from '../routes.mjs';

// Out of an attribute, out of an element, out of a script, into Mustache.
export const evil = `'"><img src=x onerror=alert(7)></script><svg onload=alert(7)>xss{{lang}}7`;
// For what must be a URL: whatever of it a URL may hold.
export const evilLink = "https://evil.example/'onerror=alert(7)//xss7";
const aLink = /uri|url|homepage|website|profile|picture/;
const scriptLink = 'javascript:alert(7)//xss7';

const opened = pages('GET');
const sent = pages('POST');

// So many pages of each route are opened: others may be in other states.
const EACH = 3;

export class Sweep {
  constructor(server, receiver) {
    this.server = server;
    this.faults = new Set();
    this.visited = new Set();
    this.found = new Set(); // forms of any kind
    this.forms = new Map(); // route of the form and its fields: whether it was taken
    this.count = 0;
    this.fitting = {
      email: (action) => action === '/admin/operators' ? 'eve@example.com' : `evil-${++this.count}@example.com`,
      redirect_uri: () => `${evilLink}/${++this.count}`,
      uri: () => `https://api.example.com/'onerror=alert(7)/${++this.count}`,
      scope_prefix: () => 'evil',
      // An operator's may hold anything visible but quotes and backslashes.
      scope: (action) => action.endsWith('/try/tokens') ? 'payments:read' : action.startsWith('/admin') ? `evil:<img/src=x/onerror=alert(7)>${++this.count}` : `evil:${++this.count}`,
      url: () => receiver,
      resource: () => '',
      birthdate: () => '1815-12-10',
      zoneinfo: () => 'Europe/London',
      token_lifetime: () => '600',
      owner: () => '',
      contacts: () => 'evil@example.com',
    };
  }

  // A page of somebody, watched.
  async watch(context) {
    const page = await context.newPage();
    page.setDefaultTimeout(10000);
    const ran = (what) => this.faults.add(`${new URL(page.url()).pathname}: ${what}`);
    page.on('dialog', (dialog) => { ran(`it ran: ${dialog.message()}`); dialog.dismiss(); });
    page.on('console', (message) => /Content Security Policy/.test(message.text()) && ran('it would have run'));
    return page;
  }

  async open(page, path) {
    const answer = await page.goto(path.startsWith('http') ? path : this.server.url + path);
    await this.look(page, answer);
    return answer;
  }

  // What the answer says as text, and what the browser made of it.
  async look(page, answer) {
    const url = new URL(page.url());
    this.visited.add(routeOf(opened, url.pathname));
    const html = answer ? await answer.text().catch(() => '') : await page.content();
    for (const raw of ['<img src=x', '<img/src=x', '<svg onload', `'"><img`, 'xssen7', 'xsszh7'])
      if (html.includes(raw)) this.faults.add(`${url.pathname}: ${raw} stands in the HTML`);
    for (const action of await page.evaluate(() => [...document.forms].map((form) => new URL(form.getAttribute('action'), location.href).pathname)))
      this.found.add(routeOf(sent, action));
    const made = await page.evaluate(() => [...document.querySelectorAll('*')].filter((one) =>
      [...one.attributes].some((a) => /^on/i.test(a.name) || (/^(href|src|action|formaction)$/i.test(a.name) && /^\s*(javascript|data):/i.test(a.value))) ||
      (one.localName === 'script' && !(one.getAttribute('src') ?? '').startsWith('/static/')) ||
      one.matches('img[src=x], iframe, object, embed, base')).map((one) => one.outerHTML.slice(0, 100)));
    for (const one of made) this.faults.add(`${url.pathname}: ${one}`);
  }

  // Opens all that can be reached by links from `starts`, fills what forms stand there.
  async walk(page, starts, fill = true) {
    const waiting = [...starts], seen = new Map(), done = new Set();
    for (let path; (path = waiting.shift());) {
      if (done.has(path)) continue;
      done.add(path);
      const route = routeOf(opened, new URL(path, this.server.url).pathname);
      const times = seen.get(route) ?? 0;
      if (!route || times >= EACH || /^\/logout|export|\.csv$/.test(route)) continue;
      seen.set(route, times + 1);
      await this.open(page, path);
      waiting.push(...await this.links(page));
      if (fill) waiting.push(...await this.fillAll(page, path));
    }
  }

  links(page) {
    return page.evaluate(() => [...document.querySelectorAll('a[href]')]
      .filter((a) => a.origin === location.origin && !a.hreflang && !a.hasAttribute('download'))
      .map((a) => a.pathname + a.search));
  }

  // Every form on the page that has text fields and was not taken yet; gives where they led.
  async fillAll(page, path) {
    const led = [];
    const there = await page.evaluate(() => [...document.forms].map((form, i) => ({
      // A field's name may hide a form's own members.
      i, method: form.getAttribute('method'), action: new URL(form.getAttribute('action'), location.href).pathname,
      fields: [...form.elements].filter((e) => e.name && !e.hidden && e.matches('textarea, input:not([type]), input[type=text], input[type=email], input[type=url], input[type=search], input[type=tel]')).map((e) => e.name),
    })));
    for (const form of there) {
      const route = routeOf(form.method === 'get' ? opened : sent, form.action);
      if (!form.fields.length) continue;
      const key = `${form.method} ${route} ${form.fields.join(' ')}`;
      if (this.forms.get(key)) continue;
      this.forms.set(key, await this.fill(page, path, form, led));
    }
    return led;
  }

  // With what must be refused or shown as it is, then with what fits each field; true once
  // the form was taken, or refused for nothing but what nobody can make fit.
  async fill(page, path, form, led) {
    for (const attempt of ['evil', 'script', 'fitting']) {
      if (attempt === 'script' && !form.fields.some((name) => aLink.test(name))) continue;
      await this.open(page, path);
      const values = {};
      for (const name of form.fields) values[name] = this.valueOf(attempt, name, form.action);
      await page.evaluate(({ i, values, secret }) => {
        const form = document.forms[i];
        form.noValidate = true;
        for (const e of form.elements) {
          const value = values[e.name];
          if (e.type === 'password') e.value = secret;
          else if (e.type === 'checkbox') { if (e.name === 'scope') e.checked = true; }
          else if (e.matches('textarea, input:not([type=hidden], [type=radio])') && value !== undefined && value !== null) {
            e.removeAttribute('maxlength');
            e.value = value;
          }
        }
      }, { i: form.i, values, secret: password });
      const [answer] = await Promise.all([
        page.waitForResponse((one) => one.request().isNavigationRequest() && one.status() !== 302 && one.status() !== 303),
        page.evaluate((i) => document.forms[i].requestSubmit(document.forms[i].querySelector('button')), form.i),
      ]);
      await page.waitForLoadState();
      await this.look(page, answer);
      led.push(...await this.links(page));
      if (answer.status() < 400) return true;
    }
    return form.fields.every((name) => /^(confirmation|user_code|login)$/.test(name));
  }

  // null: as it was.
  valueOf(attempt, name, action) {
    if (name === 'confirmation') return `${evil}, not`; // all that is here is needed
    if (attempt === 'evil') return evil;
    if (attempt === 'script') return aLink.test(name) ? scriptLink : evil;
    if (this.fitting[name]) return this.fitting[name](action);
    if (/^(homepage|website|profile|picture)$|^(client|policy|tos|logo|initiate_login)_uri$/.test(name)) return evilLink;
    if (/^(jwks|jwks_uri|tls_|grant_types|.*_alg$|.*_ur[il]s?$|subject_type|.*_age$|.*_lifetime$|default_acr)/.test(name)) return null;
    return evil;
  }
}
