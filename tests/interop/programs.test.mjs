// Clients in other languages. Each prints `ok NAME` or `not ok NAME` for what it checked.
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { after, before, test } from 'node:test';
import { Stage, start } from './program.mjs';

const key = generateKeyPairSync('ec', { namedCurve: 'P-256' });
let stage;

before(async () => {
  stage = await Stage.start();
});

after(() => stage?.stop());

for (const name of ['authlib', 'go']) {
  test(name, async (t) => {
    const post = await stage.client(undefined, '--auth-method', 'client_secret_post');
    const jwk = { kid: 'its own', alg: 'ES256', use: 'sig' };
    const keyed = await stage.client(undefined, '--auth-method', 'private_key_jwt',
      '--metadata', JSON.stringify({ jwks: { keys: [{ ...key.publicKey.export({ format: 'jwk' }), ...jwk }] } }));
    const program = start(name, stage.environment(await stage.client(), {
      POST_ID: post.client_id, POST_SECRET: post.client_secret, KEYED_ID: keyed.client_id,
      KEY: JSON.stringify({ ...key.privateKey.export({ format: 'jwk' }), ...jwk }) }));
    const status = await program.ended;
    const checks = [...program.said.matchAll(/^(not ok|ok) (.*)$/gm)];
    for (const [, verdict, what] of checks) await t.test(what, () => assert.equal(verdict, 'ok', program.said));
    assert.equal(status, 0, program.said);
    assert.ok(checks.length, `nothing was checked: ${program.said}`);
  });
}
