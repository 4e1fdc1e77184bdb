// openid-client, where an app's own choices change what OpenID Connect gives it: the
// algorithm of its ID tokens and of userinfo, pairwise subjects, single claims, logout.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import * as client from 'openid-client';
import { password } from '../browser/server.mjs';
import { Person } from './person.mjs';
import { Stage } from './program.mjs';

let stage;

before(async () => (stage = await Stage.start()));
after(() => stage?.stop());

// An app with this metadata, as the library knows it; its signatures are checked, too.
async function configured(metadata) {
  const app = await stage.client(stage.app.redirectUri, '--metadata', JSON.stringify(metadata));
  const config = await client.discovery(new URL(stage.server.url), app.client_id, metadata,
    client.ClientSecretBasic(app.client_secret),
    { execute: [client.allowInsecureRequests, client.enableNonRepudiationChecks] });
  return { app, config };
}

async function signIn(config, person, extra = {}) {
  const verifier = client.randomPKCECodeVerifier();
  const [state, nonce] = [client.randomState(), client.randomNonce()];
  const url = client.buildAuthorizationUrl(config, {
    redirect_uri: stage.app.redirectUri,
    scope: 'openid email',
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state,
    nonce,
    ...extra,
  });
  const back = await person.allow(url, 'ada@example.com', password);
  return client.authorizationCodeGrant(config, back,
    { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true });
}

test('ID tokens and userinfo are signed as the app registered', async () => {
  for (const alg of ['RS256', 'ES256', 'PS256', 'EdDSA']) {
    const { config } = await configured({ id_token_signed_response_alg: alg, userinfo_signed_response_alg: alg });
    const tokens = await signIn(config, new Person());
    assert.equal(JSON.parse(atob(tokens.id_token.split('.')[0].replaceAll('-', '+').replaceAll('_', '/'))).alg, alg);
    assert.equal(tokens.claims().sub, stage.person.id);
    const info = await client.fetchUserInfo(config, tokens.access_token, stage.person.id);
    assert.equal(info.email, 'ada@example.com');
  }
});

test('a pairwise app knows the person by another name, everywhere', async () => {
  const { config } = await configured({ subject_type: 'pairwise' });
  const tokens = await signIn(config, new Person());
  const { sub } = tokens.claims();
  assert.notEqual(sub, stage.person.id);
  assert.equal((await client.fetchUserInfo(config, tokens.access_token, sub)).sub, sub);
  const fresh = await client.refreshTokenGrant(config, tokens.refresh_token);
  assert.equal(fresh.claims().sub, sub);
  assert.equal((await signIn(config, new Person())).claims().sub, sub);
});

test('a claim that is named comes in the ID token', async () => {
  const { config } = await configured({});
  const tokens = await signIn(config, new Person(),
    { scope: 'openid', claims: JSON.stringify({ id_token: { email: { essential: true }, acr: { essential: true } } }) });
  assert.equal(tokens.claims().email, 'ada@example.com');
  assert.ok(config.serverMetadata().acr_values_supported.includes(tokens.claims().acr));
});

test('the app signs the person out', async () => {
  const bye = new URL('/bye', stage.app.redirectUri).href;
  const { config } = await configured({ post_logout_redirect_uris: [bye] });
  const person = new Person();
  const tokens = await signIn(config, person);
  const state = client.randomState();
  const url = client.buildEndSessionUrl(config,
    { id_token_hint: tokens.id_token, post_logout_redirect_uri: bye, state });
  const { away } = await person.go(url.href);
  assert.equal(away.href, `${bye}?state=${state}`);
  await assert.rejects(client.refreshTokenGrant(config, tokens.refresh_token), { error: 'invalid_grant' });
  const page = await person.go(`${stage.server.url}/account`);
  assert.ok(page.url.includes('/login'));
});
