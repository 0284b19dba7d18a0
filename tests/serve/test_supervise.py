"""The supervisor gives up on what never starts."""

import subprocess
import sys

SUPERVISE = """
import sys
from feedback import supervise
supervise.PACE_SECONDS = 0.1
never = supervise.Child("网页", [sys.executable, "-c", "raise SystemExit(3)"])
supervise.Supervisor([never], lambda line: None).run(lambda: False)
"""


def test_what_never_starts_is_given_up_with_a_sentence() -> None:
    ended = subprocess.run([sys.executable, "-c", SUPERVISE], capture_output=True, text=True, timeout=60)
    assert ended.returncode == 1
    assert "网页进程起不来" in ended.stderr
