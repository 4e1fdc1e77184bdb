// The code that the console gives developers, run as the page shows it.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { App, Server, password } from '../browser/server.mjs';
import { Person } from './person.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const entities = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
const plain = (text) => text.replace(/&([a-z]+|#\d+);/g, (whole, name) => entities[name] ?? whole);
const kinds = {
  basic: ['--auth-method', 'client_secret_basic'],
  post: ['--auth-method', 'client_secret_post'],
  public: ['--kind', 'native'],
};
let server, app, folder, developer;
const clients = {};

before(async () => {
  server = await Server.start();
  app = await App.start();
  await server.person('ada@example.com', 'Ada Lovelace');
  for (const [kind, options] of Object.entries(kinds))
    clients[kind] = await server.cli(['client', 'add', '--name', `Budget ${kind}`, '--owner', 'ada@example.com',
      '--redirect-uri', app.redirectUri, '--grant', 'authorization_code', '--grant', 'refresh_token',
      '--scope', 'openid', '--scope', 'email', ...options]);
  developer = new Person();
  const page = await developer.go(`${server.url}/login`);
  await developer.send(page, '/login', { login: 'ada@example.com', password });
  // In this folder, so that it finds the libraries.
  folder = await mkdtemp(path.join(here, 'snippet-'));
});

after(async () => {
  await rm(folder, { recursive: true, force: true });
  await app?.stop();
  await server?.stop();
});

async function snippet(kind, language) {
  const { html } = await developer.go(`${server.url}/developer/apps/${clients[kind].client_id}/try`);
  const [, code] = html.match(new RegExp(`<code id="snippet-${language}">(.*?)</code>`, 's'));
  return plain(code);
}

// Runs a program that prints where to send the person and reads where they came back.
async function run(kind, command, file, code, answer) {
  await writeFile(path.join(folder, file), code);
  const child = spawn(command, [path.join(folder, file)], {
    env: { ...process.env, CLIENT_SECRET: clients[kind].client_secret ?? '', AUTHLIB_INSECURE_TRANSPORT: '1' } });
  let said = '', failed = '', sent = false;
  child.stderr.on('data', (piece) => { failed += piece; });
  child.stdout.on('data', async (piece) => {
    said += piece;
    if (sent || !said.includes('\n')) return;
    sent = true;
    const back = await new Person().allow(new URL(said.split('\n')[0]), 'ada@example.com', password);
    child.stdin.end(`${answer(back)}\n`);
  });
  const [status] = await once(child, 'close');
  assert.equal(status, 0, failed);
  return JSON.parse(said.trim().split('\n').at(-1));
}

const whole = (back) => back.href;
const code = (back) => back.searchParams.get('code');

for (const kind of Object.keys(kinds)) {
  test(`curl, for a ${kind} app`, async () => {
    const tokens = await run(kind, 'bash', `${kind}.sh`, await snippet(kind, 'curl'), code);
    assert.equal(tokens.token_type, 'Bearer');
    assert.ok(tokens.id_token);
  });

  test(`openid-client, for a ${kind} app`, async () => {
    const start = "import { webcrypto } from 'node:crypto';\nglobalThis.crypto ??= webcrypto;\nglobalThis.CryptoKey ??= webcrypto.CryptoKey;\n";
    await writeFile(path.join(folder, 'crypto.mjs'), start);
    const source = `import './crypto.mjs';\n${await snippet(kind, 'node')}`;
    const tokens = await run(kind, process.execPath, `${kind}.mjs`, source, whole);
    assert.equal(tokens.token_type, 'bearer');
    assert.ok(tokens.id_token);
  });

  test(`Authlib, for a ${kind} app`, async () => {
    const venv = path.join(here, '../../build/interop/authlib');
    await promisify(execFile)('sh', ['-c',
      `[ -x ${venv}/bin/python ] || { python3 -m venv ${venv} && ${venv}/bin/pip install -q --require-hashes -r authlib/requirements.txt && cp authlib/requirements.txt ${venv}/; }`],
    { cwd: here });
    const tokens = await run(kind, `${venv}/bin/python`, `${kind}.py`, await snippet(kind, 'python'), whole);
    assert.equal(tokens.token_type, 'Bearer');
    assert.ok(tokens.id_token);
  });
}
