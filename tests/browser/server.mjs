// A server of its own for each test file, the command line, and what an app does.
import { execFile, execFileSync, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import http from 'node:http';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';

const binary = path.resolve(process.env.AUTHZ ?? '../../build/authz');

export const password = 'correct horse battery';

export function freePort() {
  return new Promise((done) => {
    const server = net.createServer();
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}

export class Server {
  // `settings` are AUTHZ_… of this server and of the commands on it.
  static async start(settings = {}) {
    const self = new Server();
    self.folder = await mkdtemp(path.join(os.tmpdir(), 'authz-browser-'));
    await chmod(self.folder, 0o711); // PostgreSQL may run as another user
    const [port, privatePort] = [await freePort(), await freePort()];
    self.url = `http://localhost:${port}`;
    self.env = {
      ...process.env,
      ...settings,
      AUTHZ_DATA_DIR: path.join(self.folder, 'data'),
      AUTHZ_SERVER_LISTEN: `127.0.0.1:${port}`,
      AUTHZ_SERVER_PRIVATE_LISTEN: `127.0.0.1:${privatePort}`,
    };
    self.keyring = path.join(self.env.AUTHZ_DATA_DIR, 'keyring');
    self.log = '';
    self.process = spawn(binary, ['serve'], { env: self.env, stdio: ['ignore', 'ignore', 'pipe'] });
    self.process.stderr.on('data', (piece) => (self.log += piece));
    for (let i = 0; i < 300; i++) {
      try {
        if ((await fetch(`http://127.0.0.1:${privatePort}/readyz`)).ok) return self;
      } catch { /* not yet */ }
      await new Promise((next) => setTimeout(next, 100));
    }
    self.process.kill();
    throw new Error(`the server did not start:\n${self.log}`);
  }

  async stop() {
    const ended = new Promise((done) => this.process.once('exit', done));
    this.process.kill('SIGTERM');
    const status = await ended;
    await rm(this.folder, { recursive: true, force: true });
    if (status !== 0) throw new Error(`the server ended with ${status}:\n${this.log}`);
  }

  // Runs a command and gives what it printed as JSON.
  // A statement in its private PostgreSQL.
  sql(statement) {
    execFileSync('psql', ['-qAtX', '-h', path.join(this.folder, 'data', 'run'), '-U', 'authz', '-c', statement, 'authz']);
  }

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

// A way to a server's database that can be closed.
export class DatabaseGate {
  static async start(server) {
    const self = new DatabaseGate();
    const socket = path.join(server.env.AUTHZ_DATA_DIR, 'run', '.s.PGSQL.5432');
    self.open = new Set();
    self.server = net.createServer((near) => {
      const far = net.connect(socket);
      for (const [one, other] of [[near, far], [far, near]]) {
        self.open.add(one);
        one.pipe(other);
        one.on('error', () => other.destroy()).on('close', () => self.open.delete(one) && other.destroy());
      }
    });
    await new Promise((done) => self.server.listen(0, '127.0.0.1', done));
    self.url = `postgresql://authz@127.0.0.1:${self.server.address().port}/authz`;
    return self;
  }

  stop() {
    const closed = new Promise((done) => this.server.close(done)); // twice is once
    for (const socket of this.open) socket.destroy();
    return closed;
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
