#include "jose_test.h"

const enum jws_alg algs[] = {ALG_ES256, ALG_RS256, ALG_PS256, ALG_EDDSA};
struct jws_key *keys[ALG_COUNT];

#define JOE                                                                              \
	"eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc1" \
	"9yb290Ijp0cnVlfQ"

const struct rfc_token rfc_tokens[] = {
    {ALG_RS256,
	"{\"kty\":\"RSA\",\"e\":\"AQAB\",\"n\":\"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQ"
	"oTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_"
	"YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXB"
	"dQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK"
	"-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ\"}",
	"eyJhbGciOiJSUzI1NiJ9." JOE
	".cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_l"
	"F5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vR"
	"K5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsq"
	"tFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVr"
	"Bp0igcN_IoypGlUPQGe77Rw"},
    {ALG_ES256,
	"{\"kty\":\"EC\",\"crv\":\"P-256\","
	"\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\","
	"\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\"}",
	"eyJhbGciOiJFUzI1NiJ9." JOE
	".DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-"
	"Kg6NU1Q"},
    {ALG_EDDSA,
	"{\"kty\":\"OKP\",\"crv\":\"Ed25519\","
	"\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}",
	"eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_"
	"MGCjP0JzlnLWG1PP"
	"Ot7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"},
};

const struct jws_key *
key_for(enum jws_alg alg)
{
	for (size_t i = 0; i < ALG_COUNT; i++)
		if (algs[i] == alg)
			return keys[i];
	return NULL;
}

struct jws_key *
key_of_jwk(enum jws_alg alg, const char *jwk)
{
	json_t *json = json_loads(jwk, JSON_DECODE_ANY, NULL);
	ck_assert_msg(json, "%s", jwk);
	struct jws_key *key = jws_key_from_jwk(alg, json);
	json_decref(json);
	return key;
}

static void
end(void)
{
	leave_folder();
	keyring_forget();
}

const struct room room = {enter_folder, end, 0};

int
main(void)
{
	for (size_t i = 0; i < ALG_COUNT; i++)
		keys[i] = jws_key_generate(algs[i]);
	SRunner *runner = srunner_create(digest_suite());
	srunner_add_suite(runner, keyring_suite());
	srunner_add_suite(runner, seal_suite());
	srunner_add_suite(runner, jws_suite());
	srunner_add_suite(runner, jwk_suite());
	srunner_add_suite(runner, ecdsa_der_suite());
	srunner_add_suite(runner, certificate_suite());
	int failed = suites_run(runner);
	for (size_t i = 0; i < ALG_COUNT; i++)
		jws_key_free(keys[i]);
	return failed;
}
