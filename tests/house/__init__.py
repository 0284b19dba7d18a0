"""What holds for the whole house: where things stand, what they are called, what is written down about them."""

import subprocess
from functools import cache
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent.parent


@cache
def ours(*endings: str) -> tuple[Path, ...]:
    """Return every file of the project that ends so; what git ignores is not ours."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=TOP,
        capture_output=True,
        text=True,
    )
    assert listed.returncode == 0, listed.stderr
    names = sorted(set(filter(None, listed.stdout.split("\0"))))
    return tuple(
        TOP / name for name in names if (not endings or name.endswith(endings)) and (TOP / name).is_file()
    )
