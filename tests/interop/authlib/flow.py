"""Authlib as an app and as an API: whole flows, every answer judged by the library."""

import json
import os
import subprocess
from urllib.parse import parse_qs, urlsplit

os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"  # the issuer is on loopback

import requests
from authlib.common.security import generate_token
from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2 import rfc9207
from authlib.oauth2.rfc6750 import InvalidTokenError
from authlib.oauth2.rfc7523 import PrivateKeyJWT
from authlib.oauth2.rfc9068 import JWTBearerTokenValidator
from authlib.oidc.core import CodeIDToken
from authlib.oidc.discovery import OpenIDProviderMetadata, get_well_known_url
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet

env = os.environ
issuer, resource = env["ISSUER"], env["RESOURCE"]


def check(name, good):
    print("ok" if good else "not ok", name, flush=True)


def refused(call, error):
    """The code of the error that the library makes of the answer is `error`."""
    try:
        call()
    except OAuthError as e:
        return e.error == error
    return False


def session(client="CLIENT", **more):
    return OAuth2Session(env[client + "_ID"], env[client + "_SECRET"], **more)


metadata = OpenIDProviderMetadata(requests.get(get_well_known_url(issuer, external=True)).json())
metadata.validate()
metadata.validate(metadata_classes=[rfc9207.AuthorizationServerMetadata])
check("the metadata pass every rule of OpenID discovery, RFC 8414 and RFC 9207", metadata["issuer"] == issuer)
keys = requests.get(metadata["jwks_uri"]).json()


class Payments(JWTBearerTokenValidator):
    def get_jwks(self):
        return keys


def judge(token, audience=resource):
    """RFC 9068, as an API that is written with the library checks it."""
    api = Payments(issuer, audience)
    try:
        claims = api.authenticate_token(token)
        api.validate_token(claims, ["payments:read"], None)
        return claims
    except InvalidTokenError:
        return None


def sign_in(app, scope):
    """A code flow up to the tokens and the validated claims of the ID token."""
    verifier, nonce = generate_token(48), generate_token()
    url, state = app.create_authorization_url(
        metadata["authorization_endpoint"], code_verifier=verifier, nonce=nonce, scope=scope, max_age=600)
    back = subprocess.run(["node", env["PERSON"], url], check=True, capture_output=True, text=True).stdout.strip()
    assert parse_qs(urlsplit(back).query)["iss"] == [issuer]
    tokens = app.fetch_token(
        metadata["token_endpoint"], authorization_response=back, state=state, code_verifier=verifier)
    decoded = jwt.decode(
        tokens["id_token"], KeySet.import_key_set(keys),
        algorithms=metadata["id_token_signing_alg_values_supported"])
    claims = CodeIDToken(
        decoded.claims, decoded.header,
        {"iss": {"essential": True, "value": issuer}, "aud": {"essential": True, "value": env["CLIENT_ID"]},
         "auth_time": {"essential": True}},
        {"nonce": nonce, "client_id": env["CLIENT_ID"], "access_token": tokens["access_token"], "max_age": 600})
    claims.validate()
    return tokens, claims


app = session(redirect_uri=env["REDIRECT_URI"], code_challenge_method="S256")
tokens, claims = sign_in(app, "openid profile email")
check("a code flow with PKCE and nonce ends in a valid ID token", claims["sub"] == env["SUBJECT"])
info = app.get(metadata["userinfo_endpoint"]).json()
check("userinfo tells about the same person",
      (info["sub"], info["email"], info["name"]) == (env["SUBJECT"], "ada@example.com", "Ada Lovelace"))

tokens, _ = sign_in(app, "openid payments:read")
claims = judge(tokens["access_token"])
check("an API accepts the JWT access token of the person", claims and claims["sub"] == env["SUBJECT"])
check("another API does not", judge(tokens["access_token"], "https://api.example.com/other") is None)
fresh = app.refresh_token(metadata["token_endpoint"], tokens["refresh_token"])
check("a refresh rotates both tokens",
      {fresh["access_token"], fresh["refresh_token"]}.isdisjoint(tokens.values()) and judge(fresh["access_token"]))


def introspect(token):
    api = session("API")
    return api.introspect_token(metadata["introspection_endpoint"], token, "access_token").json()


told = introspect(fresh["access_token"])
check("introspection tells the API of the token",
      told["active"] and (told["sub"], told["aud"]) == (env["SUBJECT"], resource))
answer = app.revoke_token(metadata["revocation_endpoint"], fresh["refresh_token"], "refresh_token")
check("a revocation ends the access token too",
      answer.status_code == 200 and introspect(fresh["access_token"]) == {"active": False})
check("and no refresh follows it",
      refused(lambda: app.refresh_token(metadata["token_endpoint"], fresh["refresh_token"]), "invalid_grant"))

for method, client in ("client_secret_basic", "CLIENT"), ("client_secret_post", "POST"):
    service = session(client, token_endpoint_auth_method=method, scope="payments:read")
    own = service.fetch_token(metadata["token_endpoint"], grant_type="client_credentials", resource=resource)
    claims = judge(own["access_token"])
    check(f"a service gets a token for itself by {method}", claims and claims["client_id"] == service.client_id)
    service.client_secret = "not the secret"
    check(f"and none with a wrong secret by {method}",
          refused(lambda: service.fetch_token(metadata["token_endpoint"], grant_type="client_credentials"),
                  "invalid_client"))

service = OAuth2Session(env["KEYED_ID"], ECKey.import_key(json.loads(env["KEY"])), scope="payments:read",
                        token_endpoint_auth_method=PrivateKeyJWT(metadata["token_endpoint"], alg="ES256"))
own = service.fetch_token(metadata["token_endpoint"], grant_type="client_credentials")
claims = judge(own["access_token"])
check("a service gets a token for itself by private_key_jwt", claims and claims["client_id"] == service.client_id)
service.client_secret = ECKey.generate_key("P-256")
check("and none with another key",
      refused(lambda: service.fetch_token(metadata["token_endpoint"], grant_type="client_credentials"),
              "invalid_client"))
