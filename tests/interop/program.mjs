// Starts a server with an app, an API and a person, and programs that are told of them by
// their environment.
import { spawn } from 'node:child_process';
import { App, Server, password } from '../browser/server.mjs';

const patience = 1_200_000; // the first run fetches what a program is built on, beside others

export const resource = 'https://api.example.com/payments';

export class Stage {
  static async start(settings = {}) {
    const self = new Stage();
    self.server = await Server.start(settings);
    self.app = await App.start();
    self.person = await self.server.person('ada@example.com', 'Ada Lovelace');
    await self.server.cli(['resource', 'add', resource, '--name', 'Payments']);
    await self.server.cli(['scope', 'add', resource, 'payments:read', '--title', 'See your payments']);
    await self.server.cli(['scope', 'add', resource, 'payments:write', '--title', 'Pay', '--sensitivity', 'review']);
    self.api = await self.server.cli(['client', 'add', '--name', 'Payments API', '--resource-server', resource]);
    return self;
  }

  // A web app that may do all that these tests ask of one.
  client(redirectUri = this.app.redirectUri, ...more) {
    return this.server.cli(['client', 'add', '--name', 'Budget app', '--redirect-uri', redirectUri,
      ...['authorization_code', 'refresh_token', 'client_credentials'].flatMap((name) => ['--grant', name]),
      ...['openid', 'profile', 'email', 'payments:read'].flatMap((name) => ['--scope', name]), ...more]);
  }

  // What a program sees; `person.mjs` answers for the person.
  environment(client, more = {}) {
    return {
      ...process.env,
      PERSON: new URL('person.mjs', import.meta.url).pathname,
      LOGIN: 'ada@example.com',
      PASSWORD: password,
      SUBJECT: this.person.id,
      ISSUER: this.server.url,
      REDIRECT_URI: this.app.redirectUri,
      CLIENT_ID: client.client_id,
      CLIENT_SECRET: client.client_secret,
      RESOURCE: resource,
      API_ID: this.api.client_id,
      API_SECRET: this.api.client_secret,
      ...more,
    };
  }

  async stop() {
    await this.app.stop();
    await this.server.stop();
  }
}

// Starts NAME/run. `said` fills with what it prints, `ended` gives how it ended.
export function start(name, environment) {
  const child = spawn('./run', {
    cwd: new URL(name, import.meta.url), env: environment, stdio: ['ignore', 'pipe', 'pipe'], timeout: patience,
  });
  child.said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece) => (child.said += piece));
  child.ended = new Promise((done, failed) => {
    child.once('error', failed);
    child.once('close', (code, signal) => done(signal ?? code));
  });
  return child;
}
