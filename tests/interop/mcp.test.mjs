// The SDK of the Model Context Protocol: its client learns from a protected server which
// authorization server to ask, and comes back with a token for just that server.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { UnauthorizedError } from '@modelcontextprotocol/sdk/client/auth.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { InvalidTokenError } from '@modelcontextprotocol/sdk/server/auth/errors.js';
import { requireBearerAuth } from '@modelcontextprotocol/sdk/server/auth/middleware/bearerAuth.js';
import { getOAuthProtectedResourceMetadataUrl, mcpAuthMetadataRouter } from '@modelcontextprotocol/sdk/server/auth/router.js';
import { createMcpExpressApp } from '@modelcontextprotocol/sdk/server/express.js';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { App, Server, freePort, introspect, password } from '../browser/server.mjs';
import { Person } from './person.mjs';

const scope = 'notes:read';
let server, app, ada, notes, listening;

before(async () => {
  server = await Server.start({ AUTHZ_REGISTRATION_MODE: 'open' });
  app = await App.start();
  ada = await server.person('ada@example.com', 'Ada Lovelace');
  notes = new URL(`http://localhost:${await freePort()}/mcp`);
  await server.cli(['resource', 'add', notes.href, '--name', 'Notes']);
  await server.cli(['scope', 'add', notes.href, scope, '--title', 'Read your notes']);
  listening = await serve(await server.cli(['client', 'add', '--name', 'Notes API', '--resource-server', notes.href]));
});

after(async () => {
  listening?.closeAllConnections();
  listening?.close();
  await app?.stop();
  await server?.stop();
});

// An MCP server with one tool, which says whose notes these are.
async function serve(api) {
  const web = createMcpExpressApp();
  const oauthMetadata = await (await fetch(`${server.url}/.well-known/oauth-authorization-server`)).json();
  web.use(mcpAuthMetadataRouter({ oauthMetadata, resourceServerUrl: notes, scopesSupported: [scope] }));
  const verifier = {
    async verifyAccessToken(token) {
      const told = await introspect(server, api, token);
      if (!told.active) throw new InvalidTokenError('not active');
      return { token, clientId: told.client_id, scopes: told.scope.split(' '), expiresAt: told.exp,
        resource: new URL(told.aud), extra: { subject: told.sub } };
    },
  };
  web.post(notes.pathname, requireBearerAuth({ verifier, requiredScopes: [scope], expectedResource: notes,
    resourceMetadataUrl: getOAuthProtectedResourceMetadataUrl(notes) }), async (request, response) => {
    const tools = new McpServer({ name: 'notes', version: '1.0.0' });
    tools.registerTool('whose', { description: 'Whose notes these are' }, ({ authInfo }) =>
      ({ content: [{ type: 'text', text: authInfo.extra.subject }] }));
    const transport = new StreamableHTTPServerTransport({ sessionIdGenerator: undefined });
    await tools.connect(transport);
    await transport.handleRequest(request, response, request.body);
  });
  return new Promise((done) => {
    const it = web.listen(Number(notes.port), '127.0.0.1', () => done(it));
  });
}

// What a program with an MCP client keeps, and where it sends its person.
class Host {
  redirectUrl = app.redirectUri;
  clientMetadata = { client_name: 'Notebook', redirect_uris: [app.redirectUri], token_endpoint_auth_method: 'none',
    grant_types: ['authorization_code', 'refresh_token'], response_types: ['code'] };

  constructor(client) { this.client = client; }
  clientInformation() { return this.client; }
  saveClientInformation(client) { this.client = client; }
  tokens() { return this.kept; }
  saveTokens(tokens) { this.kept = tokens; }
  redirectToAuthorization(url) { this.to = url; }
  saveCodeVerifier(verifier) { this.verifier = verifier; }
  codeVerifier() { return this.verifier; }
}

// Asks the tool; the first time the person is asked before.
async function whose(host) {
  const client = new Client({ name: 'notebook', version: '1.0.0' });
  let transport = new StreamableHTTPClientTransport(notes, { authProvider: host });
  if (!host.kept) {
    await assert.rejects(client.connect(transport), UnauthorizedError);
    const back = await new Person().allow(host.to, 'ada@example.com', password);
    await transport.finishAuth(back.searchParams.get('code'));
    transport = new StreamableHTTPClientTransport(notes, { authProvider: host });
  }
  await client.connect(transport);
  const { content } = await client.callTool({ name: 'whose', arguments: {} });
  await client.close();
  return content[0].text;
}

test('an MCP client that was registered before calls a tool for the person, and refreshes', async () => {
  const registered = await server.cli(['client', 'add', '--name', 'Notebook', '--kind', 'native',
    '--redirect-uri', app.redirectUri, '--scope', scope]);
  const host = new Host({ client_id: registered.client_id });
  assert.equal(await whose(host), ada.id);
  assert.equal(host.to.searchParams.get('resource'), notes.href);
  const { refresh_token } = host.kept;
  host.kept.access_token = 'expired';
  assert.equal(await whose(host), ada.id);
  assert.notEqual(host.kept.refresh_token, refresh_token);
});

test('an MCP client that nobody knows registers itself, calls a tool for the person, and refreshes', async () => {
  const host = new Host();
  assert.equal(await whose(host), ada.id);
  assert.ok(host.client.client_id);
  assert.equal(host.client.client_secret, undefined);
  host.kept.access_token = 'expired';
  assert.equal(await whose(host), ada.id);
});
