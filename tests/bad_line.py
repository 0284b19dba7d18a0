"""A bad telephone line: a TCP proxy that holds requests up, or cuts answers off after the server has given them."""

import socket
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

# Asked once a request, with "POST /r/…", before it goes on: may wait; returns how many bytes of the answer
# reach the phone before the line breaks, or None for all of them. An OSError: it does not reach the server.
Line = Callable[[str], int | None]


def good(_request: str) -> None:
    """Let everything through."""


@contextmanager
def bad_line(server: str, line: Line) -> Iterator[str]:
    """Put the line between phones and a server (its address); the address the phones should use."""
    upstream = urlsplit(server)

    class Connection(socketserver.BaseRequestHandler):
        """One request, one answer, closed."""

        def handle(self) -> None:
            """Pass the request on, and as much of the answer as the line lets through."""
            request = _message(self.request)
            if not request:
                return
            through = line(request.split(b" HTTP/", 1)[0].decode())
            with socket.create_connection((upstream.hostname, upstream.port), timeout=60) as onward:
                onward.sendall(request.replace(b"\r\n", b"\r\nConnection: close\r\n", 1))
                answer = b"".join(iter(lambda: onward.recv(65536), b""))
            self.request.sendall(answer[:through])
            # Whoever has got no byte must not be told that this was all.
            if through is not None:
                self.request.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")

    class Server(socketserver.ThreadingTCPServer):
        """Many phones at once."""

        daemon_threads, allow_reuse_address, request_queue_size = True, True, 128

        def handle_error(self, request: object, client_address: object) -> None:
            """Say nothing: a phone that hangs up is what this is for."""

        def shutdown_request(self, request: object) -> None:
            """Close without a polite end, so that a cut is a cut."""
            self.close_request(request)  # type: ignore[arg-type]

    with Server(("127.0.0.1", 0), Connection) as proxy:
        thread = threading.Thread(target=proxy.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{proxy.server_address[1]}"
        finally:
            proxy.shutdown()


def _message(phone: socket.socket) -> bytes:
    """Return one whole request, without its wish to keep the line; empty if the phone hung up."""
    data = b""
    while b"\r\n\r\n" not in data:
        if not (more := phone.recv(65536)):
            return b""
        data += more
    head, body = data.split(b"\r\n\r\n", 1)
    lines = [one for one in head.split(b"\r\n") if not one.lower().startswith(b"connection:")]
    length = next((int(one[15:]) for one in lines if one.lower().startswith(b"content-length:")), 0)
    while len(body) < length:
        if not (more := phone.recv(65536)):
            return b""
        body += more
    return b"\r\n".join(lines) + b"\r\n\r\n" + body
