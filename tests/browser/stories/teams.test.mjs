// A developer starts a team, a colleague joins it by mail, they publish an API, and an
// operator lets apps ask for it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Server, inspect, launch, mailedLink, signedIn, text } from '../harness.mjs';

let server, browser, ada, bob, operator;

before(async () => {
  server = await Server.start({ AUTHZ_APIS_OWNERS_DECIDE: 'true' });
  browser = await launch();
  for (const [email, name] of [['ada@example.com', 'Ada Lovelace'], ['bob@example.com', 'Bob'], ['eve@example.com', 'Eve'],
    ['olga@example.com', 'Olga']]) await server.person(email, name);
  await server.cli(['operator', 'add', 'olga@example.com', '--role', 'reviewer']);
  ada = await enter('ada@example.com');
  bob = await enter('bob@example.com');
  operator = await enter('olga@example.com');
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

// Nothing here needs JavaScript.
const enter = (email) => signedIn(browser, server, email, { javaScriptEnabled: false });

async function open(page, path) {
  await page.goto(server.url + path);
}

test('a developer starts a team', async () => {
  await open(ada, '/developer/teams');
  await ada.getByLabel('Name').fill('Weather Ltd.');
  await ada.getByRole('button', { name: 'Start the team' }).click();
  assert.match(await text(ada), /Ada Lovelace\s+you\s+Owner/);
});

test('she registers an app for it', async () => {
  await open(ada, '/developer');
  await ada.getByRole('link', { name: 'Register an app' }).click();
  await ada.fill('#name', 'Umbrella');
  await ada.fill('#redirect_uri', 'https://umbrella.example/cb');
  await ada.getByRole('button', { name: 'Register' }).click();
  assert.match(await text(ada), /shown only this once/);
});

test('a colleague is invited, by mail, and nobody else can use the link', async () => {
  await open(ada, '/developer/teams');
  await ada.getByRole('link', { name: 'Weather Ltd.' }).click();
  await ada.getByLabel('E-mail address').fill('bob@example.com');
  await ada.getByRole('button', { name: 'Send the invitation' }).click();
  assert.match(await text(ada), /on its way[\s\S]*bob@example\.com/);
  const link = await mailedLink(bob, server, '/developer/invitation?ticket=');
  const eve = await enter('eve@example.com');
  await eve.goto(link);
  assert.match(await text(eve), /sent to another address/);
  assert.doesNotMatch(await text(eve), /Weather/);
  await bob.goto(link);
  assert.match(await text(bob), /Ada Lovelace invites you/);
  await bob.getByRole('button', { name: 'Join the team' }).click();
  assert.match(await text(bob), /Bob\s+you\s+Member/);
  await bob.goto(link);
  assert.match(await text(bob), /good no more/);
});

test('the member runs the app but does not decide over the team', async () => {
  await bob.goto(`${server.url}/developer`);
  await bob.getByRole('link', { name: 'Umbrella' }).click();
  assert.equal(await bob.locator('h1').innerText(), 'Umbrella');
  await open(bob, '/developer/teams');
  await bob.getByRole('link', { name: 'Weather Ltd.' }).click();
  assert.equal(await bob.getByRole('button', { name: 'Send the invitation' }).count(), 0);
});

test('the member registers an API, which an operator approves', async () => {
  await open(bob, '/developer/apis');
  await bob.getByRole('link', { name: 'Register an API' }).click();
  await bob.fill('#uri', 'https://api.example.com/weather');
  await bob.fill('#scope_prefix', 'weather');
  await bob.fill('#name', 'Weather');
  await bob.fill('#purpose', 'Forecasts for the places that people keep.');
  await bob.getByRole('button', { name: 'Register' }).click();
  assert.match(await text(bob), /waiting for approval/);
  await bob.getByRole('link', { name: 'Add a scope' }).click();
  await bob.fill('#scope', 'weather:places');
  await bob.fill('#title_en', 'See your places');
  await bob.fill('#title_zh', '查看你的地点');
  await bob.getByRole('button', { name: 'Add the scope' }).click();
  await open(operator, '/admin/reviews');
  assert.match(await text(operator), /Weather[\s\S]*Forecasts for the places[\s\S]*See your places/);
  await operator.getByRole('button', { name: 'Approve Weather' }).click();
  await bob.reload();
  assert.doesNotMatch(await text(bob), /waiting for approval/);
});

test('an app of somebody else asks for it, and an owner says yes', async () => {
  const eve = await enter('eve@example.com');
  await open(eve, '/developer/apps/new');
  await eve.fill('#name', 'Hiking');
  await eve.fill('#redirect_uri', 'https://hiking.example/cb');
  await eve.getByRole('button', { name: 'Register' }).click();
  const { client_id: id } = (await server.cli(['client', 'list'])).find((one) => one.name === 'Hiking');
  await ask(eve, id);
  await open(ada, '/developer/apis');
  await ada.getByRole('link', { name: 'Weather' }).click();
  assert.match(await text(ada), /Hiking[\s\S]*Trips in the rain/);
  await ada.getByRole('button', { name: 'Approve weather:places for Hiking' }).click();
  assert.match(await text(ada), /Nobody waits/);
  const shown = await server.cli(['client', 'show', id]);
  assert.equal(shown.scopes['weather:places'], 'approved');
});

async function ask(page, id) {
  const form = 'form[action$="/scopes"]';
  await open(page, `/developer/apps/${id}/scopes`);
  await page.check('input[value="weather:places"]');
  await page.fill(`${form} [name=reason]`, 'Trips in the rain');
  await page.click(`${form} button`);
}

test('the API gets credentials, shown once, and a second secret to change over', async () => {
  await ada.getByRole('button', { name: 'Make credentials' }).click();
  const first = await ada.locator('#client_secret').innerText();
  await ada.getByRole('button', { name: 'Make a new secret' }).click();
  assert.notEqual(await ada.locator('#client_secret').innerText(), first);
  assert.equal(await ada.getByRole('button', { name: 'Make a new secret' }).count(), 0);
  await ada.getByRole('button', { name: /^Remove the secret ending in/ }).first().click();
  assert.doesNotMatch(await text(ada), new RegExp(first));
});

test('the last owner stays until somebody else is one', async () => {
  await open(ada, '/developer/teams');
  await ada.getByRole('link', { name: 'Weather Ltd.' }).click();
  assert.equal(await ada.getByRole('button', { name: 'Leave the team' }).count(), 0);
  await ada.getByRole('button', { name: 'Make Bob an owner' }).click();
  await ada.getByRole('button', { name: 'Leave the team' }).click();
  assert.match(await text(ada), /You have left the team/);
  await open(ada, '/developer');
  assert.doesNotMatch(await text(ada), /Umbrella/);
});

test('its pages are for everybody', async () => {
  const page = await (await browser.newContext({ storageState: await bob.context().storageState() })).newPage();
  const faults = [];
  for (const path of ['/developer', '/developer/apis', '/developer/teams']) {
    await open(page, path);
    faults.push(...await inspect(page, path.replaceAll('/', '-')));
    const link = page.locator('main table a').first();
    await link.click();
    faults.push(...await inspect(page, `${path.replaceAll('/', '-')}-one`));
  }
  assert.deepEqual(faults, []);
});
