"""What our model sees of a comment: runs of one to three characters, and marks by our vocabulary.

It stands where SnowNLP has words: punctuation and negation stay in.
"""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from feedback.sentiment.vocabulary import FEELING, WORDS, opinions, pattern

Ints = NDArray[np.int64]

LONGEST = 3  # characters of a run
BITS = 21  # of a character: three of them fit a number
BEGIN, END = "\x02", "\x03"
SOUGHT = ("questions", "inquiries", "suggestions", "pleas", "trouble", "mended", "thanks", "contrasts")
BRIEF = 8  # characters up to which one word of praise or complaint is all there is
LENGTHS = (4, 8, 15, 30, 60, 120, 250)  # characters
_SIGNS = str.maketrans("，、；：。！？（）【】～…", ",,,,.!?()[]~.")
_BLANK = re.compile(r"[\s\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\ufeff\ufffd\ud800-\udfff]+")
_NUMBER, _LATIN = re.compile(r"[0-9]+(?:\.[0-9]+)?"), re.compile(r"[a-z]+")
_NAMED = re.compile(r"\[([^\[\]]{1,4})\]")
# 可 turns only where a clause begins with it; 可以, 可能, 可爱 never do.
_TURN = re.compile(
    r"但(?!愿|凡)是?|可是|只是|就是(?!说|这)|不过|然而|可惜|美中不足"
    r"|(?<=[，,。；;！!\s])(?:可(?![以能爱口见行])|却|唯独|偏偏|结果)"
)
TURNED = 4  # characters that must stand before and after
_AGAIN = re.compile(r"(.{1,4}?)\1{2,}")


def plain(text: str) -> str:
    """Return a text with one form each of punctuation, blanks, numbers, foreign words and repetition."""
    text = _BLANK.sub(",", text.translate(_SIGNS).lower()).strip(",")
    text = _LATIN.sub("a", _NUMBER.sub("0", text))
    return BEGIN + _AGAIN.sub(r"\1\1", text) + END


def turn(text: str) -> str:
    """Return what a text says after it last turns (但是, 可惜 …), or nothing: there stands what its writer is about."""
    found = [m.start() for m in _TURN.finditer(text) if m.start() >= TURNED and len(text) - m.end() >= TURNED]
    return text[found[-1] :] if found else ""


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
    """Return what our vocabulary finds in a text (simplified): mood, trouble, question, suggestion, length."""
    faces = _faces(text)
    signs = [sign for _, sign in opinions(text, FEELING)] + faces
    glad = signs.count(1)
    upset = len(signs) - glad
    seen = {kind: len(pattern(kind).findall(text)) for kind in SOUGHT}
    found = [f"glad {min(glad, 4)}", f"upset {min(upset, 4)}", f"mood {max(-4, min(4, glad - upset))}"]
    found += [f"{kind} {min(many, 4)}" for kind, many in seen.items()]
    found += [f"longer than {n}" for n in LENGTHS if len(text) > n]
    if faces:
        found.append(f"faces {max(-2, min(2, sum(faces)))}")
    if len(text) <= BRIEF and abs(sum(signs)) == len(signs):
        found.append(f"brief {max(-1, min(1, sum(signs)))}")
    if signs:
        found += [f"first {signs[0]}", f"last {signs[-1]}"]
    return found + _together(seen, signs) + ["ends asking"] * (text.rstrip()[-1:] in "?？吗呢么")


def _together(seen: dict[str, int], signs: list[int]) -> list[str]:
    """Return what two findings say together: who asks and names a trouble complains."""
    lean = (sum(signs) > 0) - (sum(signs) < 0)
    asks, advises = seen["questions"] or seen["inquiries"], seen["suggestions"]
    pairs = {
        f"asks and leans {lean}": asks,
        f"advises and leans {lean}": advises,
        "only asks": asks and not signs,
        "only advises": advises and not signs,
        "asks in trouble": asks and seen["trouble"],
        "asks, no trouble": asks and not seen["trouble"] and not seen["pleas"],
        "advises in trouble": advises and seen["trouble"],
        "pleads in trouble": seen["pleas"] and seen["trouble"],
        f"turns to {signs[-1] if signs else 0}": seen["contrasts"],
    }
    return [name for name, true in pairs.items() if true]


def _faces(text: str) -> list[int]:
    """Return +1 or −1 for each face: emoji, and the names in brackets that phones send."""
    happy, sad = WORDS["emoji"]
    named = _NAMED.findall(text)
    return [1 if c in happy else -1 for c in text if c in happy or c in sad] + [
        1 if name in WORDS["smiles"] else -1
        for name in named
        if name in WORDS["smiles"] or name in WORDS["frowns"]
    ]
