"""R8: 400 phones that stopped in mid-request, bodies of 5 MB, forms of 10,000 fields: does a normal request still pass?

The whole product as `serve` runs it. `python -m bench.held_connections [connections]`.
"""

import http.client
import socket
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from tests.site import Site, site

REQUESTS = 30
FORM = b"Content-Type: application/x-www-form-urlencoded\r\n"
# What each held connection has sent before it stops.
HELD = {
    "nothing": b"",
    "half a head": b"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Le",
    "half a body": b"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    + FORM
    + b"Content-Length: 1000\r\n\r\ngrade=5",
}


def normal(running: Site, path: str) -> float:
    """Return the seconds that a rating page takes; raise AssertionError if it does not come."""
    began = time.monotonic()
    connection = http.client.HTTPConnection(urlsplit(running.address).netloc, timeout=30)
    connection.request("GET", path)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    assert answer.status == 200, answer.status
    return time.monotonic() - began


@contextmanager
def held(running: Site, count: int, sent: bytes) -> Iterator[None]:
    """Hold so many connections open that have each sent this much."""
    where = (urlsplit(running.address).hostname, urlsplit(running.address).port)
    with ExitStack() as stack:
        for _ in range(count):
            phone = stack.enter_context(socket.create_connection(where, timeout=10))
            phone.sendall(sent)
        yield


def refused(running: Site, path: str, body: bytes, sent: int) -> tuple[bytes, float]:
    """Announce a body, send the first bytes of it; return the status line and the seconds until it came."""
    where = (urlsplit(running.address).hostname, urlsplit(running.address).port)
    began = time.monotonic()
    with socket.create_connection(where, timeout=30) as phone:
        head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {len(body)}\r\n".encode()
        phone.sendall(head + FORM + b"\r\n" + body[:sent])
        line = phone.recv(200).split(b"\r\n")[0]
    return line, time.monotonic() - began


def main(connections: int = 400) -> None:
    """Print the slowest of many normal requests beside each kind of held connection, and what big bodies get."""
    with tempfile.TemporaryDirectory() as folder, site(Path(folder)) as running:
        path = f"/r/{running.world.point.code}"
        slowest = max(normal(running, path) for _ in range(REQUESTS))
        print(f"nobody else       slowest of {REQUESTS} normal requests {1000 * slowest:.0f} ms")
        big = b"a" * 5_000_000
        fields = b"&".join(b"f%d=1" % n for n in range(10_000))
        for what, body, sent_now in (
            ("5 MB, body never sent", big, 0),
            ("5 MB, body sent", big, len(big)),
            ("10,000 fields", fields, len(fields)),
        ):
            line, seconds = refused(running, path, body, sent_now)
            print(f"{what:22} {line.decode()} after {1000 * seconds:.0f} ms")
            assert b" 413 " in line, line
        for kind, sent in HELD.items():
            with held(running, connections, sent.replace(b"{path}", path.encode())):
                time.sleep(0.5)
                slowest = max(normal(running, path) for _ in range(REQUESTS))
            print(
                f"{connections} × {kind:11} slowest of {REQUESTS} normal requests {1000 * slowest:.0f} ms (bar 1,000)"
            )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
