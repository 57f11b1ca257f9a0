"""What was gathered, as nodes in their order; where they are too many, the small ones folded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from ctxscan.findings.map.model import Folded, Node
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

MOST_NODES = 130_000
"""Of one map: 100,000 files and the directories of a large repository."""


class Leaf(NamedTuple):
    name: str
    fate: int
    size: int
    grown: int = 0
    """By how much it was smaller before; of one fate, all have grown or all have shrunk."""


class Leaves(Protocol):
    """What a tree is put together from. A fate is an index."""

    leaves: dict[str, list[Leaf]]
    """By the directory that they lie in; the context root is the empty one."""

    def all_directories(self) -> Iterator[tuple[str, int]]:
        """Each path with its own fate, what holds it before it."""

    @property
    def first(self) -> Collection[int]:
        """The fates of what is folded only when all else is."""

    def folded(self, fate: int) -> int:
        """The same fate, whatever the kind."""


class Tree(NamedTuple):
    nodes: Sequence[Node]
    folded: Folded | None


class _Amount(NamedTuple):
    files: int
    size: int
    first: int = 0
    """How much of it is folded last."""


def tree_of(gathered: Leaves, most: int = MOST_NODES) -> Tree:
    """At most *most* nodes, and those that stand for what was folded in a directory."""
    directories = dict(gathered.all_directories())
    count = len(directories) + sum(map(len, gathered.leaves.values()))
    if count <= most:
        return Tree(list(_emit(directories, gathered.leaves, {})), None)
    amounts = _recursive(directories, gathered)
    return _folded(gathered, directories, amounts, _cut(gathered, amounts, most))


def _recursive(directories: Mapping[str, int], gathered: Leaves) -> dict[str, _Amount]:
    """Files and bytes of each directory with all below it."""
    found = {}
    first = gathered.first
    for path, fate in directories.items():
        here = gathered.leaves.get(path, ())
        last = sum(each.fate in first for each in here) + (fate in first) if first else 0
        found[path] = _Amount(len(here), sum(each.size for each in here), last)
    for path in sorted(found, reverse=True):
        if path:
            above = path.rpartition("/")[0]
            one, more = found[above], found[path]
            found[above] = _Amount(
                one.files + more.files, one.size + more.size, one.first + more.first
            )
    return found


class _Cut(NamedTuple):
    """What is kept: what takes more of the map than this, by bytes and by files together."""

    whole: _Amount
    least: float

    def keeps(self, each: _Amount) -> bool:
        return self.weight(each) > self.least

    def weight(self, each: _Amount) -> float:
        """Never less than that of what is in it."""
        own = each.files / self.whole.files + each.size / self.whole.size
        return own + _HEAVIEST if each.first else own


_HEAVIEST = 3
"""More than all of a context weighs."""


def _cut(gathered: Leaves, amounts: Mapping[str, _Amount], most: int) -> _Cut:
    """What keeps at most *most* nodes."""
    files, size, _ = amounts[""]
    first = gathered.first
    open_ = _Cut(_Amount(max(files, 1), max(size, 1)), 0)
    weights = list(map(open_.weight, amounts.values()))
    for here in gathered.leaves.values():
        weights += [open_.weight(_Amount(1, each.size, each.fate in first)) for each in here]
    return open_._replace(least=sorted(weights)[-most - 1])


def _folded(
    gathered: Leaves, directories: Mapping[str, int], amounts: Mapping[str, _Amount], cut: _Cut
) -> Tree:
    kept = {
        path: fate for path, fate in directories.items() if not path or cut.keeps(amounts[path])
    }
    rests = _Rests(gathered, kept)
    first = gathered.first
    for path, fate in directories.items():
        if path not in kept:
            rests.add(path, Node("", fate, -1, 0, 0, 1))
    leaves: dict[str, list[Leaf]] = {}
    for path, here in gathered.leaves.items():
        own = leaves[path] = []
        for each in here:
            if path in kept and cut.keeps(_Amount(1, each.size, each.fate in first)):
                own.append(each)
            else:
                rests.add(path, Node("", each.fate, -1, each.size, grown=each.grown))
    return Tree(list(_emit(kept, leaves, rests.nodes())), rests.all())


class _Rests:
    """What was folded, by the directory that it is shown in, and by its fate."""

    def __init__(self, gathered: Leaves, kept: Mapping[str, int]) -> None:
        self._sums: dict[str, dict[int, list[int]]] = {}
        self._gathered = gathered
        self._kept = kept
        self._alike: dict[int, int] = {}
        self._above: dict[str, str] = {}
        self._count = self._largest = 0

    def add(self, directory: str, each: Node) -> None:
        """*each*: what lies in *directory*, without its name."""
        here = self._sums.setdefault(self._shown_in(directory), {})
        sums = here.get(self._folded(each.fate))
        if sums is None:
            sums = here[self._folded(each.fate)] = [0, 0, 0, 0]
        sums[0] += each.size
        sums[1] += each.files
        sums[2] += each.directories
        sums[3] += each.grown
        self._count += 1
        self._largest = max(self._largest, each.size)

    def _folded(self, fate: int) -> int:
        """The same fate, whatever the kind."""
        found = self._alike.get(fate)
        if found is None:
            found = self._alike[fate] = self._gathered.folded(fate)
        return found

    def nodes(self) -> dict[str, list[Node]]:
        """By the directory that they are shown in."""
        return {
            path: [Node("", fate, -1, *sums) for fate, sums in here.items()]
            for path, here in self._sums.items()
        }

    def _shown_in(self, directory: str) -> str:
        at = self._above.get(directory)
        if at is None:
            at = directory
            while at not in self._kept:
                at = at.rpartition("/")[0]
            self._above[directory] = at
        return at

    def all(self) -> Folded:
        every = [each for here in self.nodes().values() for each in here]
        return Folded(
            self._count,
            sum(each.files for each in every),
            sum(each.directories for each in every),
            sum(each.size for each in every),
            self._largest,
        )


def _emit(
    directories: Mapping[str, int],
    leaves: Mapping[str, Sequence[Leaf]],
    rests: Mapping[str, Sequence[Node]],
) -> Iterator[Node]:
    """Each directory before what is in it, in the order of the names."""
    below: dict[str, list[str]] = {}
    for path in directories:
        if path:
            above, _, name = path.rpartition("/")
            below.setdefault(above, []).append(name)
    stack: list[tuple[str, str, Leaf | None]] = [("", "", None)]
    while stack:
        path, name, leaf = stack.pop()
        if leaf is not None:
            yield Node(name, leaf.fate, -1, leaf.size, grown=leaf.grown)
            continue
        rest = rests.get(path, ())
        inside: list[tuple[str, str, Leaf | None]] = [
            (each.name, each.name, each) for each in leaves.get(path, ())
        ]
        inside += [(each, each, None) for each in below.get(path, ())]
        yield Node(name, directories[path], len(inside) + len(rest), 0, 0, 1)
        yield from rest
        inside.sort(key=lambda each: each[0], reverse=True)
        prefix = f"{path}/" if path else ""
        stack += [(prefix + name, name, leaf) for _, name, leaf in inside]
