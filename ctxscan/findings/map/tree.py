"""What was gathered, as nodes in their order; where they are too many, the small ones folded."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ctxscan.findings.map.model import Folded, Node

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ctxscan.findings.map.fates import Fates
    from ctxscan.findings.map.gather import Gathered, Leaf

MOST_NODES = 130_000
"""Of one map: 100,000 files and the directories of a large repository."""


class Tree(NamedTuple):
    nodes: Sequence[Node]
    folded: Folded | None


class _Amount(NamedTuple):
    files: int
    size: int


def tree_of(gathered: Gathered, most: int = MOST_NODES) -> Tree:
    """At most *most* nodes, and those that stand for what was folded in a directory."""
    directories = dict(gathered.all_directories())
    amounts = _recursive(directories, gathered.leaves)
    count = len(directories) + sum(map(len, gathered.leaves.values()))
    if count <= most:
        return Tree(list(_emit(directories, gathered.leaves, {})), None)
    return _folded(gathered, directories, amounts, _cut(gathered.leaves, amounts, most))


def _recursive(
    directories: Mapping[str, int], leaves: Mapping[str, Sequence[Leaf]]
) -> dict[str, _Amount]:
    """Files and bytes of each directory with all below it."""
    found = {}
    for path in directories:
        here = leaves.get(path, ())
        found[path] = _Amount(len(here), sum(each.size for each in here))
    for path in sorted(found, reverse=True):
        if path:
            above = path.rpartition("/")[0]
            one, more = found[above], found[path]
            found[above] = _Amount(one.files + more.files, one.size + more.size)
    return found


class _Cut(NamedTuple):
    """What is kept: what takes more of the map than this, by bytes and by files together."""

    whole: _Amount
    least: float

    def keeps(self, each: _Amount) -> bool:
        return self.weight(each) > self.least

    def weight(self, each: _Amount) -> float:
        """Never less than that of what is in it."""
        return each.files / self.whole.files + each.size / self.whole.size


def _cut(leaves: Mapping[str, Sequence[Leaf]], amounts: Mapping[str, _Amount], most: int) -> _Cut:
    """What keeps at most *most* nodes."""
    files, size = amounts[""]
    open_ = _Cut(_Amount(max(files, 1), max(size, 1)), 0)
    weights = list(map(open_.weight, amounts.values()))
    for here in leaves.values():
        weights += [open_.weight(_Amount(1, each.size)) for each in here]
    return open_._replace(least=sorted(weights)[-most - 1])


def _folded(
    gathered: Gathered, directories: Mapping[str, int], amounts: Mapping[str, _Amount], cut: _Cut
) -> Tree:
    kept = {
        path: fate for path, fate in directories.items() if not path or cut.keeps(amounts[path])
    }
    rests = _Rests(gathered.fates, kept)
    for path, fate in directories.items():
        if path not in kept:
            rests.add(path, fate, 0, 1, 0)
    leaves: dict[str, list[Leaf]] = {}
    for path, here in gathered.leaves.items():
        own = leaves[path] = []
        for each in here:
            if path in kept and cut.keeps(_Amount(1, each.size)):
                own.append(each)
            else:
                rests.add(path, each.fate, 1, 0, each.size)
    return Tree(list(_emit(kept, leaves, rests.nodes())), rests.all())


class _Rests:
    """What was folded, by the directory that it is shown in, and by its fate."""

    def __init__(self, fates: Fates, kept: Mapping[str, int]) -> None:
        self._sums: dict[str, dict[int, list[int]]] = {}
        self._fates = fates
        self._kept = kept
        self._alike: dict[int, int] = {}
        self._above: dict[str, str] = {}
        self._count = self._largest = 0

    def add(self, directory: str, fate: int, files: int, directories: int, size: int) -> None:
        here = self._sums.setdefault(self._shown_in(directory), {})
        sums = here.get(self._folded(fate))
        if sums is None:
            sums = here[self._folded(fate)] = [0, 0, 0]
        sums[0] += files
        sums[1] += directories
        sums[2] += size
        self._count += 1
        self._largest = max(self._largest, size)

    def _folded(self, fate: int) -> int:
        """The same fate, whatever the kind."""
        found = self._alike.get(fate)
        if found is None:
            own = self._fates[fate]
            found = self._alike[fate] = self._fates.of(own._replace(kind="folded"))
        return found

    def nodes(self) -> dict[str, list[Node]]:
        """By the directory that they are shown in."""
        return {
            path: [
                Node("", fate, -1, size, files, directories)
                for fate, (files, directories, size) in here.items()
            ]
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
            yield Node(name, leaf.fate, -1, leaf.size)
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
