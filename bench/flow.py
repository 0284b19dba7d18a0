"""F1: what a whole visit costs (open the page, send a rating, read the thanks), beside the yardstick.

CPU seconds of the web processes, same server, same SQLite setting, 16 connections, no worker running; rounds
of the two alternate, so that what else the machine does falls on both. `python -m bench.flow [rounds] [flows]`.
"""

import http.client
import re
import statistics
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlencode

from bench.servers import Server, product, yardstick

CONNECTIONS = 16
COMMENT = "工作人员很热情，就是等得有点久，希望再多开一个窗口。"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def flow(connection: http.client.HTTPConnection, server: Server) -> None:
    """Do one visit on a kept-open connection; raise AssertionError if any answer is not the expected one."""
    connection.request("GET", server.address)
    page = connection.getresponse()
    text = page.read().decode()
    assert page.status == 200
    # A phone sends back what it was given.
    kept = (page.headers["Set-Cookie"] or "").split(";")[0]
    sent = {**FORM, "Cookie": kept} if kept else FORM
    fields = {"comment": COMMENT, "rating": "4", "tags": "1"}
    if server.name == "product":
        hidden = dict(re.findall(r'name="(key|version)"[^>]* value="([^"]+)"', text))
        fields = {**hidden, "comment": COMMENT, "grade": "4", "tags": "kind4", "awareness": "heard"}
    connection.request("POST", server.address, urlencode(fields), sent)
    taken = connection.getresponse()
    taken.read()
    assert taken.status == 303, taken.status
    connection.request("GET", taken.headers["Location"])
    thanks = connection.getresponse()
    thanks.read()
    assert thanks.status == 200


def run(server: Server, flows: int) -> tuple[float, float]:
    """Do many flows; return CPU milliseconds a flow of the web processes, and flows a second."""

    def some(count: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
        for _ in range(count):
            flow(connection, server)
        connection.close()

    before, began = server.cpu(), time.perf_counter()
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        list(pool.map(some, [flows // CONNECTIONS] * CONNECTIONS))
    took = time.perf_counter() - began
    done = flows // CONNECTIONS * CONNECTIONS
    return 1000 * (server.cpu() - before) / done, done / took


def main(rounds: int = 7, flows: int = 480) -> None:
    """Print both, and the ratio of the medians."""
    cpu: dict[str, list[float]] = {"product": [], "yardstick": []}
    rate: dict[str, list[float]] = {"product": [], "yardstick": []}
    with tempfile.TemporaryDirectory() as a, product(Path(a)) as ours, yardstick(Path(a)) as bare:
        for server in (ours, bare):
            run(server, 160)  # warm: compiled statements, made pages
        for _ in range(rounds):
            for server in (ours, bare):
                milliseconds, per_second = run(server, flows)
                cpu[server.name].append(milliseconds)
                rate[server.name].append(per_second)
    for name in cpu:
        print(
            f"{name:10} {statistics.median(cpu[name]):6.2f} ms CPU a flow   {statistics.median(rate[name]):6.0f} flows/s"
        )
    ratios = [x / y for x, y in zip(cpu["product"], cpu["yardstick"], strict=True)]
    print(
        f"F1 ratio   {statistics.median(ratios):6.2f} × the yardstick's CPU (rounds {min(ratios):.2f}–{max(ratios):.2f}; bar 1.0)"
    )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
