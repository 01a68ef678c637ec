"""Servers of the tests' own: a merchant's webhook endpoint, and a way to Portico that loses answers."""

import http.client
import queue
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Quiet(BaseHTTPRequestHandler):
    """A handler that reads a request's body and keeps still."""

    protocol_version = "HTTP/1.1"

    def body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("content-length") or 0))

    def log_message(self, *_) -> None:
        pass


class Local:
    """A server on this machine, for as long as a `with` block lasts."""

    def __init__(self, handler: type[Quiet]) -> None:
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.server.daemon_threads = True
        self.origin = f"http://127.0.0.1:{self.server.server_port}"

    def __enter__(self) -> "Local":
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_) -> None:
        self.server.shutdown()
        self.server.server_close()


def receiver() -> tuple[Local, "queue.Queue[tuple[bytes, str]]"]:
    """A webhook endpoint, and what arrives there: body and signature."""
    arrived: queue.Queue[tuple[bytes, str]] = queue.Queue()

    class Handler(Quiet):
        def do_POST(self) -> None:
            arrived.put((self.body(), self.headers["stripe-signature"]))
            self.send_response(200)
            self.send_header("content-length", "0")
            self.end_headers()

    return Local(Handler), arrived


def forgetful(port: int) -> tuple[Local, dict[str, list[bytes]]]:
    """A way to a port that delivers every request four times and loses the answers to the first try of each key.

    The second value holds the answers to each key that settled it; 409 says that another delivery is being worked on.
    """
    answers: dict[str, list[bytes]] = {}

    class Handler(Quiet):
        def do_POST(self) -> None:
            key = self.headers["idempotency-key"]
            is_first = key not in answers
            known = answers.setdefault(key, [])
            body = self.body()
            # As proxies do, without what is about one connection.
            headers = {name: value for name, value in self.headers.items() if name.lower() not in ("host", "connection")}
            passed = [self.deliver(body, {**headers, "Host": f"localhost:{port}"}) for _ in range(4)]
            if is_first:
                self.close_connection = True
                return
            settled = [answer for answer in passed if answer[0] != 409]
            known.extend(content for _, content in settled)
            status, content = (settled or passed)[0]
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def deliver(self, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
            connection = http.client.HTTPConnection("127.0.0.1", port)
            connection.request("POST", self.path, body, headers)
            answer = connection.getresponse()
            content = answer.read()
            connection.close()
            return answer.status, content

    return Local(Handler), answers
