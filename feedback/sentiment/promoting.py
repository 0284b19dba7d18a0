"""Whether a newly learned version reads better than the one in use: values in, a verdict with its sentence out."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

ENOUGH = 100  # held-back comments below which nothing is promoted, and no local accuracy named
CONFIRMED, LOW = 30, 20  # comments from which on their figures can stop a promotion
CLEARLY = 0.01  # by how much the calibration error must fall to count as better


@dataclass(frozen=True)
class Compared:
    """Two versions on the same comments: how many, and how many only the new (`gained`), only the old (`lost`) got right."""

    n: int = 0
    gained: int = 0
    lost: int = 0

    @classmethod
    def of(cls, old: Sequence[bool], new: Sequence[bool]) -> "Compared":
        """Compare, comment for comment, who was right."""
        pairs = list(zip(old, new, strict=True))
        return cls(len(pairs), sum(n and not o for o, n in pairs), sum(o and not n for o, n in pairs))

    @property
    def gain(self) -> float:
        """Return by how much the share of right ones has risen."""
        return (self.gained - self.lost) / self.n if self.n else 0.0

    @property
    def error(self) -> float:
        """Return the standard error of the gain: both read the same comments, so only the differing ones vary."""
        if not self.n:
            return 0.0
        return sqrt(max(self.gained + self.lost - (self.gained - self.lost) ** 2 / self.n, 0)) / self.n

    @property
    def better(self) -> bool:
        """Return whether the new version is right more often, by more than the standard error."""
        return self.gain > self.error

    @property
    def worse(self) -> bool:
        """Return whether it is right less often, by more than the standard error."""
        return -self.gain > self.error


@dataclass(frozen=True)
class Trial:
    """Both versions on what was held back; `low` are comments of dissatisfied residents, right = called 不满."""

    held: Compared
    confirmed: Compared
    low: Compared
    old_ece: float
    new_ece: float


def verdict(trial: Trial) -> tuple[bool, str]:
    """Return whether the new version is to read from now on, and the sentence that says why.

    `low` is judged by the residents' own grades: labels alone, however many, cannot teach that complaints are none.
    """
    held = trial.held
    if held.n < ENOUGH:
        return False, (
            f"留作检验的标注只有 {held.n} 条，至少要 {ENOUGH} 条才能比较。再标一些“随机抽到的”评语就够了。"
        )
    if trial.low.n >= LOW and trial.low.worse:
        return False, (
            f"在 {trial.low.n} 条选了“不满意”的评语里，新版本认出的不满少了 {trial.low.lost - trial.low.gained} 条，"
            "所以没有启用。请看看有没有把意见标成了满意。"
        )
    if trial.confirmed.n >= CONFIRMED and trial.confirmed.worse:
        return False, f"在考核组核对过的 {trial.confirmed.n} 条上，新版本读得不如原来，所以没有启用。"
    measured = f"留作检验的 {held.n} 条里，新版本多读对 {held.gained} 条，读错了原来读对的 {held.lost} 条"
    if held.better:
        return True, f"{measured}，准确率提高 {100 * held.gain:.1f} 个百分点，超出误差，已经启用。"
    if held.gain >= 0 and trial.new_ece <= trial.old_ece - CLEARLY:
        return True, f"{measured}，准确率不低于原来，把握也更准，已经启用。"
    return False, f"{measured}，没有超出误差，所以没有启用。"
