"""The fast reader says what SnowNLP says, to the last bit, and survives whatever becomes of its file."""

import json
import os
import shutil
import time
import zlib
from collections.abc import Callable
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from feedback.sentiment import arrays
from feedback.sentiment.arrays import Unfit
from feedback.sentiment.fast import REMEMBERED, SHORT, FastReader
from tests.databases import MODELS
from tests.sentiment.generated import checksums, texts

REFERENCE: dict[str, Any] = json.loads((Path(__file__).parent / "reference.json").read_text())


@cache
def fast() -> FastReader:
    return FastReader.of(MODELS)


def test_ten_thousand_texts_are_read_as_by_snownlp_to_the_last_bit() -> None:
    assert REFERENCE["snownlp"] == version("snownlp"), "run python -m tests.sentiment.make_reference"
    asked = list(texts(REFERENCE["count"], REFERENCE["seed"]))
    said = checksums(fast().words(asked), fast().scores(asked), [fast().simplified(t) for t in asked])
    assert said == REFERENCE["blocks"]
    assert len(said) == 100


@pytest.mark.parametrize("known", REFERENCE["named"], ids=lambda known: ascii(known["text"])[:30])
def test_a_text_alone_is_read_as_by_snownlp(known: dict[str, Any]) -> None:
    text = known["text"]
    assert fast().words([text]) == [known["words"]]
    assert [score.hex() for score in fast().scores([text])] == [known["score"]]
    assert fast().simplified(text) == known["han"]


def test_company_and_order_change_nothing() -> None:
    some = list(texts(300, 5))
    alone = [fast().words([text])[0] for text in some]
    assert fast().words(some) == alone
    assert fast().words(some[::-1]) == alone[::-1]


def test_nothing_asked_nothing_said() -> None:
    assert fast().words([]) == []
    assert fast().scores([]) == []
    assert fast().words([""]) == [[]]


def test_only_short_comments_are_remembered_and_not_without_end() -> None:
    reader = FastReader(arrays.load(MODELS))
    reader.scores(["很好", "长" * (SHORT + 1)])
    assert list(reader._remembered) == ["很好"]
    assert reader.scores(["很好", "很好"]) == fast().scores(["很好"]) * 2
    reader.scores([f"第{i}条" for i in range(REMEMBERED)])
    assert len(reader._remembered) == REMEMBERED
    assert "很好" not in reader._remembered


@pytest.mark.parametrize(
    "text", ["好" * 500, "龘" * 500, "没有一点不满意" * 71, "👍好" * 250, "\u4e00" * 500]
)
def test_five_hundred_characters_take_less_than_twenty_milliseconds(text: str) -> None:
    fast().words([text])
    spent = []
    for _ in range(5):
        begin = time.process_time()
        fast().words([text])
        spent.append(time.process_time() - begin)
    assert min(spent) < 0.02


@pytest.fixture
def made(tmp_path: Path) -> Callable[[Path], None]:
    """In the builder's place: copies a good file, and tells that it did."""
    arrays.load(MODELS)

    def copy(path: Path) -> None:
        shutil.copy(MODELS / path.name, path)
        (tmp_path / "made").write_text(path.name)

    return copy


def damaged(path: Path, how: str) -> None:
    good = (MODELS / path.name).read_bytes()
    header = json.dumps({"origin": {"snownlp": "0.1"}, "arrays": []}).encode()
    path.write_bytes(
        {
            "empty": b"",
            "cut short": good[: len(good) // 2],
            "cut in its first line": good[:10],
            "one bit turned": good[:5_000_000] + bytes([good[5_000_000] ^ 1]) + good[5_000_001:],
            "something else": b"PK\x03\x04" * 100,
            "of another SnowNLP": arrays.PREFIX.pack(arrays.MAGIC, zlib.crc32(header), len(header)) + header,
        }[how]
    )


@pytest.mark.parametrize(
    ("how", "reason"),
    [
        ("empty", "torn"),
        ("cut short", "torn"),
        ("cut in its first line", "torn"),
        ("one bit turned", "torn"),
        ("something else", "torn"),
        ("of another SnowNLP", "another SnowNLP"),
    ],
)
def test_a_bad_file_is_told_and_made_anew(
    tmp_path: Path, made: Callable[[Path], None], caplog: pytest.LogCaptureFixture, how: str, reason: str
) -> None:
    damaged(tmp_path / "snownlp.arrays", how)
    (tmp_path / "snownlp.arrays.999").write_bytes(b"left by a killed process")
    reader = FastReader(arrays.load(tmp_path, made))
    assert reader.scores(["很好"]) == fast().scores(["很好"])
    assert reason in caplog.text
    assert sorted(os.listdir(tmp_path)) == ["made", "snownlp.arrays", "snownlp.lock"]


def test_a_missing_file_is_made_and_a_good_one_is_kept(tmp_path: Path, made: Callable[[Path], None]) -> None:
    arrays.load(tmp_path / "new", made)
    (tmp_path / "made").unlink()
    arrays.load(tmp_path / "new", made)
    assert not (tmp_path / "made").exists()


def test_what_cannot_be_made_is_said_in_a_sentence(tmp_path: Path) -> None:
    def full(path: Path) -> None:
        raise Unfit("cannot be made: No space left on device")

    with pytest.raises(Unfit, match="No space left"):
        arrays.load(tmp_path, full)


def test_arrays_come_back_as_they_were_written(tmp_path: Path) -> None:
    given = {
        "a": np.arange(7, dtype="i8"),
        "b": np.array([[0.1, -0.0]]),
        "c": np.zeros((0, 2)),
    }
    arrays.write(tmp_path / "x", given)
    back = arrays.opened(tmp_path / "x")
    assert {name: (a.dtype, a.shape, a.tobytes()) for name, a in back.items()} == {
        name: (a.dtype, a.shape, a.tobytes()) for name, a in given.items()
    }
    assert os.listdir(tmp_path) == ["x"]
