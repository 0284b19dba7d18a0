"""What somebody looks for among the comments, as it stands in an address."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from feedback.brands import one_line
from feedback.questionnaire import GRADES, NONE
from feedback.scoring import Period
from feedback.sentiment import Label, Polarity

LONGEST_WORD = 20


@dataclass(frozen=True)
class Wanted:
    """What to look for; an empty field asks nothing."""

    period: Period
    grade: str = ""
    theme: str = ""
    polarity: str = ""
    point_id: int | None = None
    label: str = ""
    disagrees: bool = False
    word: str = ""
    side: str = ""  # of the word: only comments that praise, or only those that complain

    @classmethod
    def read(cls, asked: Mapping[str, str], period: Period, points: Sequence[int]) -> "Wanted":
        """Read an address; what it asks in words that do not exist is not asked."""

        def one_of(name: str, known: Sequence[str]) -> str:
            return asked.get(name, "") if asked.get(name) in known else ""

        point = asked.get("point", "")
        return cls(
            period,
            grade=one_of("grade", [*map(str, GRADES), NONE]),
            theme=asked.get("theme", "")[:20],
            polarity=one_of("polarity", [Polarity.PRAISE, Polarity.COMPLAINT]),
            point_id=int(point) if point.isascii() and point.isdigit() and int(point) in points else None,
            label=one_of("label", list(Label)),
            disagrees=asked.get("disagrees") == "1",
            word=(word := one_line(asked.get("word", ""))[:LONGEST_WORD]),
            side=one_of("side", [Polarity.PRAISE, Polarity.COMPLAINT]) if word else "",
        )

    def asked(self) -> dict[str, str]:
        """Return what an address must say to ask the same, without the days."""
        fields = {
            "grade": self.grade,
            "theme": self.theme,
            "polarity": self.polarity,
            "point": str(self.point_id or ""),
            "label": self.label,
            "disagrees": "1" if self.disagrees else "",
            "word": self.word,
            "side": self.side,
        }
        return {name: value for name, value in fields.items() if value}
