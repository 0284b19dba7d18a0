"""When answers settle, what is worth asking, and how far people agree: plain rules."""

import pytest

from feedback.sentiment.votes import (
    HELD_BACK,
    Settled,
    Side,
    Standing,
    Vote,
    Worth,
    agreement,
    held_back,
    milder,
    settle,
    turn,
    worth,
)

BAD, MEH, GOOD, UNSURE = Side.NEGATIVE, Side.NEUTRAL, Side.POSITIVE, Side.UNSURE
LEARNED = next(n for n in range(1, 100) if not held_back(n))
HELD = next(n for n in range(1, 100) if held_back(n))


def branch(*sides: Side) -> list[Vote]:
    return [Vote(n, Standing.BRANCH, side) for n, side in enumerate(sides)]


def committee(*sides: Side) -> list[Vote]:
    return [Vote(100 + n, Standing.COMMITTEE, side) for n, side in enumerate(sides)]


@pytest.mark.parametrize(
    ("votes", "grade", "settled"),
    [
        ([], 5, None),
        (branch(GOOD), 5, Settled(GOOD, False)),
        (branch(GOOD, GOOD), 5, Settled(GOOD, False)),
        (branch(GOOD, BAD), 5, None),
        (branch(GOOD, GOOD, BAD), 5, None),
        (branch(UNSURE), 5, None),
        (branch(UNSURE, BAD), 5, Settled(BAD, False)),
        # A branch does not clear itself: where the resident was dissatisfied, the committee must say so too.
        (branch(GOOD), 1, None),
        (branch(MEH, MEH), 2, None),
        (branch(BAD), 1, Settled(BAD, False)),
        ([*branch(GOOD, GOOD), *committee(BAD)], 1, Settled(BAD, True)),
        ([*branch(BAD), *committee(GOOD)], 1, Settled(GOOD, True)),
        (committee(GOOD, BAD), 3, None),
        (committee(GOOD, BAD, BAD), 3, Settled(BAD, True)),
        ([*branch(GOOD), *committee(UNSURE)], 5, Settled(GOOD, False)),
    ],
)
def test_answers_settle(votes: list[Vote], grade: int | None, settled: Settled | None) -> None:
    assert settle(votes, grade) == settled


def test_the_intent_of_those_who_were_right_counts() -> None:
    told = [
        Vote(1, Standing.BRANCH, GOOD, "praise"),
        Vote(2, Standing.COMMITTEE, BAD, "complaint"),
        Vote(3, Standing.COMMITTEE, BAD, None),
    ]
    assert settle(told, 3) == Settled(BAD, True, "complaint")


@pytest.mark.parametrize(
    ("grade", "side", "is_milder"),
    [
        (1, GOOD, True),
        (2, MEH, True),
        (2, BAD, False),
        (3, GOOD, False),
        (None, GOOD, False),
        (5, BAD, False),
    ],
)
def test_milder_than_the_resident_was(grade: int | None, side: Side, is_milder: bool) -> None:
    assert milder(grade, side) is is_milder


@pytest.mark.parametrize(
    ("grade", "score", "snownlp", "intent", "why"),
    [
        (5, 0.1, 0.2, "complaint", Worth.GRADE),
        (1, 0.9, 0.8, "praise", Worth.GRADE),
        # Only a surer score is held against a grade.
        (5, 0.4, 0.4, "complaint", Worth.UNSURE),
        (1, 0.6, 0.6, "praise", Worth.UNSURE),
        (4, 0.5, 0.5, "none", Worth.UNSURE),
        (4, 0.5, 0.1, "question", None),
        (3, 0.9, 0.1, "praise", Worth.OPINION),
        (3, 0.1, 0.9, "complaint", Worth.OPINION),
        (5, 0.9, 0.99, "praise", None),
        (5, 0.9, None, "praise", None),
        (5, None, None, "none", None),
    ],
)
def test_what_is_worth_a_label(
    grade: int | None, score: float | None, snownlp: float | None, intent: str, why: Worth | None
) -> None:
    assert worth(LEARNED, grade, score, snownlp, intent) is why


def test_what_is_held_back_is_drawn_blindly() -> None:
    assert worth(HELD, 5, 0.1, 0.9, "complaint") is Worth.SAMPLE
    assert worth(HELD, 5, 0.99, 0.99, "praise") is Worth.SAMPLE
    drawn = sum(held_back(n) for n in range(10_000))
    assert abs(drawn - 10_000 / HELD_BACK) < 150


def test_colleagues_are_asked_in_different_orders() -> None:
    orders = {tuple(sorted(range(20), key=lambda change: turn(person, change))) for person in range(5)}
    assert len(orders) == 5


def test_how_far_two_agree() -> None:
    # Worked by hand: 8 of 10 equal; by chance .6 × .6 + .4 × .4 = .52; (.8 − .52) / (1 − .52) = .583.
    pairs = [(GOOD, GOOD)] * 5 + [(BAD, BAD)] * 3 + [(GOOD, BAD), (BAD, GOOD)]
    found = agreement(pairs)
    assert (found.both, found.equal) == (10, 8)
    assert found.kappa == pytest.approx(0.28 / 0.48)
    assert agreement([*pairs, (UNSURE, BAD)]) == found
    assert agreement([]).kappa is None
    assert agreement([(GOOD, GOOD)] * 3).kappa is None
