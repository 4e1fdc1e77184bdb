// A developer gives an app a picture, and people see it where the app asks.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { App, Server, authorizeUrl, foreignWords, inspect, inspectNarrow, launch, pictureFile, pkce, signedIn } from '../harness.mjs';

let server, app, browser, client, dev, ada;

before(async () => {
  server = await Server.start();
  app = await App.start();
  browser = await launch();
  await server.person('dev@example.com', 'Budget Ltd.');
  await server.person('ada@example.com', 'Ada Lovelace');
  client = await server.cli(['client', 'add', '--name', 'Budget app', '--owner', 'dev@example.com', '--redirect-uri', app.redirectUri, '--scope', 'openid', '--scope', 'email']);
  // Everything of it works without JavaScript.
  dev = await signedIn(browser, server, 'dev@example.com', { locale: 'en-US', javaScriptEnabled: false });
  ada = await signedIn(browser, server, 'ada@example.com', { locale: 'en-US' });
});

after(async () => {
  await browser?.close();
  await app?.stop();
  await server?.stop();
});

const settings = () => `${server.url}/developer/apps/${client.client_id}/settings`;
const upload = 'form[action$="/logo"] button';

async function choose(file) {
  await dev.goto(settings());
  await dev.setInputFiles('#logo', file);
  await dev.click(upload);
}

// How wide the picture of the app is in itself, or null where the first letter stands for it.
async function picture(page) {
  const logo = page.locator('.logo').first();
  return logo.evaluate((node) => node.tagName === 'IMG' ? node.decode().then(() => node.naturalWidth) : null);
}

async function askAda() {
  await ada.goto(authorizeUrl(server, client, app, { scope: 'openid email', code_challenge: pkce().challenge }));
  return picture(ada);
}

test('at first the letter stands for it', async () => {
  assert.equal(await askAda(), null);
  assert.equal(await ada.textContent('.logo'), 'B');
});

test('a picture is uploaded and seen by who is asked', async () => {
  await choose(await pictureFile(browser, 'png', '#0a7d5a'));
  assert.equal(dev.url(), `${settings()}?saved=1`);
  assert.equal(await dev.locator('.named img.logo').count(), 1);
  assert.equal(await askAda(), 256);
  assert.deepEqual(await inspect(ada, 'logo-consent'), []);
  await ada.click('button[value=allow]');
  await ada.waitForURL(`${app.redirectUri}**`);
  await ada.goto(`${server.url}/account`);
  assert.equal(await picture(ada), 256);
  assert.deepEqual(await inspect(ada, 'logo-account'), []);
});

test('what is no picture is refused, and the one before stays', async () => {
  const before = await dev.locator('.named img.logo').getAttribute('src');
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>';
  await choose({ name: 'logo.png', mimeType: 'image/png', buffer: Buffer.from(svg) });
  assert.match(await dev.textContent('#logo-error'), /not a PNG or JPEG/);
  assert.equal(await dev.locator('.named img.logo').getAttribute('src'), before);
});

test('a file that is far too large is refused with its reason', async () => {
  await choose({ name: 'logo.png', mimeType: 'image/png', buffer: Buffer.alloc(6 << 20, 'a') });
  assert.match(await dev.textContent('main'), /at most 256 KB/);
});

test('it is replaced, in Chinese on a narrow screen too', async () => {
  const zh = await (await browser.newContext({ locale: 'zh-CN', javaScriptEnabled: false, viewport: { width: 320, height: 800 },
    storageState: await dev.context().storageState() })).newPage();
  await zh.goto(settings());
  const before = await zh.locator('.named img.logo').getAttribute('src');
  await zh.setInputFiles('#logo', await pictureFile(browser, 'jpeg', '#7d0a5a'));
  await zh.click(upload);
  assert.notEqual(await zh.locator('.named img.logo').getAttribute('src'), before);
  assert.deepEqual(await inspectNarrow(zh, 'logo-zh'), []);
  assert.deepEqual(await foreignWords(zh, 'logo-zh', ['Budget app', 'Budget Ltd.']), []);
  await zh.context().close();
});

test('without it the letter is back', async () => {
  await dev.goto(settings());
  await dev.click('form[action$="/logo/remove"] button');
  assert.equal(await dev.locator('.named img.logo').count(), 0);
  await ada.goto(`${server.url}/account`);
  assert.equal(await picture(ada), null);
});
