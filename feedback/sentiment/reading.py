"""What a comment says, behind one function. Only the worker and commands call it, never a web process."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from flask import current_app

from feedback.sentiment import versions, weights
from feedback.sentiment.rules import LONGEST, NOTHING, Judgement, by_opinion, says_something
from feedback.sentiment.themes import SHIPPED, Polarity, themes_in

if TYPE_CHECKING:
    from feedback.sentiment.learned import Learned

log = logging.getLogger(__name__)

RULES = 4  # goes up with every change of what stands beside the model: old comments are then read again


@dataclass(frozen=True)
class Reading:
    """What a comment says. `score` 0 (complains) … 1 (praises); `snownlp` is SnowNLP's own score, the second opinion."""

    score: float | None
    label: str
    intent: str
    mentions: Mapping[str, Polarity]
    snownlp: float | None
    model: str

    @property
    def themes(self) -> tuple[str, ...]:
        """Return the names of the themes mentioned."""
        return tuple(self.mentions)


class Reader(Protocol):
    """What SnowNLP is asked."""

    def scores(self, texts: Sequence[str]) -> list[float]:
        """Return SnowNLP's own score of each text, none of them empty."""

    def words(self, texts: Sequence[str]) -> list[list[str]]:
        """Return the words of each text."""

    def simplified(self, text: str) -> str:
        """Return a text with traditional characters and words turned into simplified ones."""


class SnowNLPReader:
    """The package itself, loaded at its first use: 3 s and 420 MB. Only for when its models cannot be mapped."""

    def scores(self, texts: Sequence[str]) -> list[float]:
        """Return `SnowNLP(text).sentiments` of each text."""
        from snownlp import sentiment

        return [sentiment.classify(text) for text in texts]

    def words(self, texts: Sequence[str]) -> list[list[str]]:
        """Return `SnowNLP(text).words` of each text."""
        from snownlp import seg

        return [seg.seg(text) for text in texts]

    def simplified(self, text: str) -> str:
        """Return `SnowNLP(text).han`."""
        from snownlp import normal

        return str(normal.zh2hans(text))


_given: Reader | None = None
_kept: Path | None = None


@contextmanager
def by(reader: Reader) -> Iterator[None]:
    """Let tests and measurements read by another reader."""
    global _given
    before, _given = _given, reader
    try:
        yield
    finally:
        _given = before


@contextmanager
def from_file(path: Path) -> Iterator[None]:
    """Let everything be read by one model file, whichever is chosen."""
    global _kept
    before, _kept = _kept, path
    try:
        yield
    finally:
        _kept = before


def _reader() -> Reader:
    return _given or _installed(current_app.config["DATA_DIR"] / "models")


@cache
def _installed(folder: Path) -> Reader:
    # Imported here: no web process needs NumPy and the models.
    from feedback.sentiment.arrays import Unfit
    from feedback.sentiment.fast import FastReader

    try:
        return FastReader.of(folder)
    except (Unfit, OSError) as error:
        log.warning("%s: %s; reading with SnowNLP itself, which is slow and takes 420 MB", folder, error)
        return SnowNLPReader()


def chosen() -> Path:
    """Return the file of our own model that reads: asked of the database, so that a promotion needs no restart."""
    return _kept or versions.current().path


def model() -> str:
    """Return the name of what reads: every analysis carries it."""
    return _name(chosen())


def _name(path: Path) -> str:
    return f"snownlp-{version('snownlp')}/own-{_version(path)}/rules-{RULES}"


@cache
def _version(path: Path) -> str:
    # From the header: a page that shows it needs no NumPy.
    for candidate in (path, weights.SHIPPED):
        with suppress(weights.Unfit):
            return str(weights.read(candidate).header["version"])
    return "none"


@lru_cache(maxsize=2)  # what reads, and what read before it
def _learned(path: Path) -> "Learned | None":
    """Return the model in a file, the shipped one if that is unfit, None if that is unfit too."""
    from feedback.sentiment.learned import load

    for candidate in dict.fromkeys((path, weights.SHIPPED)):
        try:
            return load(candidate)
        except weights.Unfit as reason:
            log.warning("%s", reason)
    log.error("没有可用的模型，暂时只用 SnowNLP 的判断。请重新安装，或运行 flask --app app sentiment train。")
    return None


def simplified(text: str) -> str:
    """Return a text with traditional characters and words turned into simplified ones."""
    return _reader().simplified(text)


def words(texts: Sequence[str]) -> list[list[str]]:
    """Return the words of each text, as SnowNLP cuts them."""
    return _reader().words(texts)


def read(text: str, grade: int | None = None, lexicon: Mapping[str, Sequence[str]] = SHIPPED) -> Reading:
    """Return what one comment says; whatever is typed, it never raises."""
    return read_all([(text, grade)], lexicon)[0]


def read_all(
    comments: Sequence[tuple[str, int | None]], lexicon: Mapping[str, Sequence[str]] = SHIPPED
) -> list[Reading]:
    """Return what each (text, grade 5…1 or None) says; only the first 500 characters are read."""
    texts = [text[:LONGEST] for text, _ in comments]
    plain = {text: _reader().simplified(text) for text in dict.fromkeys(texts) if says_something(text)}
    # An empty text has no score: SnowNLP divides by the number of its characters.
    own = _opinions([text for text in texts if text])
    # Asked once: another version may be chosen while this batch is read.
    file = chosen()
    said_of = dict(
        zip(plain, _judged(file, list(plain.values()), [own[text] for text in plain]), strict=True)
    )
    name = _name(file)
    readings = []
    for text, (_, grade) in zip(texts, comments, strict=True):
        said = said_of.get(text, NOTHING)
        mentions = themes_in(plain[text], lexicon, said, grade) if text in plain else {}
        readings.append(Reading(said.score, said.label, said.intent, mentions, own.get(text), name))
    return readings


def _judged(file: Path, plain: Sequence[str], opinions: Sequence[float]) -> list[Judgement]:
    learned = _learned(file)
    return learned.judge(plain) if learned else [by_opinion(opinion) for opinion in opinions]


def _opinions(texts: Sequence[str]) -> dict[str, float]:
    different = list(dict.fromkeys(texts))
    return dict(zip(different, _reader().scores(different), strict=True)) if different else {}
