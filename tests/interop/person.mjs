// A person with a browser that keeps cookies and sends forms, and runs no script.
import assert from 'node:assert/strict';
import { webcrypto } from 'node:crypto';
import http from 'node:http';
import { fileURLToPath } from 'node:url';

// The libraries look for them by these names, which Debian 12's Node.js does not know yet.
globalThis.crypto ??= webcrypto;
globalThis.CryptoKey ??= webcrypto.CryptoKey;

const entities = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", '#x27': "'", '#x2F': '/', '#x60': '`', '#x3D': '=' };
const plain = (text) => text.replace(/&([a-z]+|#\w+);/g, (whole, name) => entities[name] ?? whole);

function attributes(tag) {
  const found = {};
  for (const [, name, , value] of tag.matchAll(/\s([\w-]+)(="([^"]*)")?/g)) found[name] = plain(value ?? '');
  return found;
}

// Requests a page as an address bar or a form does: fetch would call itself a script.
function navigate(url, cookies, form) {
  const headers = { Accept: 'text/html, */*;q=0.8', 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Dest': 'document' };
  if (cookies.size) headers.Cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  if (form) headers['Content-Type'] = 'application/x-www-form-urlencoded';
  return new Promise((done, failed) => {
    http.request(url, { method: form ? 'POST' : 'GET', headers }, async (answer) => {
      answer.setEncoding('utf8');
      let html = '';
      for await (const piece of answer) html += piece;
      done({ status: answer.statusCode, headers: answer.headers, html });
    }).on('error', failed).end(form?.toString());
  });
}

export class Person {
  cookies = new Map();

  // Follows redirects within `origin`; gives the page, or where it was sent elsewhere.
  async go(url, form) {
    const origin = new URL(url).origin;
    for (let hops = 0; hops < 10; hops++) {
      const { status, headers, html } = await navigate(url, this.cookies, form);
      for (const line of headers['set-cookie'] ?? []) {
        const [, name, value] = line.match(/^([^=]+)=([^;]*)/);
        this.cookies.set(name, value);
      }
      if (status < 300 || status > 399) return { url, status, html };
      url = new URL(headers.location, url).href;
      form = undefined;
      if (new URL(url).origin !== origin) return { away: new URL(url) };
    }
    throw new Error(`a circle of redirects at ${url}`);
  }

  // Sends the form at `action` of a page, as it stands but for `fields`.
  async send(page, action, fields) {
    const [, inside] = page.html.match(new RegExp(`<form[^>]*action="${action}"[^>]*>(.*?)</form>`, 's')) ?? [];
    assert.ok(inside, `no form ${action} at ${page.url}: ${page.html}`);
    const form = new URLSearchParams();
    for (const [tag] of inside.matchAll(/<input[^>]*>/g)) {
      const { name, value = '', type, checked } = attributes(tag);
      if (name && !(name in fields) && (type !== 'checkbox' || checked !== undefined)) form.append(name, value);
    }
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    return this.go(new URL(action, page.url).href, form);
  }

  // Signs in where asked to, allows what is asked; gives the URL that leads back to the app.
  async allow(url, login, password) {
    let page = await this.go(url.href);
    if (page.url?.includes('/login')) page = await this.send(page, '/login', { login, password });
    if (!page.away) page = await this.send(page, '/consent', { decision: 'allow' });
    assert.ok(page.away, `still at ${page.url}`);
    return page.away;
  }
}

// node person.mjs AUTHORIZATION_URL prints where the person's consent leads.
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { LOGIN, PASSWORD } = process.env;
  console.log((await new Person().allow(new URL(process.argv[2]), LOGIN, PASSWORD)).href);
}
