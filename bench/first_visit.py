"""F2: a first visit on a phone: requests, bytes over the wire, first paint beside the unstyled yardstick page.

Chromium dressed as a phone, 1.6 Mbit/s, 150 ms, CPU slowed four times, a fresh profile for every visit;
visits to the two pages alternate. `python -m bench.first_visit [visits]`.
"""

import statistics
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, CDPSession

from bench.servers import Server, product, yardstick
from tests import chromium

PAINT = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null"


def slow_down(session: CDPSession) -> None:
    """Make the page's network and processor those of an old phone."""
    session.send("Network.enable")
    rate = 1_600_000 / 8
    session.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": 150, "downloadThroughput": rate, "uploadThroughput": rate},
    )
    session.send("Emulation.setCPUThrottlingRate", {"rate": 4})


def visit(browser: Browser, server: Server) -> tuple[float, int, int]:
    """Open the page once, as for the first time; return (first paint in ms, requests, bytes received)."""
    context = chromium.phone(browser)
    page = context.new_page()
    session = context.new_cdp_session(page)
    slow_down(session)
    received: list[float] = []
    session.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    page.goto(f"http://127.0.0.1:{server.port}{server.address}", wait_until="load")
    page.wait_for_function(f"({PAINT}) !== null")
    page.wait_for_timeout(300)
    paint = float(page.evaluate(PAINT))
    context.close()
    return paint, len(received), int(sum(received))


def main(visits: int = 15) -> None:
    """Print both pages and the ratio of the medians of first paint."""
    with (
        tempfile.TemporaryDirectory() as folder,
        product(Path(folder)) as ours,
        yardstick(Path(folder)) as bare,
        chromium.launched() as browser,
    ):
        seen: dict[str, list[tuple[float, int, int]]] = {"product": [], "yardstick": []}
        for _ in range(visits + 1):
            for server in (ours, bare):
                seen[server.name].append(visit(browser, server))
    paints = {name: statistics.median(p for p, _, _ in rows[1:]) for name, rows in seen.items()}
    for name, rows in seen.items():
        print(
            f"{name:10} first paint {paints[name]:6.0f} ms   {rows[-1][1]} requests   {rows[-1][2] / 1000:6.1f} KB"
        )
    print(
        f"F2 ratio   {paints['product'] / paints['yardstick']:6.2f} × the yardstick's first paint (bar 1.2)"
    )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
