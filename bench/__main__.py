"""`make bench` and `make proof`: every script, each in a process of its own; `--full` with the n of the promise."""

import os
import subprocess
import sys

# (script, what it is told for a look, what it is told for the proof)
SCRIPTS: tuple[tuple[str, tuple[int, ...], tuple[int, ...]], ...] = (
    ("flow", (), ()),
    ("first_visit", (), ()),
    ("price", (), ()),
    ("held_connections", (), ()),
    ("sign_in", (50,), (200,)),
    ("sentiment", (), (100_000,)),
    ("loop", (), ()),
    ("masking", (), ()),
    ("stuffing", (100,), ()),
    ("dashboard", (100_000,), ()),
    ("ledger", (10_000, 100_000), (10_000, 100_000, 1_000_000)),
    ("assessment", (200, 100_000), ()),
)
# Statements whose proof is a test with a larger n.
TESTS = (
    "tests/faults",
    "tests/admission/test_price.py",
    "tests/ledger/test_mutations.py",
    "tests/collecting/test_parity.py",
)


def main(full: bool) -> int:
    """Run everything; return how many failed."""
    commands = [
        ["-m", f"bench.{script}", *map(str, proof if full else look)] for script, look, proof in SCRIPTS
    ]
    if full:
        commands += [["-m", "pytest", test] for test in TESTS]
    failed = 0
    for command in commands:
        print(f"\n== {' '.join(command[1:])}", flush=True)
        env = {**os.environ, "PROOF": "1" if full else ""}
        failed += subprocess.run([sys.executable, *command], env=env).returncode != 0
    print(f"\n{len(commands) - failed} of {len(commands)} passed")
    return failed


if __name__ == "__main__":
    sys.exit(min(1, main("--full" in sys.argv)))
