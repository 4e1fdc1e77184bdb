// go-oidc and x/oauth2, as a web app and a service use them: whole flows.
package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"
)

var env = os.Getenv

func check(name string, good bool) {
	if good {
		fmt.Println("ok", name)
	} else {
		fmt.Println("not ok", name)
	}
}

func must[T any](value T, err error) T {
	if err != nil {
		log.Fatal(err)
	}
	return value
}

// refused tells whether err is the answer of the server with this error code.
func refused(err error, code string) bool {
	var answer *oauth2.RetrieveError
	return errors.As(err, &answer) && answer.ErrorCode == code
}

// signIn sends the person to the server and redeems the code that comes back.
func signIn(ctx context.Context, app *oauth2.Config, nonce string) *oauth2.Token {
	verifier, state := oauth2.GenerateVerifier(), oauth2.GenerateVerifier()
	to := app.AuthCodeURL(state, oidc.Nonce(nonce), oauth2.S256ChallengeOption(verifier))
	said := must(exec.Command("node", env("PERSON"), to).Output())
	answer := must(url.Parse(strings.TrimSpace(string(said)))).Query()
	if answer.Get("state") != state || answer.Get("iss") != env("ISSUER") {
		log.Fatalf("not the answer to this request: %s", said)
	}
	return must(app.Exchange(ctx, answer.Get("code"), oauth2.VerifierOption(verifier)))
}

func main() {
	log.SetFlags(0)
	ctx := context.Background()
	provider := must(oidc.NewProvider(ctx, env("ISSUER")))
	check("discovery names the endpoints", strings.HasPrefix(provider.Endpoint().TokenURL, env("ISSUER")))

	app := &oauth2.Config{
		ClientID: env("CLIENT_ID"), ClientSecret: env("CLIENT_SECRET"),
		Endpoint: provider.Endpoint(), RedirectURL: env("REDIRECT_URI"),
		Scopes: []string{oidc.ScopeOpenID, "profile", "email"},
	}
	token := signIn(ctx, app, "n-0S6_WzA2Mj")
	raw, _ := token.Extra("id_token").(string)
	verifier := provider.Verifier(&oidc.Config{ClientID: app.ClientID})
	idToken := must(verifier.Verify(ctx, raw))
	check("a code flow with PKCE and nonce ends in a valid ID token", idToken.Subject == env("SUBJECT") &&
		idToken.Nonce == "n-0S6_WzA2Mj" && idToken.VerifyAccessToken(token.AccessToken) == nil)
	_, err := provider.Verifier(&oidc.Config{ClientID: "another"}).Verify(ctx, raw)
	check("another client does not accept it", err != nil)

	info := must(provider.UserInfo(ctx, oauth2.StaticTokenSource(token)))
	var named struct{ Name string }
	check("userinfo tells about the same person", info.Subject == env("SUBJECT") &&
		info.Email == "ada@example.com" && info.Claims(&named) == nil && named.Name == "Ada Lovelace")

	// A source that finds its token expired fetches the next by itself.
	expired := *token
	expired.Expiry = time.Now().Add(-time.Minute)
	source := app.TokenSource(ctx, &expired)
	fresh := must(source.Token())
	check("a token source refreshes an expired token", fresh.AccessToken != token.AccessToken &&
		fresh.RefreshToken != token.RefreshToken && fresh.Valid())
	check("and then keeps the fresh one", must(source.Token()).AccessToken == fresh.AccessToken)
	info = must(provider.UserInfo(ctx, source))
	check("which is good for userinfo", info.Subject == env("SUBJECT"))
	_, err = app.TokenSource(ctx, &oauth2.Token{RefreshToken: fresh.RefreshToken + "x"}).Token()
	check("a refresh token that is not one is refused", refused(err, "invalid_grant"))
	_, err = app.Exchange(ctx, "not a code", oauth2.VerifierOption(oauth2.GenerateVerifier()))
	check("so is a code that is not one", refused(err, "invalid_grant"))

	// RFC 9068: the verifier of an API knows the audience as its client id.
	api := provider.Verifier(&oidc.Config{ClientID: env("RESOURCE"), SupportedSigningAlgs: []string{oidc.ES256}})
	for _, client := range []struct {
		name, by string
		style    oauth2.AuthStyle
	}{{"CLIENT", "header", oauth2.AuthStyleInHeader}, {"POST", "form", oauth2.AuthStyleInParams}} {
		service := clientcredentials.Config{
			ClientID: env(client.name + "_ID"), ClientSecret: env(client.name + "_SECRET"),
			TokenURL: provider.Endpoint().TokenURL, AuthStyle: client.style, Scopes: []string{"payments:read"},
			EndpointParams: url.Values{"resource": {env("RESOURCE")}},
		}
		own := must(api.Verify(ctx, must(service.Token(ctx)).AccessToken))
		var claims struct {
			Client string `json:"client_id"`
			Scope  string `json:"scope"`
		}
		check("a service gets a token for itself by "+client.by, own.Claims(&claims) == nil &&
			claims.Client == service.ClientID && claims.Scope == "payments:read")
		service.ClientSecret = "not the secret"
		_, err = service.Token(ctx)
		check("and none with a wrong secret by "+client.by, refused(err, "invalid_client"))
	}
}
