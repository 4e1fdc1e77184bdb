// A browser, and what every page owes everybody.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { chromium } from 'playwright-core';

import { password } from './server.mjs';

export * from './server.mjs';

const axeSource = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium-headless-shell',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking',
      '--disable-component-update', '--disable-sync', '--no-first-run'],
  });
}

// On the login page.
export async function signIn(page, login, secret = password) {
  await page.fill('input[name=login]', login);
  await page.fill('input[name=password]', secret);
  await page.click('form:has(input[name=password]) button[type=submit]');
}

// A page of somebody who is signed in, in a browser context with these options.
export async function signedIn(browser, server, login, options = {}) {
  const page = await (await browser.newContext(options)).newPage();
  await page.goto(`${server.url}/login?return_to=/account`);
  await signIn(page, login);
  await page.waitForURL(`${server.url}/account`);
  return page;
}

// What the page says.
export function text(page) {
  return page.locator('main').innerText();
}

// The newest link to `path` among the mails that a server did not send.
export async function mailedLink(page, from, path) {
  for (let i = 0; i < 50; i++) {
    await page.goto(`${from.url}/dev/mails`);
    const link = page.locator(`a[href*="${path}"]`).first();
    if (await link.count()) return link.getAttribute('href');
    await page.waitForTimeout(100);
  }
  throw new Error(`no mail with a link to ${path}`);
}

// A file to upload: an image of one colour with a disc in it.
export async function pictureFile(browser, type, colour) {
  const page = await browser.newPage({ viewport: { width: 160, height: 160 } });
  await page.setContent(`<body style="margin: 0; background: radial-gradient(circle, gold 50%, ${colour} 51%)">`);
  const buffer = await page.screenshot({ type });
  await page.close();
  return { name: `logo.${type}`, mimeType: `image/${type}`, buffer };
}

async function tooWide(page) {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

async function picture(page, name) {
  if (process.env.SCREENSHOTS)
    await page.screenshot({ path: path.join(process.env.SCREENSHOTS, `${name}.png`), fullPage: true });
}

// Looks at a page as everybody must be able to: axe finds nothing, nothing scrolls sideways
// at 320 pixels. With SCREENSHOTS set, keeps pictures there.
export async function inspect(page, name) {
  const faults = [];
  for (const [scheme, width] of [['light', 1280], ['light', 320], ['dark', 320], ['dark', 1280]]) {
    await page.emulateMedia({ colorScheme: scheme });
    await page.setViewportSize({ width, height: 800 });
    const overflow = await tooWide(page);
    if (overflow > 0) faults.push(`${name}: ${overflow} px too wide at ${width}`);
    await picture(page, `${name}-${scheme}-${width}`);
    // Dark differs by its colours only, and those don't by width.
    if (scheme === 'dark' && width === 1280) continue;
    faults.push(...(await axe(page, scheme === 'dark' ? ['color-contrast'] : []))
      .map((fault) => `${name} (${scheme}, ${width}): ${fault}`));
  }
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize({ width: 1280, height: 800 });
  return faults;
}

// The same for a page without JavaScript, where axe can't run.
export async function inspectNarrow(page, name) {
  const overflow = await tooWide(page);
  await picture(page, name);
  return overflow > 0 ? [`${name}: ${overflow} px too wide`] : [];
}

// Words that a Chinese page may have in Latin letters: names, and what the field calls so.
const latin = /^(authz|ascii|api|uri|url|https?|pkce|localhost|callback|com\.example\.app|eur|utc|csv|jwt|oauth|json|post|webhooks?|standard|[a-z]+_\w+|jwks?|rfc|tls|dns|jarm|es256|userinfo|pairwise|public|none|authorization|png|jpeg|svg|gif|webp)$/i;

// What is left untranslated on a page in Chinese, but for `names` (of people, apps and
// APIs) and what is data: in code, in fields, marked as English.
export async function foreignWords(page, name, names) {
  let said = await page.evaluate(() => {
    const copy = document.documentElement.cloneNode(true);
    copy.querySelectorAll('code, textarea, head > :not(title), [lang=en]').forEach((node) => node.remove());
    const labels = [...copy.querySelectorAll('[aria-label]')].map((node) => node.getAttribute('aria-label'));
    return [copy.textContent, ...labels].join(' ');
  });
  for (const one of [...names, 'OpenID Connect Back-Channel Logout', 'JWK Set', 'X-Request-Id', 'S256', 'plain', 'response_type=code', 'state', 'nonce', 'query', 'login 要求', 'consent 重新', 'CN=app,O=Example', /\S+@\S+/g, /[0-9a-f-]{36}/g, /以 \w{4} 结尾/g]) said = said.replaceAll(one, ' ');
  const words = (said.match(/[A-Za-z][\w.-]{2,}/g) ?? []).filter((word) => !latin.test(word));
  return words.length ? [`${name}: ${words.join(' ')}`] : [];
}

async function axe(page, rules) {
  // The pages' policy allows no foreign script, so axe comes in through the debugger.
  const session = await page.context().newCDPSession(page);
  await session.send('Runtime.evaluate', { expression: axeSource });
  const { result, exceptionDetails } = await session.send('Runtime.evaluate', {
    expression: `axe.run(${JSON.stringify(rules.length ? { runOnly: rules } : {})}).then((r) => r.violations.map((v) =>
      v.id + ': ' + v.help + ' at ' + v.nodes.map((n) => n.target).join(', ')))`,
    awaitPromise: true,
    returnByValue: true,
  });
  await session.detach();
  if (exceptionDetails) throw new Error(exceptionDetails.text);
  return result.value;
}
