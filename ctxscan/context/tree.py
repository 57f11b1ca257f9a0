"""A context in memory, and one walk over it for everybody, whatever goes along.

It comes from the disk (``read_tree``), or from any entries: of a git revision, of a document.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, Protocol, Self, TypeVarTuple

from ctxscan.context.entry import Entry, EntryType, Judgement
from ctxscan.context.runs import in_runs, judged_as
from ctxscan.context.walk.walk import Walk
from ctxscan.ignore.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from ctxscan.context.entry import Batch, Filter
    from ctxscan.ignore.matcher import Matcher
    from ctxscan.ignore.scope import Scope

States = TypeVarTuple("States")

NOTHING_SAID = Judgement(sent=True, verdict=Verdict(ignored=False, rule=None))
SOME_DAY = 1_700_000_000 * 10**9
"""Any time of this century takes the same number of bytes in a transfer."""


class State(Protocol):
    """What somebody knows in one directory, on the way down."""

    def enter(self, name: str, /) -> Self | None:
        """What he knows in the directory *name*; ``None``: nobody looks into it."""


@dataclass(slots=True)
class Node:
    name: str
    entry: Entry
    inside: dict[str, Node] | None
    """By name; ``None`` for anything but a directory."""


class Descent(Generic[*States]):
    """One walk: each path with its node, and the states in the directory that holds it.

    The names of a directory come one after the other, before what is in its directories.
    """

    def __init__(self, top: dict[str, Node], states: tuple[*States]) -> None:
        self._top = top
        self._states = states
        self._skips = False

    def skip(self) -> None:
        """Do not look into the directory that was yielded last."""
        self._skips = True

    def __iter__(self) -> Iterator[tuple[str, Node, tuple[*States]]]:
        # A stack of our own: a context may be deeper than Python's.
        stack: list[tuple[dict[str, Node], Any]] = [(self._top, self._states)]
        while stack:
            names, states = stack.pop()
            for node in names.values():
                self._skips = False
                yield node.entry.path, node, states
                if node.inside is None or self._skips:
                    continue
                below = tuple([state.enter(node.name) for state in states])
                if all(state is not None for state in below):
                    stack.append((node.inside, below))


@dataclass(frozen=True, slots=True)
class Tree:
    """A context, each directory in the builders' order: by the bytes of its names."""

    top: dict[str, Node] = field(default_factory=dict)

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Tree:
        """From entries in any order; directories that are missing above them are implied."""
        found = cls()
        inside = {"": found.top}
        for entry in entries:
            directory, _, name = entry.path.rpartition("/")
            names = inside.get(directory)
            if names is None:
                names = _implied(directory, inside)
            _put(entry, name, names, inside)
        for names in inside.values():
            _sort(names)
        return found

    def descend(self, *states: *States) -> Descent[*States]:
        """A walk with *states*, each a ``State``; a directory is looked into if all of them do."""
        return Descent(self.top, states)

    def entries(self) -> Iterator[Entry]:
        """In the builders' order."""
        return (entry for entry, _ in self.judgements(Everything()))

    def eligible(self, ignored: Matcher) -> Iterator[Entry]:
        """What these rules do not ignore, in the order of ``descend``."""
        for _, node, (rules,) in self.descend(Eligible.of(ignored)):
            if not rules.ignores(node.name):
                yield node.entry

    def get(self, path: str) -> Entry | None:
        here: dict[str, Node] | None = self.top
        node: Node | None = None
        for name in path.split("/"):
            node = here.get(name) if here is not None else None
            if node is None:
                return None
            here = node.inside
        return node.entry if node is not None else None

    def names(self, directory: str) -> Iterable[str] | None:
        """What is in *directory*, in order; ``None``: there is none. Empty for the root."""
        here: dict[str, Node] | None = self.top
        for name in directory.split("/") if directory else ():
            node = here.get(name) if here is not None else None
            here = node.inside if node is not None else None
        return here

    def judged(self, here: Filter) -> Iterator[Entry]:
        """The entries that *here* has a judgement on, as a walk over the disk yields them."""
        for entry, judgement in self.judgements(here):
            yield judged_as(entry, judgement)

    def batches(self, here: Filter) -> Iterator[Batch]:
        """The same as ``judged``, with plain files that fare alike in runs, as of a walk."""
        return in_runs(self.judgements(here))

    def judgements(self, here: Filter) -> Iterator[tuple[Entry, Judgement]]:
        """The same, with the entries as they were taken."""
        stack = [(here, iter(self.top.values()))]
        while stack:
            here, nodes = stack[-1]
            alike = here.same_for_all_names()
            for node in nodes:
                if node.inside is None:
                    judgement = alike[0] if alike else here.judge(node.name)
                    if judgement is not None:
                        yield node.entry, judgement
                    continue
                judgement, below = here.enter(node.name)
                if judgement is not None:
                    yield node.entry, judgement
                if below is not None:
                    stack.append((below, iter(node.inside.values())))
                    break
            else:
                stack.pop()

    def without(self, left_out: Callable[[Node], bool]) -> Tree:
        """A smaller tree; what is in a directory that is left out goes with it."""
        found = Tree()
        inside = {"": found.top}
        walk = self.descend()
        for path, node, _ in walk:
            if left_out(node):
                walk.skip()
                continue
            names = inside[path[: -len(node.name) - 1]]
            if node.inside is None:
                names[node.name] = node
            else:
                _put(node.entry, node.name, names, inside)
        return found

    def with_file(self, path: str, size: int) -> Tree:
        """The same with a file of another size at *path*, which lies at the top."""
        known = self.top.get(path)
        entry = known.entry._replace(size=size) if known is not None else plain_entry(path, size)
        names = {**self.top, path: Node(path, entry, None)}
        _sort(names)
        return Tree(names)


class Eligible:
    """The rules of an ignore file: what they ignore is looked into for an exception alone."""

    __slots__ = ("_has_exceptions", "_scope")

    def __init__(self, scope: Scope, *, has_exceptions: bool) -> None:
        self._scope = scope
        self._has_exceptions = has_exceptions

    @classmethod
    def of(cls, ignored: Matcher) -> Eligible:
        return cls(ignored.root(), has_exceptions=ignored.has_exceptions)

    def ignores(self, name: str) -> bool:
        return self._scope.judge(name).ignored

    def enter(self, name: str) -> Eligible | None:
        if not self._has_exceptions and self.ignores(name):
            return None
        return Eligible(self._scope.enter(name), has_exceptions=self._has_exceptions)


class Everything:
    """The filter of one who asks for the whole context, without a rule."""

    __slots__ = ()

    @property
    def visited(self) -> bool:
        return True

    def same_for_all_names(self) -> tuple[Judgement]:
        return (NOTHING_SAID,)

    def by_rules(self) -> None:
        """There are none."""

    def judge(self, _name: str) -> Judgement:
        return NOTHING_SAID

    def enter(self, _name: str) -> tuple[Judgement, Everything]:
        return NOTHING_SAID, self


def read_tree(root: str, on_directory: Callable[[int], None] | None = None) -> Tree:
    """Walk the whole context, whatever its ignore file says.

    *on_directory* hears how many paths were looked at so far. Raises ContextError.
    """
    return Tree.of(Walk(root, Everything(), on_directory or (lambda _: None)))


def plain_entry(path: str, size: int = 0, entry_type: EntryType = EntryType.FILE) -> Entry:
    """An entry of which no more is known."""
    mode = 0o755 if entry_type is EntryType.DIRECTORY else 0o644
    return Entry(
        *(path, entry_type, NOTHING_SAID, size, mode, SOME_DAY, None, ""),
        *((0, 0), (), True),
    )


def _implied(directory: str, inside: dict[str, dict[str, Node]]) -> dict[str, Node]:
    """The names in a directory that was not met itself, nor perhaps those above it."""
    missing: list[str] = []
    while directory not in inside:
        missing.append(directory)
        directory = directory.rpartition("/")[0]
    names = inside[directory]
    for each in reversed(missing):
        entry = plain_entry(each, entry_type=EntryType.DIRECTORY)
        _put(entry, each.rpartition("/")[2], names, inside)
        names = inside[each]
    return names


def _put(
    entry: Entry, name: str, names: dict[str, Node], inside: dict[str, dict[str, Node]]
) -> None:
    below = None
    if entry.type is EntryType.DIRECTORY:
        below = inside.setdefault(entry.path, {})
    names[name] = Node(name, entry, below)


def _sort(names: dict[str, Node]) -> None:
    """Keep the builders' order; most often it is that already."""
    now = list(names)
    ordered = sorted(now, key=lambda name: name.encode("utf-8", "surrogateescape"))
    if ordered != now:
        nodes = [names[name] for name in ordered]
        names.clear()
        names.update(zip(ordered, nodes, strict=True))
