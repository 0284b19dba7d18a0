"""Prints how long files and functions are: something to look at, never a gate. `python -m tests.house.sizes`."""

import ast
from collections.abc import Iterable
from pathlib import Path

from tests.house import TOP, ours


def p90(sizes: Iterable[int]) -> int:
    """Return the size that nine of ten do not exceed."""
    ordered = sorted(sizes)
    return ordered[max(0, -(-9 * len(ordered) // 10) - 1)]


def lines(path: Path) -> int:
    """Return how many lines a file has."""
    return len(path.read_text().splitlines())


def functions(path: Path) -> dict[str, int]:
    """Return the length of every function of a file."""
    return {
        f"{path.relative_to(TOP)}:{node.lineno} {node.name}": (node.end_lineno or node.lineno)
        - node.lineno
        + 1
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef)
    }


def main() -> None:
    """Print one line a kind: how many, nine of ten, the longest and where."""
    product = [p for p in ours(".py") if "migrations" not in p.parts and "tests" not in p.parts]
    kinds: list[tuple[str, dict[str, int], int, int]] = [
        ("file", {str(p.relative_to(TOP)): lines(p) for p in product}, 160, 250),
        ("function", {k: n for p in product for k, n in functions(p).items()}, 20, 40),
        ("template", {str(p.relative_to(TOP)): lines(p) for p in ours(".html")}, 120, 120),
        (
            "test file",
            {str(p.relative_to(TOP)): lines(p) for p in ours(".py") if "tests" in p.parts},
            160,
            250,
        ),
        ("conftest", {"tests/conftest.py": lines(TOP / "tests" / "conftest.py")}, 150, 150),
    ]
    print(f"{'':10}{'count':>7}{'p90':>6}{'wish':>6}{'max':>6}{'wish':>6}  longest")
    for kind, sizes, wish_p90, wish_max in kinds:
        longest = max(sizes, key=lambda name: sizes[name])
        print(
            f"{kind:10}{len(sizes):7}{p90(sizes.values()):6}{wish_p90:6}{sizes[longest]:6}{wish_max:6}  {longest}"
        )
        for name, size in sizes.items():
            if size > wish_max and name != longest:
                print(f"{'':42} also {name} ({size})")


if __name__ == "__main__":
    main()
