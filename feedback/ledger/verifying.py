"""Proving the whole log against the rows it is about, in one pass and little memory.

Everything is read in one snapshot: what comes in meanwhile is not judged. Leaves are taken in bunches; each is made
again from its row, the subtrees over it from the leaves, the roots of heads from the subtrees.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, cast

from sqlalchemy import Connection, Table, select

from feedback.ledger import merkle
from feedback.ledger.leaves import CHANGE, KINDS
from feedback.ledger.models import Leaf, Node
from feedback.ledger.rows import TABLES, Stored, stored
from feedback.ledger.texts import WEAK, Beside, problem

_leaf, _node = cast(Table, Leaf.__table__), cast(Table, Node.__table__)
AT_ONCE = 2048
NAMES = {"rating": "评价", "change": "评价状态", "act": "取件码凭据"}


@dataclass(frozen=True, order=True)
class Fault:
    """Something that is not as it was; `index` is the first leaf it touches, or the log's size for what is not in it."""

    index: int
    what: str = field(compare=False)
    weak: bool = False  # it may follow from a later fault, which is then the one to be named


@dataclass
class Walk:
    """A pass over the leaves; `marks` are (size, root in hex, name) to be compared on the way, smallest size first."""

    connection: Connection
    marks: Iterator[tuple[int, str, str]]
    size: int = 0
    tops: list[bytes] = field(default_factory=list)
    early: dict[int, bytes] = field(default_factory=dict)
    compared: int = 0

    def __post_init__(self) -> None:
        self.mark = next(self.marks, None)

    def run(self) -> list[Fault]:
        """Return the faults of the first bunch that has any, the first one first."""
        faults = [Fault(0, f"多出编号为 {n} 的记录") for n in self._before_the_first()]
        faults += [above.fault for above in self._compare()]
        weak: list[Fault] = []
        while not faults:
            try:
                if not (leaves := self._leaves()):
                    break
                found = self._bunch(leaves)
                weak += [fault for fault in found if fault.weak]
                faults = [fault for fault in found if not fault.weak]
            except (ValueError, TypeError):
                # Somebody wrote into a column what the column cannot hold; SQLite lets them.
                faults = [Fault(self.size, "记录读不出来")]
        if not faults:
            faults = [*self._left_over(), *self._unreached()]
        first = min((fault.index for fault in faults), default=0)
        return sorted([*faults, *(replace(fault, index=max(fault.index, first)) for fault in weak)])

    def _leaves(self) -> Sequence[Any]:
        rows = select(_leaf).where(_leaf.c.id >= self.size).order_by(_leaf.c.id).limit(AT_ONCE)
        return self.connection.execute(rows).all()

    def _bunch(self, leaves: Sequence[Any]) -> list[Fault]:
        begin = self.size
        whole = [leaf for n, leaf in enumerate(leaves) if leaf.id == begin + n]
        faults = judged(self.connection, whole)
        made: dict[int, bytes] = {}
        heads: list[Above] = []
        for leaf in whole:
            more, self.tops = merkle.grow(self.size, self.tops, [leaf.hash])
            made |= more
            self.size += 1
            heads += self._compare()
        wrong = [fault.index for fault in faults]
        for above in (*self._nodes(begin, made), *heads):
            # A wrong leaf makes all above it wrong: it is the leaf that is to be named.
            if not any(above.fault.index <= index < above.end for index in wrong):
                faults.append(above.fault)
        if len(whole) < len(leaves):
            faults.append(Fault(self.size, "少了一条记录"))
        return faults

    def _nodes(self, begin: int, made: Mapping[int, bytes]) -> Iterator["Above"]:
        """Yield the subtrees that became complete and are not stored so, and those that stand where none can be."""
        last = 2 * self.size - 1
        rows = select(_node.c.id, _node.c.hash).where(_node.c.id > 2 * begin - 1, _node.c.id <= last)
        found = dict(iter(self.connection.execute(rows)))
        # One that stands between two bunches is stored in the middle of what it is over: read before it is made.
        self.early |= {number: hash for number, hash in found.items() if number not in made}
        for number, hash in made.items():
            there = found.get(number) or self.early.pop(number, None)
            if there != hash:
                first, end = merkle.leaves_under(number)
                yield Above(Fault(first, "上层记录不见了" if there is None else "上层记录被改动"), end)

    def _compare(self) -> list["Above"]:
        """Compare the root with every mark of the size reached."""
        faults = []
        while self.mark and self.mark[0] <= self.size:
            size, root, name = self.mark
            if size < self.size or merkle.folded(self.tops).hex() != root:
                faults.append(Above(Fault(self._since, f"与{name}不符（当时共 {size} 条）"), size))
            else:
                self._since = size
            self.compared += 1
            self.mark = next(self.marks, None)
        return faults

    _since = 0  # all before this leaf was attested by the last head that agreed

    def _before_the_first(self) -> Sequence[int]:
        return self.connection.scalars(select(_leaf.c.id).where(_leaf.c.id < 0).limit(1)).all()

    def _left_over(self) -> Iterator[Fault]:
        beyond = select(_node.c.id).where((_node.c.id < 0) | (_node.c.id > 2 * self.size - 1)).limit(100)
        for number in [*self.early, *self.connection.scalars(beyond)]:
            first, end = merkle.leaves_under(number) if number >= 0 else (0, 0)
            # One that reaches beyond the last leaf stands over leaves that are gone.
            yield Fault(first if end <= self.size else self.size, "多出一条上层记录")

    def _unreached(self) -> Iterator[Fault]:
        while self.mark:
            yield Fault(self.size, f"{self.mark[2]}时有 {self.mark[0]} 条，现在只剩 {self.size} 条")
            self.mark = next(self.marks, None)


@dataclass(frozen=True)
class Above:
    """A fault of what stands over leaves, from its index to `end`."""

    fault: Fault
    end: int


def judged(connection: Connection, leaves: Sequence[Any]) -> list[Fault]:
    """Return every leaf of a bunch that its row does not lead to, or whose row or text is not as it was kept."""
    pointing = [leaf for leaf in leaves if leaf.kind in KINDS and isinstance(leaf.row_id, int)]
    known = {leaf.id for leaf in pointing}
    faults = [Fault(leaf.id, "记录指的不是任何一行") for leaf in leaves if leaf.id not in known]
    for kind in {leaf.kind for leaf in pointing}:
        mine = [leaf for leaf in pointing if leaf.kind == kind]
        rows = readable(connection, kind, [leaf.row_id for leaf in mine])
        wrong = wrong_rows(connection, kind, list(rows.values()))
        for leaf in mine:
            row = rows.get(leaf.row_id)
            if what := _unlike(leaf, row) or wrong.get(leaf.row_id):
                faults.append(Fault(leaf.id, f"{NAMES[kind]} {leaf.row_id}：{what}", what in WEAK))
    return faults


def _unlike(leaf: Any, row: Stored | None) -> str | None:
    if row is None:
        return "原始数据不见了，或者已经读不出来"
    try:
        same = row.entry(leaf.salt).hash(leaf.id) == leaf.hash
    except (ValueError, TypeError, AttributeError):
        same = False
    return None if same else "内容和入账时不一样"


def readable(connection: Connection, kind: str, ids: Sequence[int]) -> dict[int, Stored]:
    """Return the rows of a kind by id; one that cannot be read (a date that is none) is left out like one that is gone."""
    column = TABLES[kind].c.id
    try:
        return {row.row["id"]: row for row in stored(connection, kind, column.in_(ids))}
    except (ValueError, TypeError):
        if len(ids) == 1:
            return {}
        middle = len(ids) // 2
        return {**readable(connection, kind, ids[:middle]), **readable(connection, kind, ids[middle:])}


def wrong_rows(connection: Connection, kind: str, rows: Sequence[Stored]) -> dict[int, str]:
    """Return what is wrong with rows, by id: no seal of ours, or a text that is not what was written."""
    wrong = {row.row["id"]: "封印不对，不是居民提交的原样" for row in rows if not row.genuine}
    if kind == CHANGE:
        sound = [row for row in rows if row.row["id"] not in wrong]
        beside = Beside.of(connection, sound)
        wrong |= {row.row["id"]: what for row in sound if (what := problem(row, beside))}
    return wrong
