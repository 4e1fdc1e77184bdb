#include "identity_test.h"

struct request rq;
static struct settings used;
static struct header header;
static struct field field_sent;

void
send_again(struct text cookie, const char *field, struct text value)
{
	header = (struct header){TEXT("Cookie"), cookie};
	field_sent = (struct field){text_of(field), value};
	rq.headers = &header;
	rq.header_count = 1;
	rq.form = (struct form){&field_sent, 1};
	rq.extra_count = 0;
}

struct text
cookie_set_by_answer(void)
{
	if (!rq.extra_count || !text_eq(rq.extra[0].name, TEXT("Set-Cookie")))
		return NO_TEXT;
	return text_part(rq.extra[0].value, 0, text_index(rq.extra[0].value, ';'));
}

static void
begin(void)
{
	rq = (struct request){.arena = arena, .method = METHOD_POST};
	used = (struct settings){.server.issuer = TEXT_INIT("http://localhost:8080")};
	settings_use(&used);
	use_ring(RING_ONE);
}

static void
end(void)
{
	keyring_forget();
}

const struct room room = {begin, end, 0};

int
main(void)
{
	if (!pages_load(NO_TEXT))
		return 1;
	SRunner *runner = srunner_create(person_suite());
	srunner_add_suite(runner, csrf_suite());
	srunner_add_suite(runner, return_suite());
	return suites_run(runner);
}
