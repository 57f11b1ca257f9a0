"""A context in memory, and one walk over it for everybody, whatever goes along.

It comes from the disk (``ctxscan.context.read_tree``), or from any entries: of a git revision, of a
document.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, Protocol, Self, TypeVarTuple

from ctxscan.context.entry import Entry, EntryType
from ctxscan.context.everything import Everything
from ctxscan.context.folder import NOTHING_SAID, Folder
from ctxscan.context.runs import judged_rows, runs_of
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ctxscan.context.entry import Batch, Filter, Judgement
    from ctxscan.ignore.matcher import Matcher
    from ctxscan.ignore.scope import Scope

States = TypeVarTuple("States")

SOME_DAY = 1_700_000_000 * 10**9
"""Any time of this century takes the same number of bytes in a transfer."""


class State(Protocol):
    """What somebody knows in one directory, on the way down."""

    def enter(self, name: str, /) -> Self | None:
        """What he knows in the directory *name*; ``None``: nobody looks into it."""


class Descent(Generic[*States]):
    """One walk: each path with its name, what is in it, and the states of its directory.

    The names of a directory come one after the other, before what is in its directories. What is
    in anything but a directory is ``None``.
    """

    def __init__(self, top: Folder, states: tuple[*States]) -> None:
        self._top = top
        self._states = states
        self._skips = False

    def skip(self) -> None:
        """Do not look into the directory that was yielded last."""
        self._skips = True

    def __iter__(self) -> Iterator[tuple[str, str, Folder | None, tuple[*States]]]:
        # A stack of our own: a context may be deeper than Python's.
        stack: list[tuple[Folder, Any]] = [(self._top, self._states)]
        while stack:
            folder, states = stack.pop()
            if not folder.inside:
                for path, name in zip(folder.paths, folder.names, strict=True):
                    yield path, name, None, states
                continue
            for path, name in zip(folder.paths, folder.names, strict=True):
                inside = folder.inside.get(name)
                self._skips = False
                yield path, name, inside, states
                if inside is None or self._skips:
                    continue
                below = tuple([state.enter(name) for state in states])
                if None not in below:
                    stack.append((inside, below))


class Tree(NamedTuple):
    """A context, each directory in the builders' order: by the bytes of its names."""

    top: Folder

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Tree:
        """From entries in any order; directories that are missing above them are implied."""
        last: dict[str, Entry] = {}
        for entry in entries:
            _imply(entry.path.rpartition("/")[0], last)
            last[entry.path] = entry
        folders = {"": Folder()}
        for path, entry in last.items():
            if entry.type is EntryType.DIRECTORY:
                folders[path] = Folder()
        for path, entry in last.items():
            directory, _, name = path.rpartition("/")
            if directory in folders:  # else a file has taken its place
                folders[directory].add(entry, name, folders.get(path))
        for folder in folders.values():
            folder.sort()
        return cls(folders[""])

    def descend(self, *states: *States) -> Descent[*States]:
        """A walk with *states*, each a ``State``; a directory is looked into if all of them do."""
        return Descent(self.top, states)

    def folders(self, *states: *States) -> Iterator[tuple[Folder, tuple[*States]]]:
        """The same walk, a directory at once: for those who need not look at each name."""
        stack: list[tuple[Folder, Any]] = [(self.top, states)]
        while stack:
            folder, here = stack.pop()
            yield folder, here
            for name, inside in folder.inside.items():
                below = tuple([state.enter(name) for state in here])
                if None not in below:
                    stack.append((inside, below))

    def files(self) -> Iterator[str]:
        """The paths of all that is no directory, in the order of ``descend``."""
        for folder, _ in self.folders():
            yield from folder.file_paths()

    def entries(self) -> Iterator[Entry]:
        """In the builders' order."""
        return self.judged(Everything())

    def eligible(self, ignored: Matcher) -> Iterator[tuple[str, Folder | None]]:
        """What these rules do not ignore, in the order of ``descend``, and what is in it."""
        for path, name, inside, (rules,) in self.descend(Eligible.of(ignored)):
            if not rules.ignores(name):
                yield path, inside

    def get(self, path: str) -> Entry | None:
        directory, _, name = path.rpartition("/")
        folder = self._folder(directory)
        at = folder.place(name) if folder is not None else None
        return folder.entry(at) if folder is not None and at is not None else None

    def names(self, directory: str) -> Iterable[str] | None:
        """What is in *directory*, in order; ``None``: there is none. Empty for the root."""
        folder = self._folder(directory)
        return folder.names if folder is not None else None

    def directories(self) -> list[str]:
        """Those at the top, in order."""
        return [name for name in self.top.names if name in self.top.inside]

    def _folder(self, directory: str) -> Folder | None:
        here: Folder | None = self.top
        at = 0
        while here is not None and at < len(directory):
            # Not split at once: a path from a rule may be long, and end at its first name here.
            end = directory.find("/", at)
            end = end if end >= 0 else len(directory)
            here = here.inside.get(directory[at:end])
            at = end + 1
        return here

    def judged(self, here: Filter) -> Iterator[Entry]:
        """The entries that *here* has a judgement on, as a walk over the disk yields them."""
        return (
            folder.entry(at, judgement) for folder, at, judgement in judged_rows(self.top, here)
        )

    def fates(self, here: Filter) -> Iterator[tuple[str, bool, Judgement]]:
        """The same as path, whether it is a directory, and the judgement."""
        for folder, at, judgement in judged_rows(self.top, here):
            yield folder.paths[at], folder.names[at] in folder.inside, judgement

    def batches(self, here: Filter) -> Iterator[Batch]:
        """The same as ``judged``, with plain files that fare alike in runs, as of a walk."""
        return runs_of(self.top, here)

    def without(self, paths: Iterable[str]) -> Tree:
        """A smaller tree; what is in a directory that is left out goes with it."""
        gone: dict[str, set[str]] = {}
        for path in paths:
            directory, _, name = path.rpartition("/")
            gone.setdefault(directory, set()).add(name)
        if not gone:
            return self
        made = {"": self.top.without(gone.get("", ()))}
        # Uppermost first: each of them is made anew inside the one above it.
        for directory in sorted({above for each in gone for above in _up_to(each)}, key=len):
            above, _, name = directory.rpartition("/")
            inside = made[above].inside if above in made else {}
            if name in inside:
                made[directory] = inside[name] = inside[name].without(gone.get(directory, ()))
        return Tree(made[""])

    def with_file(self, path: str, size: int) -> Tree:
        """The same with a file of another size at *path*, which lies at the top."""
        known = self.get(path)
        entry = known._replace(size=size) if known is not None else plain_entry(path, size)
        return Tree(self.top.with_entry(entry, path))


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

    def left(self, names: Sequence[str]) -> Sequence[int]:
        """The places of those of *names* that they do not ignore: of most directories, all."""
        hits = self._scope.hitting(names)
        verdict, remembered = self._scope.standing.matcher.verdict, self._scope.remembered
        # A malformed pattern is refused once a name is there to try it on, and no sooner.
        if len(hits) < len(names) and verdict(remembered).ignored:
            return [at for at, bits in hits if not verdict(bits | remembered).ignored]
        gone = {at for at, bits in hits if verdict(bits | remembered).ignored}
        return [at for at in range(len(names)) if at not in gone] if gone else range(len(names))

    def enter(self, name: str) -> Eligible | None:
        scope = self._scope
        matching = scope.matching(name)
        if not self._has_exceptions:
            hits = matching | scope.remembered
            if scope.standing.matcher.verdict(hits).ignored:
                return None
        return Eligible(scope.enter(name, matching), has_exceptions=self._has_exceptions)


def plain_entry(path: str, size: int = 0, entry_type: EntryType = EntryType.FILE) -> Entry:
    """An entry of which no more is known."""
    mode = 0o755 if entry_type is EntryType.DIRECTORY else 0o644
    return Entry(
        *(path, entry_type, NOTHING_SAID, size, mode, SOME_DAY, None, ""),
        *((0, 0), (), True),
    )


def _imply(directory: str, entries: dict[str, Entry]) -> None:
    """The directories that hold an entry, as far as they were not met themselves."""
    for path in _up_to(directory):
        if path not in entries or entries[path].type is not EntryType.DIRECTORY:
            entries[path] = plain_entry(path, entry_type=EntryType.DIRECTORY)


def _up_to(directory: str) -> Iterator[str]:
    """The directory, then those above it; not the root."""
    while directory:
        yield directory
        directory = directory.rpartition("/")[0]
