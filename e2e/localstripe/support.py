"""The real server, configured by a file, with localstripe as its billing system; and a browser before it."""

import atexit
import functools
import http.client
import json
import shutil
import subprocess
import sys
import tempfile
import time
import uuid
from pathlib import Path
from urllib.parse import urlencode

HERE = Path(__file__).resolve().parent
sys.path.append(str(HERE.parent / "support"))
from portico import DIST, PROGRAM, READY_WITHIN, free_ports  # noqa: E402

KEY = "sk_test_localstripe"

CONFIGURATION = """
[[account]]
id = "acct_localstripe"
name = "Shop"
secret_key = "{key}"
publishable_key = "pk_test_localstripe"
public_url = "http://localhost:{portal}"
upstream = "http://127.0.0.1:{upstream}"
upstream_per_second = 10000
default_return_url = "https://shop.example/account"
"""


class Answer:
    """What was answered."""

    def __init__(self, answer: http.client.HTTPResponse) -> None:
        self.status = answer.status
        self.headers = answer.headers
        self.body = answer.read()

    def json(self) -> dict:
        return json.loads(self.body)

    def code(self) -> str:
        """Why it was refused, in the portal's word for it."""
        return self.json()["error"]["code"]


def ask(port: int, method: str, path: str, headers: dict | None = None, body: str | None = None) -> Answer:
    """A request on a connection of its own. The server knows itself as `localhost`."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request(method, path, body, {"Host": f"localhost:{port}", **(headers or {})})
        return Answer(connection.getresponse())
    finally:
        connection.close()


class Shop:
    """A merchant whose billing system is localstripe."""

    def __init__(self, portal: int, upstream: int) -> None:
        self.portal = portal
        self.upstream = upstream

    def call(self, method: str, path: str, form: dict | None = None) -> Answer:
        """What the merchant's server asks of the portal."""
        return self._send(self.portal, method, path, form)

    def make(self, path: str, form: dict) -> dict:
        """What is in the billing system before anybody opens a portal."""
        answer = self._send(self.upstream, "POST", path, form)
        assert answer.status == 200, (path, answer.status, answer.body)
        return answer.json()

    def subscriber(self) -> tuple[str, str, list[str]]:
        """A customer with a subscription and two cards, of which the first is the default: their ids."""
        customer = self.make("/v1/customers", {"name": "Robin Example", "email": "robin@example.com"})["id"]
        product = self.make("/v1/products", {"name": "Team", "type": "service"})["id"]
        plan = {"product": product, "amount": 2900, "currency": "eur", "interval": "month"}
        plan = self.make("/v1/plans", {"id": f"plan-{uuid.uuid4()}", **plan})["id"]
        cards = [self.card(customer, number) for number in ("4242424242424242", "5555555555554444")]
        self.make(f"/v1/customers/{customer}", {"invoice_settings[default_payment_method]": cards[0]})
        subscription = self.make("/v1/subscriptions", {"customer": customer, "items[0][plan]": plan})["id"]
        return customer, subscription, cards

    def card(self, customer: str, number: str) -> str:
        """A card of localstripe's, attached to a customer: it wants its test numbers, and none is a real one."""
        card = {"number": number, "exp_month": 12, "exp_year": 2030, "cvc": 123}
        form = {f"card[{name}]": value for name, value in card.items()}
        method = self.make("/v1/payment_methods", {"type": "card", **form})["id"]
        return self.make(f"/v1/payment_methods/{method}/attach", {"customer": customer})["id"]

    def _send(self, port: int, method: str, path: str, form: dict | None) -> Answer:
        headers = {"Authorization": f"Bearer {KEY}"}
        if form is None:
            return ask(port, method, path, headers)
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        return ask(port, method, path, headers, urlencode(form))


class Browser:
    """A customer's browser, with a portal that a link opened."""

    def __init__(self, shop: Shop, customer: str) -> None:
        link = shop.call("POST", "/v1/billing_portal/sessions", {"customer": customer})
        assert link.status == 200, link.body
        token = link.json()["url"].split("#")[1]
        self._port = shop.portal
        self._own = {"Sec-Fetch-Site": "same-origin", "Content-Type": "application/json"}
        opened = ask(self._port, "POST", "/api/session", self._own, json.dumps({"token": token}))
        assert opened.status == 200, opened.body
        self.portal = opened.json()
        self.version = self.portal["version"]
        self._own["Cookie"] = opened.headers["Set-Cookie"].split(";")[0]
        self._own["X-Portal-Session"] = self.portal["session"]["id"]

    def get(self, path: str) -> Answer:
        return ask(self._port, "GET", path, self._own)

    def change(self, method: str, path: str, body: dict | None = None) -> Answer:
        """A change, decided on what is on the screen; what it is answered is on the screen then."""
        decided = {"If-Match": f'"{self.version}"', "Idempotency-Key": str(uuid.uuid4())}
        answer = ask(self._port, method, path, self._own | decided, json.dumps(body or {}))
        if answer.status == 200:
            self.version = answer.json().get("version", self.version)
        return answer


@functools.cache
def shop() -> Shop:
    """The server of this run and its billing system, started on first use and ended with it."""
    portal, upstream = free_ports()
    data = Path(tempfile.mkdtemp(prefix="portico-localstripe-"))
    atexit.register(shutil.rmtree, data, ignore_errors=True)
    start([sys.executable, "-B", HERE / "fake.py", str(upstream)], upstream, "/v1/products", data / "localstripe.log")
    file = data / "portico.toml"
    file.write_text(CONFIGURATION.format(key=KEY, portal=portal, upstream=upstream))
    options = ["--address", "127.0.0.1", "--port", str(portal), "--config", file, "--data", data, "--dist", DIST]
    start([PROGRAM, "serve", *options], portal, "/readyz", data / "portico.log")
    return Shop(portal, upstream)


def start(command: list, port: int, path: str, log: Path) -> None:
    """Starts a program, and waits until it answers. It ends with this one."""
    with log.open("wb") as file:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=file, stderr=file)

    def stop() -> None:
        process.terminate()
        process.wait(timeout=15)

    atexit.register(stop)
    deadline = time.monotonic() + READY_WITHIN
    while not answers(port, path):
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"{command[0]} did not become ready:\n{log.read_text()}")
        time.sleep(0.05)


def answers(port: int, path: str) -> bool:
    try:
        return ask(port, "GET", path, {"Authorization": f"Bearer {KEY}"}).status == 200
    except OSError:
        return False
