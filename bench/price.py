"""What one rating above the soft limit costs: the phone that computes it, the server that checks it, a program of one's own.

The solver's own file in Chromium with the processor slowed four times, as for the other figures of an old phone, and in
Python without a browser. `python -m bench.price [challenges]`.
"""

import statistics
import sys
import time

import altcha
from playwright.sync_api import Browser

from bench.servers import TOP
from feedback.admission.rules import GENTLY
from feedback.settings import SETTINGS
from tests import chromium

WORK = int(next(s.default for s in SETTINGS if s.name == "LIMIT_WORK"))
SECRET = b"s" * 32
# The page's thread is slowed, a worker would not be: so the file is run there.
SOLVE = """([source, all]) => {
  const solve = new Function(source + "; return solve")();
  return all.map((one) => { const began = performance.now(); solve(one, 1 << 24); return performance.now() - began; });
}"""


def challenges(tries: int, count: int) -> list[altcha.Challenge]:
    """Return challenges whose numbers lie evenly between nought and the price."""
    step = tries // count
    return [
        altcha.create_challenge("SHA-256", 1, counter=n * step, key_prefix_length=16, hmac_secret=SECRET)
        for n in range(1, count + 1)
    ]


def on_a_phone(browser: Browser, all_of_them: list[altcha.Challenge], slower: int) -> list[float]:
    """Return the seconds that each takes in a browser on a processor so many times slower."""
    page = browser.new_page()
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": slower})
    source = (TOP / "static" / "js" / "work.js").read_text()
    took = page.evaluate(SOLVE, [source, [one.parameters.to_dict() for one in all_of_them]])
    page.close()
    return [milliseconds / 1000 for milliseconds in took]


def checked(one: altcha.Challenge) -> float:
    """Return the seconds that the server needs to check a solution; raise AssertionError if it is none."""
    solution = altcha.solve_challenge(one)
    assert solution
    payload = altcha.Payload(one, solution).to_base64()
    began = time.perf_counter()
    for _ in range(200):
        assert altcha.verify_solution(payload, SECRET).verified
    return (time.perf_counter() - began) / 200


def main(count: int = 10) -> None:
    """Print all three."""
    with chromium.launched() as browser:
        for what, tries in (("at the limit", WORK), ("at the cap", GENTLY * WORK)):
            for slower in (4, 8):
                took = on_a_phone(browser, challenges(tries, count), slower)
                print(
                    f"{what:12} CPU ÷ {slower}: {statistics.mean(took):4.1f} s a rating on average, {max(took):4.1f} s at most"
                )
    one = challenges(WORK, 2)[0]
    began = time.perf_counter()
    altcha.solve_challenge(one)
    rate = WORK / 2 / (time.perf_counter() - began)
    print(f"without a browser, in plain Python: {WORK / 2 / rate:.2f} s a rating at the limit on average")
    print(f"the server checks a solution in {1e6 * checked(challenges(1000, 1)[0]):.0f} µs")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
