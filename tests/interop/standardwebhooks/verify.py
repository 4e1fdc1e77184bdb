"""Judges messages by the library, and by what docs/webhooks.md has for Python."""

import json
import os
import re

from standardwebhooks import Webhook
from standardwebhooks.webhooks import WebhookVerificationError

secret = os.environ["SECRET"]
messages = json.loads(os.environ["MESSAGES"])
documented = {}
with open("../../../docs/webhooks.md", encoding="utf-8") as file:
    exec(re.search(r"```python\n(.*?)```", file.read(), re.S).group(1), documented)


def check(name, good):
    print("ok" if good else "not ok", name, flush=True)


def library(headers, body):
    try:
        return Webhook(secret).verify(body, headers) == json.loads(body)
    except WebhookVerificationError:
        return False


def by_hand(headers, body):
    return documented["verify"](secret, headers, body)


for name, verify in (("library", library), ("documentation", by_hand)):
    check(f"{name}: all messages", all(verify(m["headers"], m["body"]) for m in messages))
    check(f"{name}: a changed body",
          not any(verify(m["headers"], m["body"].replace("data", "date")) for m in messages))
    check(f"{name}: another id",
          not any(verify({**m["headers"], "webhook-id": "msg_x"}, m["body"]) for m in messages))
    check(f"{name}: an old message", not any(verify(
        {**m["headers"], "webhook-timestamp": "1614265330"}, m["body"]) for m in messages))
