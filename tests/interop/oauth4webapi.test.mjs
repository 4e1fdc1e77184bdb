// oauth4webapi: each answer is parsed and validated by the library, step by step.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import * as oauth from 'oauth4webapi';
import { App, Server, password } from '../browser/server.mjs';
import { Person } from './person.mjs';

const insecure = { [oauth.allowInsecureRequests]: true };
const payments = 'https://api.example.com/payments';

const servers = [];
let app;

before(async () => {
  app = await App.start();
});

after(async () => {
  await app?.stop();
  for (const server of servers) await server.stop();
});

// A server that signs with `alg`, its metadata, and a client of it.
async function stage(alg, settings = {}) {
  const server = await Server.start({ AUTHZ_TOKENS_ACCESS_ALG: alg, AUTHZ_TOKENS_ID_ALG: alg, ...settings });
  servers.push(server);
  await server.person('ada@example.com', 'Ada Lovelace');
  await server.cli(['resource', 'add', payments, '--name', 'Payments']);
  await server.cli(['scope', 'add', payments, 'payments:read', '--title', 'See your payments']);
  const registered = await server.cli(['client', 'add', '--name', 'Budget app', '--redirect-uri', app.redirectUri,
    '--scope', 'openid', '--scope', 'email', '--scope', 'payments:read',
    '--grant', 'authorization_code', '--grant', 'refresh_token', '--grant', 'client_credentials']);
  const issuer = new URL(server.url);
  const as = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, insecure));
  const client = { client_id: registered.client_id, id_token_signed_response_alg: alg };
  return { as, client, authentication: oauth.ClientSecretBasic(registered.client_secret) };
}

async function codeFlow({ as, client, authentication }) {
  const verifier = oauth.generateRandomCodeVerifier();
  const [state, nonce] = [oauth.generateRandomState(), oauth.generateRandomNonce()];
  const url = new URL(as.authorization_endpoint);
  url.search = new URLSearchParams({
    response_type: 'code',
    client_id: client.client_id,
    redirect_uri: app.redirectUri,
    scope: 'openid email',
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state,
    nonce,
  });
  const back = await new Person().allow(url, 'ada@example.com', password);
  const answer = oauth.validateAuthResponse(as, client, back, state);
  const response = await oauth.authorizationCodeGrantRequest(as, client, authentication, answer,
    app.redirectUri, verifier, insecure);
  const tokens = await oauth.processAuthorizationCodeResponse(as, client, response,
    { expectedNonce: nonce, requireIdToken: true });
  await oauth.validateApplicationLevelSignature(as, response, insecure);
  return tokens;
}

for (const alg of ['ES256', 'RS256', 'PS256', 'EdDSA']) {
  test(`with ${alg}, a code flow and a JWT access token pass every check of the library`, async () => {
    const it = await stage(alg);
    const { as, client, authentication } = it;
    const tokens = await codeFlow(it);
    const { sub } = oauth.getValidatedIdTokenClaims(tokens);
    const info = await oauth.processUserInfoResponse(as, client, sub,
      await oauth.userInfoRequest(as, client, tokens.access_token, insecure));
    assert.equal(info.email, 'ada@example.com');
    const fresh = await oauth.processRefreshTokenResponse(as, client,
      await oauth.refreshTokenGrantRequest(as, client, authentication, tokens.refresh_token, insecure));
    assert.notEqual(fresh.access_token, tokens.access_token);
    await oauth.processRevocationResponse(
      await oauth.revocationRequest(as, client, authentication, fresh.refresh_token, insecure));
    await assert.rejects(async () => oauth.processRefreshTokenResponse(as, client,
      await oauth.refreshTokenGrantRequest(as, client, authentication, fresh.refresh_token, insecure)),
    { error: 'invalid_grant' });

    // RFC 9068, as a resource server that is written with the library checks it.
    const own = await oauth.processClientCredentialsResponse(as, client,
      await oauth.clientCredentialsGrantRequest(as, client, authentication,
        new URLSearchParams({ scope: 'payments:read', resource: payments }), insecure));
    const request = new Request(payments, { headers: { Authorization: `Bearer ${own.access_token}` } });
    const claims = await oauth.validateJwtAccessToken(as, request, payments, insecure);
    assert.equal(claims.client_id, client.client_id);
    assert.equal(claims.scope, 'payments:read');
  });
}

test('where DPoP proofs must carry a nonce, a service gets a bound token and an API judges it', async () => {
  const { as, client, authentication } = await stage('ES256', { AUTHZ_TOKENS_DPOP_NONCE: 'true' });
  const DPoP = oauth.DPoP(client, await oauth.generateKeyPair('ES256'));
  const ask = async () => oauth.processClientCredentialsResponse(as, client,
    await oauth.clientCredentialsGrantRequest(as, client, authentication,
      new URLSearchParams({ scope: 'payments:read' }), { ...insecure, DPoP }));
  await assert.rejects(ask, (error) => oauth.isDPoPNonceError(error));
  const own = await ask(); // with the nonce that came with the refusal (RFC 9449 8)
  assert.equal(own.token_type, 'dpop');

  // The API sees the request as it came to it: with the library's own proof.
  let seen;
  await oauth.protectedResourceRequest(own.access_token, 'GET', new URL(payments), undefined, undefined,
    { DPoP, [oauth.customFetch]: async (url, { method, headers }) => {
      seen = new Request(url, { method, headers });
      return new Response();
    } });
  const claims = await oauth.validateJwtAccessToken(as, seen, payments, { ...insecure, requireDPoP: true });
  assert.equal(claims.cnf.jkt, await DPoP.calculateThumbprint());
});
