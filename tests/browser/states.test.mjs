// Every page in every state it has: in English by axe, light and dark, wide and narrow; in
// Chinese without JavaScript on a narrow screen.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { foreignWords, inspect, inspectNarrow, password, signIn } from './harness.mjs';
import { pages, routeOf } from './routes.mjs';
import { admin } from './states/admin.mjs';
import { developer } from './states/developer.mjs';
import { people } from './states/people.mjs';
import { appPage, ask, send } from './states/steps.mjs';
import { app, browser, gate, names, server, start, states, stop } from './states/world.mjs';

const all = [...people, ...developer, ...admin];
const seen = new Set();

before(start);
after(stop);

async function see(state, language, options, look) {
  const context = await browser.newContext({ ...options, storageState: state.as ? states[language][state.as] : undefined });
  const p = await context.newPage();
  let status;
  p.on('response', (answer) => {
    if (!answer.request().isNavigationRequest()) return;
    status = answer.status();
    if (status === state.status) seen.add(routeOf(pages('GET'), new URL(answer.url()).pathname));
  });
  try {
    await state.open(p);
    return [...status === state.status ? [] : [`${state.name}: status ${status}, not ${state.status}`],
      ...await look(p, `${language}-${state.name}`)];
  } catch (error) {
    return [`${state.name}: ${error.message}`];
  } finally {
    await context.close();
  }
}

// A few at a time; ONLY=name,name looks at these alone.
async function seeAll(language, options, look) {
  const only = process.env.ONLY?.split(',');
  const waiting = all.filter((state) => !only || only.includes(state.name));
  const faults = [];
  const worker = async () => {
    for (let state; (state = waiting.shift());) faults.push(...await see(state, language, options, look));
  };
  await Promise.all([worker(), worker(), worker()]);
  return faults;
}

test('each state of each page can be seen and used by everybody', async () => {
  await gate.stop();
  assert.deepEqual(await seeAll('en', { locale: 'en-US' }, inspect), []);
});

test('each state of each page is whole in Chinese, without JavaScript, at 320 pixels', async () => {
  const look = async (p, name) => [...await inspectNarrow(p, name), ...await foreignWords(p, name, names)];
  assert.deepEqual(await seeAll('zh',
    { locale: 'zh-CN', javaScriptEnabled: false, viewport: { width: 320, height: 640 } }, look), []);
});

test('no page is without a state', { skip: process.env.ONLY && 'only some were looked at' }, () => {
  const files = ['/account/data/export', '/developer/apps/{}/usage.csv', '/admin/audit.csv'];
  assert.deepEqual(pages('GET').filter((route) => !seen.has(route) && !files.includes(route)), []);
});

test('a person signs in and decides by the keyboard alone, and sees where it is', async () => {
  const context = await browser.newContext({ locale: 'en-US' });
  const p = await context.newPage();
  // Tabs on until the focus is at `selector`, which must be drawn.
  const reach = async (selector) => {
    for (let i = 0; i < 30; i++) {
      await p.keyboard.press('Tab');
      const [there, drawn] = await p.evaluate((wanted) => {
        const style = getComputedStyle(document.activeElement);
        return [document.activeElement.matches(wanted), style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2];
      }, selector);
      assert.ok(drawn, `the focus can't be seen on the way to ${selector}`);
      if (there) return;
    }
    assert.fail(`the keyboard does not reach ${selector}`);
  };
  await ask('known', { scope: 'openid payments:read payments:export' })(p);
  await reach('.skip');
  await reach('#login');
  await p.keyboard.type('ada@example.com');
  await reach('#password');
  await p.keyboard.type(password);
  await p.keyboard.press('Enter');
  await p.waitForSelector('input[value="payments:export"]');
  await reach('input[value="payments:export"]');
  await p.keyboard.press('Space');
  assert.equal(await p.isChecked('input[value="payments:export"]'), false);
  await reach('button[value=deny]');
  await reach('button[value=allow]');
  await p.keyboard.press('Enter');
  await p.waitForURL(`${app.redirectUri}**`);
  assert.ok(app.answer.code);
  await context.close();
});

test("the app's ui_locales and the links below a page choose the language, and the way on is kept", async () => {
  const context = await browser.newContext({ locale: 'en-US' });
  const p = await context.newPage();
  const lang = () => p.getAttribute('html', 'lang');
  await ask('known', { scope: 'openid', ui_locales: 'zh-CN' })(p);
  assert.equal(await lang(), 'zh');
  await signIn(p, 'ada@example.com', 'wrong');
  await p.click('a[hreflang=en]');
  assert.equal(await lang(), 'en');
  assert.match(await p.textContent('main'), /Budget app/);
  await signIn(p, 'ada@example.com');
  await p.click('a[hreflang=zh]');
  assert.equal(await lang(), 'zh');
  await p.click('button[value=allow]');
  await p.waitForURL(`${app.redirectUri}**`);
  await context.close();
});

test('a refused change keeps all that was typed', async () => {
  const context = await browser.newContext({ locale: 'en-US', storageState: states.en.dev });
  const p = await context.newPage();
  await send(appPage('full', '/settings'), { '#client_name': '', '#client_uri': 'https://kept.example', '#description': 'Kept as typed' },
    'section[aria-labelledby=details] button')(p);
  assert.equal(await p.inputValue('#client_uri'), 'https://kept.example');
  assert.equal(await p.inputValue('#description'), 'Kept as typed');
  await p.click('a[hreflang=zh]');
  assert.equal(p.url().split('?')[0], server.url + appPage('full', '/settings')());
  await context.close();
});
