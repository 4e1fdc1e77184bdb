// openid-client, as a web app uses it: whole flows, every answer judged by the library.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { exportJWK, generateKeyPair } from 'jose';
import * as client from 'openid-client';
import { App, Server, introspect, password } from '../browser/server.mjs';
import { Person } from './person.mjs';

const payments = 'https://api.example.com/payments';
let server, app, api, web, posting, browserApp, ada;

before(async () => {
  server = await Server.start({ AUTHZ_REGISTRATION_MODE: 'open' });
  app = await App.start();
  ada = await server.person('ada@example.com', 'Ada Lovelace');
  await server.cli(['resource', 'add', payments, '--name', 'Payments']);
  await server.cli(['scope', 'add', payments, 'payments:read', '--title', 'See your payments']);
  api = await server.cli(['client', 'add', '--name', 'Payments API', '--resource-server', payments]);
  const scopes = ['openid', 'profile', 'email', 'payments:read'].flatMap((name) => ['--scope', name]);
  const webApp = ['client', 'add', '--name', 'Budget app', '--redirect-uri', app.redirectUri,
    '--grant', 'authorization_code', '--grant', 'refresh_token', '--grant', 'client_credentials', ...scopes];
  web = await server.cli(webApp);
  posting = await server.cli([...webApp, '--auth-method', 'client_secret_post']);
  browserApp = await server.cli(['client', 'add', '--name', 'Notes in a tab', '--kind', 'browser',
    '--redirect-uri', app.redirectUri, ...scopes]);
});

after(async () => {
  await app?.stop();
  await server?.stop();
});

function discover(registered, authentication) {
  return client.discovery(new URL(server.url), registered.client_id, {}, authentication,
    { execute: [client.allowInsecureRequests] });
}

// A code flow up to the tokens; `extra` joins the request, `checks` the callback's checks.
async function signIn(config, extra = {}, checks = {}, options = {}, build = client.buildAuthorizationUrl,
  person = new Person()) {
  const verifier = client.randomPKCECodeVerifier();
  const state = client.randomState();
  const url = await build(config, {
    redirect_uri: app.redirectUri,
    scope: 'openid profile email payments:read',
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state,
    ...extra,
  });
  const back = await person.allow(url, 'ada@example.com', password);
  return client.authorizationCodeGrant(config, back,
    { pkceCodeVerifier: verifier, expectedState: state, idTokenExpected: true, ...checks }, undefined, options);
}

test('discovery names everything that the library asks for', async () => {
  const config = await discover(web, client.ClientSecretBasic(web.client_secret));
  const metadata = config.serverMetadata();
  assert.equal(metadata.issuer, server.url);
  assert.equal(metadata.supportsPKCE(), true);
  for (const name of ['authorization', 'token', 'introspection', 'revocation', 'userinfo'])
    assert.ok(metadata[`${name}_endpoint`].startsWith(server.url), name);
  assert.equal(metadata.authorization_response_iss_parameter_supported, true);
  const oauth = await client.discovery(new URL(server.url), web.client_id, {},
    client.ClientSecretBasic(web.client_secret),
    { execute: [client.allowInsecureRequests], algorithm: 'oauth2' });
  assert.equal(oauth.serverMetadata().token_endpoint, metadata.token_endpoint);
});

test('a web app signs a person in, calls, refreshes, introspects and revokes', async () => {
  for (const [registered, authentication] of [[web, client.ClientSecretBasic], [posting, client.ClientSecretPost]]) {
    const config = await discover(registered, authentication(registered.client_secret));
    const nonce = client.randomNonce();
    const tokens = await signIn(config, { nonce, max_age: '600' }, { expectedNonce: nonce, maxAge: 600 });
    const claims = tokens.claims();
    assert.equal(claims.sub, ada.id);
    assert.equal(claims.aud, registered.client_id);
    assert.equal(tokens.token_type, 'bearer');
    assert.equal(tokens.expiresIn() > 0, true);
    const fresh = await client.refreshTokenGrant(config, tokens.refresh_token);
    assert.notEqual(fresh.refresh_token, tokens.refresh_token);
    if (fresh.id_token) assert.equal(fresh.claims().sub, ada.id);
    assert.equal((await introspect(server, api, fresh.access_token)).sub, ada.id);
    await client.tokenRevocation(config, fresh.refresh_token);
    assert.deepEqual(await introspect(server, api, fresh.access_token), { active: false });
    assert.deepEqual(await introspect(server, api, tokens.access_token), { active: false });
    await assert.rejects(client.refreshTokenGrant(config, fresh.refresh_token), { error: 'invalid_grant' });
  }
});

test('userinfo is told about the person, for the token of a sign-in', async () => {
  const config = await discover(web, client.ClientSecretBasic(web.client_secret));
  const tokens = await signIn(config, { scope: 'openid profile email' });
  const info = await client.fetchUserInfo(config, tokens.access_token, tokens.claims().sub);
  assert.equal(info.name, 'Ada Lovelace');
  assert.equal(info.email, 'ada@example.com');
  await assert.rejects(client.fetchUserInfo(config, `${tokens.access_token}x`, ada.id));
});

test('a browser app signs a person in without a secret', async () => {
  const config = await discover(browserApp, client.None());
  const tokens = await signIn(config);
  assert.equal(tokens.claims().sub, ada.id);
  const fresh = await client.refreshTokenGrant(config, tokens.refresh_token);
  await client.tokenRevocation(config, fresh.access_token);
  assert.deepEqual(await introspect(server, api, fresh.access_token), { active: false });
});

test('a service gets a token for itself, and a resource server introspects it', async () => {
  const config = await discover(web, client.ClientSecretBasic(web.client_secret));
  const tokens = await client.clientCredentialsGrant(config, { scope: 'payments:read', resource: payments });
  assert.equal(tokens.refresh_token, undefined);
  const asApi = await discover(api, client.ClientSecretBasic(api.client_secret));
  const told = await client.tokenIntrospection(asApi, tokens.access_token);
  assert.equal(told.active, true);
  assert.equal(told.client_id, web.client_id);
  assert.equal(told.aud, payments);
});

test('a request at fault comes back as an error that the library reads', async () => {
  const config = await discover(web, client.ClientSecretBasic(web.client_secret));
  const state = client.randomState();
  const url = client.buildAuthorizationUrl(config, {
    redirect_uri: app.redirectUri,
    scope: 'openid',
    code_challenge: await client.calculatePKCECodeChallenge(client.randomPKCECodeVerifier()),
    code_challenge_method: 'S256',
    prompt: 'none',
    state,
  });
  const { away } = await new Person().go(url.href);
  await assert.rejects(client.authorizationCodeGrant(config, away, { expectedState: state }),
    { error: 'login_required' });
  const wrong = await discover(web, client.ClientSecretBasic('not the secret'));
  await assert.rejects(client.clientCredentialsGrant(wrong, { scope: 'payments:read' }),
    (error) => error.status === 401 && error.cause[0].scheme === 'basic');
  const wrongly = await discover(posting, client.ClientSecretPost('not the secret'));
  await assert.rejects(client.clientCredentialsGrant(wrongly, { scope: 'payments:read' }), { error: 'invalid_client' });
});

// A key pair of an app that has registered its public half.
async function withKey(alg, more = []) {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  const jwk = { ...await exportJWK(publicKey), kid: `of ${alg}`, alg, use: 'sig' };
  const registered = await server.cli(['client', 'add', '--name', `Signs ${alg}`, '--redirect-uri', app.redirectUri,
    '--auth-method', 'private_key_jwt', '--metadata', JSON.stringify({ jwks: { keys: [jwk] } }),
    ...['authorization_code', 'refresh_token', 'client_credentials'].flatMap((name) => ['--grant', name]),
    '--scope', 'openid', '--scope', 'payments:read', ...more]);
  return { registered, key: { key: privateKey, kid: jwk.kid } };
}

for (const alg of ['ES256', 'RS256', 'PS256', 'EdDSA']) {
  test(`an app proves itself by a JWT that it signs with ${alg}`, async () => {
    const { registered, key } = await withKey(alg);
    const config = await discover(registered, client.PrivateKeyJwt(key));
    const tokens = await signIn(config, { scope: 'openid payments:read' });
    assert.equal(tokens.claims().aud, registered.client_id);
    const fresh = await client.refreshTokenGrant(config, tokens.refresh_token);
    await client.tokenRevocation(config, fresh.refresh_token);
    assert.deepEqual(await introspect(server, api, fresh.access_token), { active: false });
    const own = await client.clientCredentialsGrant(config, { scope: 'payments:read' });
    assert.equal((await introspect(server, api, own.access_token)).client_id, registered.client_id);
    const other = await discover(registered, client.PrivateKeyJwt({ ...(await withKey(alg)).key, kid: key.kid }));
    await assert.rejects(client.clientCredentialsGrant(other, { scope: 'payments:read' }), { error: 'invalid_client' });
  });
}

test('an app proves itself by a JWT under its secret', async () => {
  const registered = await server.cli(['client', 'add', '--name', 'Seals', '--auth-method', 'client_secret_jwt',
    '--grant', 'client_credentials', '--scope', 'payments:read']);
  const config = await discover(registered, client.ClientSecretJwt(registered.client_secret));
  const tokens = await client.clientCredentialsGrant(config, { scope: 'payments:read' });
  assert.equal((await introspect(server, api, tokens.access_token)).client_id, registered.client_id);
  const wrong = await discover(registered, client.ClientSecretJwt('not the secret, however long it may be'));
  await assert.rejects(client.clientCredentialsGrant(wrong, { scope: 'payments:read' }), { error: 'invalid_client' });
});

test('tokens bound to a key are good with its proofs only', async () => {
  for (const [registered, authentication] of [[web, client.ClientSecretBasic(web.client_secret)], [browserApp, client.None()]]) {
    const config = await discover(registered, authentication);
    const DPoP = client.getDPoPHandle(config, await client.randomDPoPKeyPair('ES256'));
    const jkt = await DPoP.calculateThumbprint();
    const tokens = await signIn(config, { scope: 'openid email', dpop_jkt: jkt }, {}, { DPoP });
    assert.equal(tokens.token_type, 'dpop');
    const { sub } = tokens.claims();
    const info = await client.fetchUserInfo(config, tokens.access_token, sub, { DPoP });
    assert.equal(info.email, 'ada@example.com');
    const other = client.getDPoPHandle(config, await client.randomDPoPKeyPair('ES256'));
    await assert.rejects(client.fetchUserInfo(config, tokens.access_token, sub, { DPoP: other }));
    await assert.rejects(client.fetchUserInfo(config, tokens.access_token, sub));
    const fresh = await client.refreshTokenGrant(config, tokens.refresh_token, { scope: 'openid' }, { DPoP });
    assert.equal(fresh.token_type, 'dpop');
  }
});

test('an API learns the key of a bound token', async () => {
  const config = await discover(web, client.ClientSecretBasic(web.client_secret));
  const DPoP = client.getDPoPHandle(config, await client.randomDPoPKeyPair('ES256'));
  const tokens = await client.clientCredentialsGrant(config, { scope: 'payments:read' }, { DPoP });
  const told = await introspect(server, api, tokens.access_token);
  assert.equal(told.token_type, 'DPoP');
  assert.equal(told.cnf.jkt, await DPoP.calculateThumbprint());
});

test('a person allows a device on another one', async () => {
  const tv = await server.cli(['client', 'add', '--name', 'Living room', '--kind', 'device', '--public',
    '--scope', 'openid', '--scope', 'payments:read']);
  const config = await discover(tv, client.None());
  const asked = await client.initiateDeviceAuthorization(config, { scope: 'openid payments:read' });
  const polling = client.pollDeviceAuthorizationGrant(config, asked);
  const person = new Person();
  let page = await person.go(asked.verification_uri);
  page = await person.send(page, '/device', { user_code: asked.user_code });
  if (page.url.includes('/login')) page = await person.send(page, '/login', { login: 'ada@example.com', password });
  await person.send(page, '/device/request', { decision: 'allow' });
  const tokens = await polling;
  assert.equal(tokens.claims().sub, ada.id);
  assert.equal((await introspect(server, api, tokens.access_token)).sub, ada.id);
  const again = await client.initiateDeviceAuthorization(config, { scope: 'openid' });
  const denied = assert.rejects(client.pollDeviceAuthorizationGrant(config, again), { error: 'access_denied' });
  page = await person.send(await person.go(again.verification_uri_complete), '/device', { user_code: again.user_code });
  await person.send(page, '/device/request', { decision: 'deny' });
  await denied;
});

test('an app registers itself and signs a person in', async () => {
  const config = await client.dynamicClientRegistration(new URL(server.url),
    { client_name: 'Made at run time', redirect_uris: [app.redirectUri], scope: 'openid email',
      grant_types: ['authorization_code', 'refresh_token'] },
    client.ClientSecretBasic(), { execute: [client.allowInsecureRequests] });
  const tokens = await signIn(config, { scope: 'openid email' });
  assert.equal(tokens.claims().aud, config.clientMetadata().client_id);
  assert.ok(tokens.refresh_token);
});

test('a request is pushed, and the browser carries its name only', async () => {
  const { registered, key } = await withKey('ES256');
  for (const config of [
    await discover(web, client.ClientSecretBasic(web.client_secret)),
    await discover(registered, client.PrivateKeyJwt(key)),
    await discover(browserApp, client.None()),
  ]) {
    const push = async (...request) => {
      const url = await client.buildAuthorizationUrlWithPAR(...request);
      assert.deepEqual([...url.searchParams.keys()].sort(), ['client_id', 'request_uri']);
      return url;
    };
    const nonce = client.randomNonce();
    const tokens = await signIn(config, { scope: 'openid payments:read', nonce }, { expectedNonce: nonce }, {}, push);
    assert.equal(tokens.claims().aud, config.clientMetadata().client_id);
  }
});

test('a pushed request binds the code to the key of its proof', async () => {
  const config = await discover(browserApp, client.None());
  const DPoP = client.getDPoPHandle(config, await client.randomDPoPKeyPair('ES256'));
  const push = (...request) => client.buildAuthorizationUrlWithPAR(...request, { DPoP });
  const tokens = await signIn(config, {}, {}, { DPoP }, push);
  assert.equal(tokens.token_type, 'dpop');
  const other = client.getDPoPHandle(config, await client.randomDPoPKeyPair('ES256'));
  await assert.rejects(signIn(config, {}, {}, { DPoP: other }, push), { error: 'invalid_grant' });
});

for (const alg of ['ES256', 'RS256', 'PS256', 'EdDSA']) {
  test(`a request is signed with ${alg}, and pushed so too`, async () => {
    const { registered, key } = await withKey(alg);
    const config = await discover(registered, client.PrivateKeyJwt(key));
    const signed = async (...request) => {
      const url = await client.buildAuthorizationUrlWithJAR(...request, key);
      assert.deepEqual([...url.searchParams.keys()].sort(), ['client_id', 'request']);
      return url;
    };
    const pushed = async (...request) => client.buildAuthorizationUrlWithPAR(config, (await signed(...request)).searchParams);
    for (const build of [signed, pushed]) {
      const tokens = await signIn(config, { scope: 'openid payments:read' }, {}, {}, build);
      assert.equal(tokens.claims().aud, registered.client_id);
    }
  });
}

test('an app of FAPI 2.0 signs, pushes, binds, and is answered signed', async () => {
  const { registered, key } = await withKey('PS256');
  await server.cli(['client', 'set', registered.client_id, '--metadata', '{"fapi2":true}']);
  const alg = { id_token_signed_response_alg: 'PS256', authorization_signed_response_alg: 'PS256' };
  const config = await client.discovery(new URL(server.url), registered.client_id, alg,
    client.PrivateKeyJwt(key), { execute: [client.allowInsecureRequests, client.useJwtResponseMode] });
  const DPoP = client.getDPoPHandle(config, await client.randomDPoPKeyPair('ES256'));
  const push = async (...request) => {
    const { searchParams } = await client.buildAuthorizationUrlWithJAR(...request, key);
    return client.buildAuthorizationUrlWithPAR(config, searchParams, { DPoP });
  };
  const tokens = await signIn(config, { scope: 'openid payments:read' }, {}, { DPoP }, push);
  assert.equal(tokens.token_type, 'dpop');
  const fresh = await client.refreshTokenGrant(config, tokens.refresh_token, undefined, { DPoP });
  assert.equal(fresh.refresh_token, tokens.refresh_token);
  await assert.rejects(client.refreshTokenGrant(config, tokens.refresh_token), { error: 'invalid_dpop_proof' });
});

test('an API calls another one for the person', async () => {
  const ledger = 'https://api.example.com/ledger';
  await server.cli(['resource', 'add', ledger, '--name', 'Ledger']);
  await server.cli(['scope', 'add', ledger, 'ledger:read', '--title', 'See the ledger']);
  const books = await server.cli(['client', 'add', '--name', 'Ledger API', '--resource-server', ledger]);
  const caller = await server.cli(['client', 'add', '--name', 'Payments API that calls', '--resource-server', payments,
    '--grant', 'urn:ietf:params:oauth:grant-type:token-exchange', '--scope', 'ledger:read',
    '--metadata', JSON.stringify({ token_exchange_resources: [ledger] })]);
  const tab = await server.cli(['client', 'add', '--name', 'Payments in a tab', '--kind', 'browser',
    '--redirect-uri', app.redirectUri, ...['openid', 'payments:read', 'ledger:read'].flatMap((name) => ['--scope', name])]);
  const config = await discover(tab, client.None());
  await signIn(config, { scope: 'openid ledger:read' }); // the person allows it to the app, whoever calls for it
  const { access_token } = await signIn(config, { scope: 'openid payments:read' });
  const asCaller = await discover(caller, client.ClientSecretBasic(caller.client_secret));
  const exchanged = await client.genericGrantRequest(asCaller, 'urn:ietf:params:oauth:grant-type:token-exchange', {
    subject_token: access_token,
    subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
    resource: ledger,
    scope: 'ledger:read',
  });
  assert.equal(exchanged.issued_token_type, 'urn:ietf:params:oauth:token-type:access_token');
  const told = await introspect(server, books, exchanged.access_token);
  assert.equal(told.sub, ada.id);
  assert.equal(told.aud, ledger);
  assert.equal(told.act.sub, caller.client_id);
});

for (const alg of ['ES256', 'RS256', 'PS256', 'EdDSA']) {
  test(`an answer comes back signed with ${alg}`, async () => {
    const registered = await server.cli(['client', 'add', '--name', 'Wants it signed', '--kind', 'browser',
      '--redirect-uri', app.redirectUri, '--scope', 'openid',
      '--metadata', JSON.stringify({ authorization_signed_response_alg: alg })]);
    const config = await client.discovery(new URL(server.url), registered.client_id,
      { authorization_signed_response_alg: alg }, client.None(),
      { execute: [client.allowInsecureRequests, client.useJwtResponseMode] });
    assert.equal((await signIn(config, { scope: 'openid' })).claims().aud, registered.client_id);
    const { away } = await new Person().go(client.buildAuthorizationUrl(config, {
      redirect_uri: app.redirectUri, scope: 'openid', prompt: 'none', state: 'here',
      code_challenge: await client.calculatePKCECodeChallenge('x'.repeat(43)), code_challenge_method: 'S256' }).href);
    assert.deepEqual([...away.searchParams.keys()], ['response']);
    await assert.rejects(client.authorizationCodeGrant(config, away, { expectedState: 'here' }), { error: 'login_required' });
  });
}

test('an app signs the person out', async () => {
  const bye = app.redirectUri.replace('/callback', '/bye');
  const registered = await server.cli(['client', 'add', '--name', 'Says bye', '--kind', 'browser', '--scope', 'openid',
    '--redirect-uri', app.redirectUri, '--metadata', JSON.stringify({ post_logout_redirect_uris: [bye] })]);
  const config = await discover(registered, client.None());
  const person = new Person();
  const tokens = await signIn(config, { scope: 'openid' }, {}, {}, client.buildAuthorizationUrl, person);
  const { away } = await person.go(client.buildEndSessionUrl(config,
    { id_token_hint: tokens.id_token, post_logout_redirect_uri: bye, state: 'out' }).href);
  assert.equal(away.href, `${bye}?state=out`);
  const silent = signIn(config, { scope: 'openid', prompt: 'none' }, {}, {}, client.buildAuthorizationUrl, person);
  await assert.rejects(silent, { error: 'login_required' });
});
