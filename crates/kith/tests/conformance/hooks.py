"""Bodies name the account that has connections, so that requests get further than to learn that there is none; and
webhooks are at a port of this machine where nobody listens, so that nothing made up is ever called."""

import os

import schemathesis

# Characters of a webhook's address.
LONGEST_URL = 2000


@schemathesis.hook
def before_call(context, case, kwargs):
    if isinstance(case.body, dict) and isinstance(case.body.get("account_id"), str):
        case.body = {**case.body, "account_id": os.environ["KITH_ACCOUNT"]}
    url = case.body.get("url") if isinstance(case.body, dict) else None
    if isinstance(url, str) and 0 < len(url) <= LONGEST_URL:
        case.body = {**case.body, "url": "https://127.0.0.1:9/hook"}
