"""What our model sees of a comment: runs of one to three characters, and marks by our vocabulary.

It stands where SnowNLP has words: punctuation and negation stay in.
"""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from feedback.sentiment.vocabulary import opinions, pattern

Ints = NDArray[np.int64]

LONGEST = 3  # characters of a run
BITS = 21  # of a character: three of them fit a number
BEGIN, END = "\x02", "\x03"
LENGTHS = (4, 8, 15, 30, 60, 120, 250)  # characters
_SIGNS = str.maketrans("，、；：。！？（）【】～…", ",,,,.!?()[]~.")
_BLANK = re.compile(r"[\s\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\ufeff\ufffd\ud800-\udfff]+")
_NUMBER, _LATIN = re.compile(r"[0-9]+(?:\.[0-9]+)?"), re.compile(r"[a-z]+")
_AGAIN = re.compile(r"(.{1,4}?)\1{2,}")


def plain(text: str) -> str:
    """Return a text with one form each of punctuation, blanks, numbers, foreign words and repetition."""
    text = _BLANK.sub(",", text.translate(_SIGNS).lower()).strip(",")
    text = _LATIN.sub("a", _NUMBER.sub("0", text))
    return BEGIN + _AGAIN.sub(r"\1\1", text) + END


def runs(texts: Sequence[str]) -> tuple[Ints, Ints]:
    """Return (number of the text, key of the run), each pair once, sorted, of all runs of all texts."""
    plains = [plain(text) for text in texts]
    codes = np.frombuffer("".join(plains).encode("utf-32-le"), np.uint32).astype(np.int64)
    owner = np.repeat(np.arange(len(plains)), [len(text) for text in plains])
    keys, owners, key = [codes], [owner], codes
    for size in range(2, LONGEST + 1):
        key = key[:-1] | codes[size - 1 :] << BITS * (size - 1)
        within = owner[: len(key)] == owner[size - 1 :]  # no run goes from one text into the next
        keys.append(key[within])
        owners.append(owner[: len(key)][within])
    known, number = np.unique(np.concatenate(keys), return_inverse=True)
    pairs = np.unique(np.concatenate(owners) * len(known) + number)
    return pairs // len(known), known[pairs % len(known)]


def marks(text: str) -> list[str]:
    """Return what our vocabulary finds in a text (simplified): praise, complaint, question, suggestion, length."""
    signs = [sign for _, sign in opinions(text)]
    praise = signs.count(1)
    complaint = len(signs) - praise
    asks, advises = (len(pattern(kind).findall(text)) for kind in ("questions", "suggestions"))
    lean = (praise > complaint) - (praise < complaint)
    turns = pattern("contrasts").search(text) is not None
    found = [
        f"praise {min(praise, 3)}",
        f"complaint {min(complaint, 3)}",
        f"net {max(-3, min(3, praise - complaint))}",
        f"asks {min(asks, 2)}",
        f"advises {min(advises, 2)}",
    ]
    found += [f"longer than {n}" for n in LENGTHS if len(text) > n]
    seen = {
        "thanks": pattern("thanks").search(text) is not None,
        "turns": turns,
        f"asks and leans {lean}": asks > 0,
        f"advises and leans {lean}": advises > 0,
        "only asks": asks > 0 and not signs,
        "only advises": advises > 0 and not signs,
    }
    if signs:
        found += [f"first {signs[0]}", f"last {signs[-1]}"]
        seen[f"turns to {signs[-1]}"] = turns
    return found + [name for name, true in seen.items() if true]
