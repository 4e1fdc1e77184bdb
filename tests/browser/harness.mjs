// A server of its own for each test file, the command line, and a browser.
import { spawn, execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import http from 'node:http';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

const binary = path.resolve(process.env.AUTHZ ?? '../../build/authz');
const axePath = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

export const password = 'correct horse battery';

function freePort() {
  return new Promise((done) => {
    const server = net.createServer();
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}

export class Server {
  static async start() {
    const self = new Server();
    self.folder = await mkdtemp(path.join(os.tmpdir(), 'authz-browser-'));
    await chmod(self.folder, 0o711); // PostgreSQL may run as another user
    const [port, privatePort] = [await freePort(), await freePort()];
    self.url = `http://localhost:${port}`;
    self.env = {
      ...process.env,
      AUTHZ_DATA_DIR: path.join(self.folder, 'data'),
      AUTHZ_SERVER_LISTEN: `127.0.0.1:${port}`,
      AUTHZ_SERVER_PRIVATE_LISTEN: `127.0.0.1:${privatePort}`,
    };
    self.log = '';
    self.process = spawn(binary, ['serve'], { env: self.env, stdio: ['ignore', 'ignore', 'pipe'] });
    self.process.stderr.on('data', (piece) => (self.log += piece));
    for (let i = 0; i < 300; i++) {
      try {
        if ((await fetch(`http://127.0.0.1:${privatePort}/readyz`)).ok) return self;
      } catch { /* not yet */ }
      await new Promise((next) => setTimeout(next, 100));
    }
    throw new Error(`the server did not start:\n${self.log}`);
  }

  async stop() {
    this.process.kill('SIGTERM');
    const status = await new Promise((done) => this.process.once('exit', done));
    await rm(this.folder, { recursive: true, force: true });
    if (status !== 0) throw new Error(`the server ended with ${status}:\n${this.log}`);
  }

  // Runs a command and gives what it printed as JSON.
  cli(args, input = '') {
    return new Promise((done, failed) => {
      const child = execFile(binary, [...args, '--json'], { env: this.env }, (error, out, err) =>
        error ? failed(new Error(err || error.message)) : done(JSON.parse(out)));
      child.stdin.end(input);
    });
  }

  person(email, name) {
    return this.cli(['user', 'add', '--email', email, '--name', name, '--password-stdin'], password);
  }
}

// Stands in for an app: remembers what came to its redirect URI, by query or form.
export class App {
  static async start() {
    const self = new App();
    self.server = http.createServer((rq, rs) => {
      let body = '';
      rq.on('data', (piece) => (body += piece));
      rq.on('end', () => {
        if (rq.url.startsWith('/callback'))
          self.answer = Object.fromEntries(rq.method === 'POST'
            ? new URLSearchParams(body)
            : new URL(rq.url, 'http://localhost').searchParams);
        rs.setHeader('Content-Type', 'text/html');
        rs.end('<!DOCTYPE html><html lang="en"><title>App</title><h1>Back at the app</h1></html>');
      });
    });
    await new Promise((done) => self.server.listen(0, '127.0.0.1', done));
    self.redirectUri = `http://localhost:${self.server.address().port}/callback`;
    return self;
  }

  stop() {
    this.server.closeAllConnections();
    return new Promise((done) => this.server.close(done));
  }
}

export function pkce() {
  const verifier = randomBytes(32).toString('base64url');
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') };
}

export function authorizeUrl(server, client, app, extra = {}) {
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: client.client_id,
    redirect_uri: app.redirectUri,
    state: 'xyz',
    code_challenge_method: 'S256',
    ...extra,
  });
  return `${server.url}/oauth2/authorize?${query}`;
}

export async function token(server, client, fields) {
  const answer = await fetch(`${server.url}/oauth2/token`, {
    method: 'POST',
    headers: {
      Authorization: 'Basic ' +
        Buffer.from(`${client.client_id}:${client.client_secret}`).toString('base64'),
    },
    body: new URLSearchParams(fields),
  });
  return { status: answer.status, ...(await answer.json()) };
}

export async function introspect(server, api, value) {
  const answer = await fetch(`${server.url}/oauth2/introspect`, {
    method: 'POST',
    headers: {
      Authorization: 'Basic ' + Buffer.from(`${api.client_id}:${api.client_secret}`).toString('base64'),
    },
    body: new URLSearchParams({ token: value }),
  });
  return answer.json();
}

export function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking',
      '--disable-component-update', '--disable-sync', '--no-first-run'],
  });
}

// Looks at a page as everybody must be able to: axe finds nothing, nothing scrolls sideways
// at 320 pixels. With SCREENSHOTS set, keeps pictures there.
export async function inspect(page, name) {
  const faults = [];
  for (const scheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme: scheme });
    for (const width of [1280, 320]) {
      await page.setViewportSize({ width, height: 800 });
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      if (overflow > 0) faults.push(`${name}: ${overflow} px too wide at ${width}`);
      if (process.env.SCREENSHOTS)
        await page.screenshot({
          path: path.join(process.env.SCREENSHOTS, `${name}-${scheme}-${width}.png`), fullPage: true,
        });
      faults.push(...(await axe(page)).map((fault) => `${name} (${scheme}, ${width}): ${fault}`));
    }
  }
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize({ width: 1280, height: 800 });
  return faults;
}

async function axe(page) {
  // The pages' policy allows no foreign script, so axe comes in through the debugger.
  const session = await page.context().newCDPSession(page);
  const { readFile } = await import('node:fs/promises');
  await session.send('Runtime.evaluate', { expression: await readFile(axePath, 'utf8') });
  const { result, exceptionDetails } = await session.send('Runtime.evaluate', {
    expression: `axe.run().then((r) => r.violations.map((v) =>
      v.id + ': ' + v.help + ' at ' + v.nodes.map((n) => n.target).join(', ')))`,
    awaitPromise: true,
    returnByValue: true,
  });
  await session.detach();
  if (exceptionDetails) throw new Error(exceptionDetails.text);
  return result.value;
}
