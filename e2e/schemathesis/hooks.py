"""What schemathesis loads before it begins: how a customer is let in, and what cannot be said."""

import json
import os
import time
import urllib.error
import urllib.request

import schemathesis

ORIGIN = os.environ["PORTICO_ORIGIN"]
KEY = os.environ["PORTICO_KEY"]
CUSTOMER = os.environ["PORTICO_CUSTOMER"]


@schemathesis.auth(refresh_interval=None).apply_to(path_regex="^/api/")
class Session:
    """A session for each request: some of them end it, and one alone may not ask so often."""

    def get(self, case, context):
        link = post("/v1/billing_portal/sessions", f"customer={CUSTOMER}", {"Authorization": f"Bearer {KEY}"})
        body = json.load(link)
        token = body["url"].split("#")[1].removeprefix("t=")
        headers = {"Content-Type": "application/json", "Sec-Fetch-Site": "same-origin"}
        opened = post("/api/session", json.dumps({"token": token}), headers)
        return body["id"], opened.headers["Set-Cookie"].split(";")[0]

    def set(self, case, data, context):
        session, cookie = data
        name, value = cookie.split("=", 1)
        case.headers["X-Portal-Session"] = session
        case.cookies[name] = value


def post(path: str, body: str, headers: dict[str, str]):
    """Comes again when it is told to come later: on a quick machine it asks more than one address may."""
    while True:
        try:
            return urllib.request.urlopen(urllib.request.Request(ORIGIN + path, body.encode(), headers))
        except urllib.error.HTTPError as refused:
            if refused.code != 429:
                raise
            time.sleep(int(refused.headers["Retry-After"]))


@schemathesis.hook
def filter_case(context, case) -> bool:
    """A form cannot say that something is empty and there: what it would say is nothing."""
    return case.media_type != "application/x-www-form-urlencoded" or not has_empty(case.body)


def has_empty(value) -> bool:
    below = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    return any(part == {} or has_empty(part) for part in below)
