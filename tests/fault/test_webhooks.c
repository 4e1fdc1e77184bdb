/* What webhooks promise on bad days: at least once, under one id, and nowhere inside. */
#include "flow.h"
#include "nodes.h"
#include "peer.h"
#include "sql.h"

#include <string.h>
#include <unistd.h>

static const char *developer;
static struct app app;
static struct peer *receiver;
static struct browser *dev;

/* An endpoint at `url` (NULL: the receiver's), on its page. */
static void
begin(const char *const *settings, const char *url)
{
	process_start(server, settings);
	receiver = peer_start();
	keep((void (*)(void *))peer_stop, receiver);
	peer_answer(receiver, "/hook", 200, "text/plain", "");
	developer = person();
	app = app_owned_by(developer);
	dev = signed_in(developer);
	const char *path = text_format("/developer/apps/%s/webhooks", app.id);
	visit(dev, path);
	submit(dev, path,
	    FORM("url", url ? url : text_format("%s/hook", peer_url(receiver)), "event",
		"app.changed"));
	ck_status(&dev->page, 201);
}

static void
change_app(int n)
{
	CLI("client", "set", app.id, "--name", text_format("Name %d", n));
}

START_TEST(messages_outlive_the_node_that_was_to_send_them)
{
	begin(NULL, NULL);
	peer_answer(receiver, "/hook", 500, "text/plain", "");
	for (int i = 0; i < 3; i++)
		change_app(i);
	peer_wait(receiver, "/hook", 1);
	process_kill(server);
	peer_answer(receiver, "/hook", 200, "text/plain", "");
	process_restart(server);
	/* One that was under way waits until that attempt has surely ended. */
	for (int i = 0; i < 60; i++) {
		const char *left = sql(server,
		    "SELECT (SELECT count(*) FROM webhook_events) + "
		    "(SELECT count(*) FROM webhook_messages WHERE state = 'waiting')");
		if (strcmp(left, "0\n") == 0)
			break;
		sleep(1);
	}
	ck_assert_str_eq(sql(server, "SELECT count(*), min(state) FROM webhook_messages"),
	    "3|delivered\n");
	process_drop(server);
}
END_TEST

START_TEST(two_nodes_send_each_message_once)
{
	struct process other;
	begin(NULL, NULL);
	second_start(&other);
	peer_delay(receiver, "/hook", 300);
	for (int i = 0; i < 8; i++)
		change_app(i);
	ck_assert_uint_eq(peer_wait(receiver, "/hook", 8), 8);
	sleep(3);
	ck_assert_uint_eq(peer_requests(receiver, "/hook", NULL), 8);
	process_drop(&other);
	process_drop(server);
}
END_TEST

START_TEST(addresses_inside_are_not_reached)
{
	static const char *const strict[] = {"AUTHZ_OUTBOUND_ALLOW_PRIVATE=false", NULL};
	begin(strict, "https://localhost:1/");
	submit(dev, text_format("/developer/apps/%s/webhooks", app.id),
	    FORM("url", text_format("%s/hook", peer_url(receiver)), "event",
		"app.changed"));
	ck_status(&dev->page, 422);
	/* By name, and by every way to write an address. */
	static const char *const urls[] = {"https://127.0.0.1/", "https://[::1]/",
	    "https://0x7f.1/", "https://2130706433/"};
	for (size_t i = 0; i < sizeof(urls) / sizeof(urls[0]); i++) {
		sql(server, text_format("UPDATE webhooks SET url = '%s', slow = false, "
					"busy_until = now()",
				urls[i]));
		change_app((int)i);
		for (int k = 0; k < 100; k++) {
			if (strcmp(sql(server, "SELECT count(*) FROM webhook_messages "
					       "WHERE attempts > 0"),
				text_format("%zu\n", i + 1)) == 0)
				break;
			usleep(100000);
		}
	}
	ck_assert_str_eq(
	    sql(server, "SELECT DISTINCT error, status FROM webhook_messages"),
	    "the URL's server can not be reached from here|0\n");
	ck_contains(process_log(server), "its address is not allowed");
	process_drop(server);
}
END_TEST

static Suite *
webhooks(void)
{
	return SUITE_OF("fault: webhooks", 180,
	    messages_outlive_the_node_that_was_to_send_them,
	    two_nodes_send_each_message_once, addresses_inside_are_not_reached);
}
SUITE(webhooks);
