"""No figure of fewer than five answers, and no yes is lost."""

from datetime import date

from feedback.pressure.rules import Answers, spans, together


def month(number: int, yes: int, no: int) -> Answers:
    return Answers(date(2026, number, 1), date(2026, number, 1), yes, no)


def test_months_of_few_wait_for_the_next_and_a_span_once_shown_never_grows() -> None:
    months = [month(1, 1, 2), month(2, 0, 3), month(3, 2, 9), month(5, 1, 0)]
    shown, rest = spans(months, 5)
    assert [(s.begin.month, s.end.month, s.yes, s.no) for s in shown] == [(1, 2, 1, 5), (3, 3, 2, 9)]
    assert rest == month(5, 1, 0)
    later, _ = spans([*months, month(6, 0, 4)], 5)
    assert later[:2] == shown
    assert later[2] == Answers(date(2026, 5, 1), date(2026, 6, 1), 1, 4)


def test_what_is_left_of_all_branches_is_shown_as_one_when_it_is_enough() -> None:
    few = {1: month(5, 1, 1), 2: month(3, 0, 2)}
    assert together(few, 5) is None
    assert together(few | {3: month(4, 1, 0)}, 5) == Answers(date(2026, 3, 1), date(2026, 5, 1), 2, 3)
