"""The real server with the sandbox, for the tests in Python."""

import atexit
import functools
import http.client
import os
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

KEY = "sk_test_portico"
REPOSITORY = Path(__file__).resolve().parents[2]
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
    for attempt in range(3):
        try:
            return start()
        except PortTaken:
            # Somebody took a port that was free a moment ago.
            if attempt == 2:
                raise
    raise AssertionError


class PortTaken(RuntimeError):
    """A port that was free a moment ago is not any more."""


def start() -> Server:
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
            said = log.read().decode()
            kind = PortTaken if "cannot listen on" in said else RuntimeError
            raise kind(f"{PROGRAM} did not become ready:\n{said}")
        time.sleep(0.05)
    return started


def is_ready(origin: str) -> bool:
    try:
        with urllib.request.urlopen(f"{origin}/readyz") as answer:
            return answer.status == 200
    except (urllib.error.URLError, ConnectionError, http.client.HTTPException):
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
