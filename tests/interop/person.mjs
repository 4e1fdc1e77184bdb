// A person with a browser that keeps cookies and sends forms, and runs no script.
import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';

const entities = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", '#x27': "'", '#x2F': '/', '#x60': '`', '#x3D': '=' };
const plain = (text) => text.replace(/&([a-z]+|#\w+);/g, (whole, name) => entities[name] ?? whole);

function attributes(tag) {
  const found = {};
  for (const [, name, , value] of tag.matchAll(/\s([\w-]+)(="([^"]*)")?/g)) found[name] = plain(value ?? '');
  return found;
}

export class Person {
  cookies = new Map();

  // Follows redirects within `origin`; gives the page, or where it was sent elsewhere.
  async go(url, form) {
    const origin = new URL(url).origin;
    for (let hops = 0; hops < 10; hops++) {
      const answer = await fetch(url, {
        method: form ? 'POST' : 'GET',
        body: form,
        redirect: 'manual',
        headers: { Cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
      });
      for (const line of answer.headers.getSetCookie()) {
        const [, name, value] = line.match(/^([^=]+)=([^;]*)/);
        this.cookies.set(name, value);
      }
      if (answer.status < 300 || answer.status > 399)
        return { url, status: answer.status, html: await answer.text() };
      url = new URL(answer.headers.get('location'), url).href;
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
