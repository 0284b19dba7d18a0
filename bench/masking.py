"""P4: what of 500 comments made with a fixed seed is covered, and what is covered without need.

`python -m bench.masking [seed]`. A finding counts as covered when none of it can be read any more; precision
is of the pieces that were covered. The last line is the time of a comment.
"""

import sys
import time
from collections import Counter

from feedback.masking import covered, masked
from tests.masking.cases import Case, cases


def missed(case: Case) -> bool:
    """Return whether what must be covered can still be read: the street may be, the number may not."""
    digits = [c for c in case.secret if c.isalnum()]
    place = case.text.index(case.secret)
    hidden = {i for span in covered(case.text) for i in range(span.start, span.end)}
    numbers = [place + i for i, c in enumerate(case.secret) if c.isdigit() or c in "十xX"]
    return not digits or not hidden.issuperset(numbers)


def table(some: list[Case]) -> tuple[dict[str, tuple[int, int]], int, int]:
    """Return (covered, all) by kind, and (right, all) of the pieces that were covered."""
    there, found = Counter[str](), Counter[str]()
    right = pieces = 0
    for case in some:
        spans = covered(case.text)
        pieces += len(spans)
        begin = case.text.index(case.secret)
        right += sum(bool(case.kind) and s.start < begin + len(case.secret) and s.end > begin for s in spans)
        if case.kind:
            there[case.kind] += 1
            found[case.kind] += not missed(case)
    return {kind: (found[kind], there[kind]) for kind in there}, right, pieces


def main(seed: int = 20261121) -> None:
    """Print recall by kind, precision over all, and the time."""
    some = cases(seed)
    recall, right, pieces = table(some)
    for kind, (found, there) in recall.items():
        print(f"{kind:　<8} {found:>3} of {there:>3}  {100 * found / there:5.1f} %")
    print(f"precision {right} of {pieces}: {100 * right / pieces:.1f} % over {len(some)} comments")
    for case in some:
        if (case.kind and missed(case)) or (not case.kind and covered(case.text)):
            print("   ", repr(masked(case.text)), repr(case.text))
    began = time.process_time()
    for case in some:
        masked(case.text)
    print(f"{1e6 * (time.process_time() - began) / len(some):.0f} µs a comment")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
