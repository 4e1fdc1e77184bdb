#include "payments.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <microhttpd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct service payments, ledger;
static const char *app_id, *app_secret, *redirect_uri;

static enum MHD_Result
answer(struct MHD_Connection *c, unsigned status, const char *type, const char *body,
    const char *challenge)
{
	struct MHD_Response *r = MHD_create_response_from_buffer(
	    strlen(body), (void *)(uintptr_t)body, MHD_RESPMEM_MUST_COPY);
	if (!r)
		return MHD_NO;
	MHD_add_response_header(r, "Content-Type", type);
	MHD_add_response_header(r, "Cache-Control", "no-store");
	MHD_add_response_header(r, "X-Content-Type-Options", "nosniff");
	MHD_add_response_header(r, "Content-Security-Policy",
	    "default-src 'none'; style-src 'self'; frame-ancestors 'none'");
	if (challenge)
		MHD_add_response_header(r, "WWW-Authenticate", challenge);
	enum MHD_Result result = MHD_queue_response(c, status, r);
	MHD_destroy_response(r);
	return result;
}

static enum MHD_Result
refuse(struct MHD_Connection *c, enum verdict verdict, const char *scope)
{
	char challenge[256];
	switch (verdict) {
	case TOKEN_LACKS_SCOPE:
		snprintf(challenge, sizeof(challenge),
		    "Bearer error=\"insufficient_scope\", scope=\"%s\"", scope);
		return answer(c, 403, "application/json",
		    "{\"error\":\"insufficient_scope\"}\n", challenge);
	case AUTHZ_UNREACHABLE:
		return answer(c, 503, "application/json",
		    "{\"error\":\"temporarily_unavailable\"}\n", NULL);
	default:
		return answer(c, 401, "application/json",
		    "{\"error\":\"invalid_token\"}\n", "Bearer error=\"invalid_token\"");
	}
}

static const char *
bearer(struct MHD_Connection *c)
{
	const char *header =
	    MHD_lookup_connection_value(c, MHD_HEADER_KIND, "Authorization");
	return header && strncasecmp(header, "Bearer ", 7) == 0 ? header + 7 : NULL;
}

/* Tokens of the payments API are JWTs: nobody needs to be asked. */
static enum MHD_Result
show_payments(struct MHD_Connection *c)
{
	char subject[128], body[512];
	const char *token = bearer(c);
	if (!token)
		return answer(
		    c, 401, "application/json", "{\"error\":\"no token\"}\n", "Bearer");
	enum verdict verdict = verify_jwt(&payments, token, "payments:read", subject);
	if (verdict != TOKEN_GOOD)
		return refuse(c, verdict, "payments:read");
	snprintf(body, sizeof(body),
	    "{\"subject\":\"%s\",\"payments\":[{\"to\":\"Bakery\",\"amount\":\"4.20\"},"
	    "{\"to\":\"Rent\",\"amount\":\"900.00\"}]}\n",
	    subject);
	return answer(c, 200, "application/json", body, NULL);
}

/* Tokens of the ledger API are sealed: authz says what they are good for. */
static enum MHD_Result
show_ledger(struct MHD_Connection *c)
{
	char subject[128], body[512];
	const char *token = bearer(c);
	if (!token)
		return answer(
		    c, 401, "application/json", "{\"error\":\"no token\"}\n", "Bearer");
	enum verdict verdict =
	    verify_by_introspection(&ledger, token, "ledger:read", subject);
	if (verdict != TOKEN_GOOD)
		return refuse(c, verdict, "ledger:read");
	snprintf(body, sizeof(body), "{\"subject\":\"%s\",\"balance\":\"1204.50\"}\n",
	    subject);
	return answer(c, 200, "application/json", body, NULL);
}

/* Only characters that a code or an error code has: nothing to escape. */
static bool
is_plain(const char *t)
{
	return t && strlen(t) < 4000 &&
	       strspn(t, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-"
			 "_.~") == strlen(t);
}

/* Where the demo app's people come back to: shows how the code is redeemed. */
static enum MHD_Result
show_callback(struct MHD_Connection *c)
{
	char body[8192];
	const char *code = MHD_lookup_connection_value(c, MHD_GET_ARGUMENT_KIND, "code");
	const char *error =
	    MHD_lookup_connection_value(c, MHD_GET_ARGUMENT_KIND, "error");
	if (is_plain(error))
		snprintf(body, sizeof(body),
		    "<!DOCTYPE html><html lang=\"en\"><title>Budget app</title>"
		    "<h1>Budget app</h1><p>authz answered: <b>%s</b></p></html>",
		    error);
	else if (is_plain(code))
		snprintf(body, sizeof(body),
		    "<!DOCTYPE html><html lang=\"en\"><title>Budget app</title>"
		    "<h1>Budget app</h1><p>The app got a code, good for one minute. It "
		    "redeems "
		    "it so:</p><pre>curl -u '%s:%s' %s/oauth2/token \\\n"
		    "  -d grant_type=authorization_code \\\n  -d redirect_uri=%s \\\n"
		    "  -d code_verifier=dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk \\\n"
		    "  -d code=%s</pre></html>",
		    app_id, app_secret, payments.issuer, redirect_uri, code);
	else
		return answer(
		    c, 400, "text/plain", "a code or an error is missing\n", NULL);
	return answer(c, 200, "text/html; charset=utf-8", body, NULL);
}

static enum MHD_Result
handle(void *context, struct MHD_Connection *c, const char *url, const char *method,
    const char *version, const char *data, size_t *size, void **state)
{
	(void)context, (void)version, (void)data, (void)size, (void)state;
	if (strcmp(method, "GET") != 0)
		return answer(c, 405, "text/plain", "only GET\n", NULL);
	if (strcmp(url, "/payments") == 0)
		return show_payments(c);
	if (strcmp(url, "/ledger") == 0)
		return show_ledger(c);
	if (strcmp(url, "/callback") == 0)
		return show_callback(c);
	return answer(c, 404, "text/plain", "there are /payments and /ledger\n", NULL);
}

static const char *
member(const json_t *object, const char *name)
{
	const char *value = json_string_value(json_object_get(object, name));
	if (value)
		return value;
	fprintf(stderr, "payments: %s is missing in the credentials\n", name);
	exit(2);
}

static struct service
service_from(const json_t *demo, const char *audience)
{
	const json_t *server =
	    json_object_get(json_object_get(demo, "resource_servers"), audience);
	return (struct service){.issuer = member(demo, "issuer"),
	    .audience = audience,
	    .client_id = member(server, "client_id"),
	    .client_secret = member(server, "client_secret")};
}

int
main(int argc, char **argv)
{
	json_error_t error;
	if (argc != 3) {
		fprintf(stderr, "usage: payments CREDENTIALS.json PORT\n");
		return 2;
	}
	/* What `authz demo --json` printed. */
	json_t *demo = json_load_file(argv[1], 0, &error);
	if (!demo) {
		fprintf(stderr, "payments: %s: %s\n", argv[1], error.text);
		return 2;
	}
	const json_t *app = json_object_get(demo, "app");
	payments = service_from(demo, "https://api.example.com/payments");
	ledger = service_from(demo, "https://api.example.com/ledger");
	app_id = member(app, "client_id");
	app_secret = member(app, "client_secret");
	redirect_uri = member(app, "redirect_uri");
	curl_global_init(CURL_GLOBAL_DEFAULT);
	sigset_t stop;
	sigemptyset(&stop);
	sigaddset(&stop, SIGINT);
	sigaddset(&stop, SIGTERM);
	pthread_sigmask(SIG_BLOCK, &stop, NULL);
	struct sockaddr_in here = {.sin_family = AF_INET,
	    .sin_port = htons((uint16_t)strtoul(argv[2], NULL, 10)),
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	struct MHD_Daemon *daemon = MHD_start_daemon(MHD_USE_INTERNAL_POLLING_THREAD, 0,
	    NULL, NULL, handle, NULL, MHD_OPTION_SOCK_ADDR, (struct sockaddr *)&here,
	    MHD_OPTION_THREAD_POOL_SIZE, 4u, MHD_OPTION_CONNECTION_TIMEOUT, 10u,
	    MHD_OPTION_END);
	if (!daemon) {
		perror("payments: can't listen");
		return 1;
	}
	int signal_number;
	sigwait(&stop, &signal_number);
	MHD_stop_daemon(daemon);
	json_decref(demo);
	curl_global_cleanup();
	return 0;
}
