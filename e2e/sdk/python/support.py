"""The real server with the sandbox, and Stripe's SDK for Python, unchanged, with another address."""

import atexit
import functools
import os
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

import stripe

KEY = "sk_test_portico"
REPOSITORY = Path(__file__).resolve().parents[3]
PROGRAM = os.environ.get("PORTICO_SERVER", REPOSITORY / "target/release/portico")
DIST = os.environ.get("PORTICO_DIST", REPOSITORY / "dist")
READY_WITHIN = 30


class Server:
    """A running server."""

    def __init__(self, port: int, sandbox_port: int) -> None:
        self.port = port
        self.origin = f"http://localhost:{port}"
        self.sandbox_origin = f"http://localhost:{sandbox_port}"


@functools.cache
def server() -> Server:
    """The server of this run, started on first use and ended with it."""
    port, sandbox_port = free_ports()
    data = tempfile.mkdtemp(prefix="portico-python-")
    log = open(Path(data) / "log", "w+b")
    options = ["--port", str(port), "--sandbox-port", str(sandbox_port), "--data", data, "--dist", str(DIST)]
    process = subprocess.Popen([PROGRAM, "serve", "--sandbox", *options], stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def stop() -> None:
        process.terminate()
        process.wait(timeout=15)
        log.close()
        shutil.rmtree(data, ignore_errors=True)

    atexit.register(stop)
    started = Server(port, sandbox_port)
    deadline = time.monotonic() + READY_WITHIN
    while not is_ready(started.origin):
        if process.poll() is not None or time.monotonic() > deadline:
            log.seek(0)
            raise RuntimeError(f"{PROGRAM} did not become ready:\n{log.read().decode()}")
        time.sleep(0.05)
    return started


def is_ready(origin: str) -> bool:
    try:
        with urllib.request.urlopen(f"{origin}/readyz") as answer:
            return answer.status == 200
    except (urllib.error.URLError, ConnectionError):
        return False


def free_ports() -> list[int]:
    """Two ports that were free a moment ago, both held until both are known."""
    sockets = [socket.socket() for _ in range(2)]
    for held in sockets:
        held.bind(("127.0.0.1", 0))
    ports = [held.getsockname()[1] for held in sockets]
    for held in sockets:
        held.close()
    return ports


def sdk(origin: str | None = None, key: str = KEY, retries: int = 2) -> stripe.StripeClient:
    """The SDK as merchants use it, with another address."""
    return stripe.StripeClient(key, base_addresses={"api": origin or server().origin}, max_network_retries=retries)


def monthly(client: stripe.StripeClient, amount: int = 2900) -> stripe.Price:
    """A recurring price of a product of its own, by the month."""
    product = client.v1.products.create({"name": "Team plan"})
    return client.v1.prices.create(
        {"product": product.id, "currency": "eur", "unit_amount": amount, "recurring": {"interval": "month"}}
    )


def payer(client: stripe.StripeClient, method: str = "pm_card_visa") -> stripe.Customer:
    """A customer with a default payment method, by Stripe's name of a test method."""
    customer = client.v1.customers.create({"name": "Robin Example", "email": "robin@example.com"})
    attached = client.v1.payment_methods.attach(method, {"customer": customer.id})
    return client.v1.customers.update(customer.id, {"invoice_settings": {"default_payment_method": attached.id}})
