"""The paths of two states of a context, put together by the directories that they lie in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from ctxscan.context.entry import EntryType
from ctxscan.findings.diff.changes import content_of
from ctxscan.findings.map.fates import kind_of
from ctxscan.findings.map.model import Became
from ctxscan.findings.map.tree import Leaf

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from ctxscan.findings.diff.model import Change, What
    from ctxscan.inspection.shipment import Shipment, Shipped


class TwoStates:
    """What lies in each directory, before or after; a ``Leaves``."""

    def __init__(self, changes: Sequence[Change]) -> None:
        self.leaves: dict[str, list[Leaf]] = {}
        self.places: dict[str, str] = {}
        """Of each path that may have changed, as a comparison names it, where the tree has it."""

        self._changes = {each.path: each for each in changes}
        self._sums: dict[str, Change] = {}
        self._directories: dict[str, int] = {}
        self._known: dict[Became, int] = {}
        self._all: list[Became] = []
        self._unchanged = self._of(Became((), "file"))
        self._untouched = self._of(Became((), "directory"))

    def became(self) -> tuple[Became, ...]:
        return tuple(self._all)

    def _of(self, became: Became) -> int:
        index = self._known.get(became)
        if index is None:
            index = self._known[became] = len(self._all)
            self._all.append(became)
        return index

    @property
    def first(self) -> Collection[int]:
        """What has changed."""
        return {at for at, each in enumerate(self._all) if each.what}

    def folded(self, fate: int) -> int:
        return self._of(self._all[fate]._replace(kind="folded", detail=""))

    def all_directories(self) -> Iterator[tuple[str, int]]:
        """Each one, in the order of the paths; of some, nothing but what is in them is sent."""
        known = {"": self._untouched, **self._directories}
        for path in [*self.leaves, *map(_above, self._directories)]:
            at = path
            while at not in known:
                known[at] = self._untouched
                at = _above(at)
        return iter(sorted(known.items()))

    def add(self, before: Shipment | None, after: Shipment | None, prefix: str = "") -> None:
        """One context; *prefix* stands before its paths where it is a named one."""
        root = f"{prefix}/" if prefix else ""
        old = before.files if before is not None else {}
        new = after.files if after is not None else {}
        self._note_sums(prefix, root, old, new)
        for path in {**old, **new}:
            self.places[prefix + path] = root + path
            self._add(self._change(prefix + path), root + path, old.get(path), new.get(path))
        for each in after.settled if after is not None else ():
            here = self.leaves.setdefault(f"{root}{each.directory}".rstrip("/"), [])
            here += [
                Leaf(name, self._unchanged, size)
                for name, size in zip(each.names, each.sizes, strict=True)
            ]

    def _note_sums(
        self, prefix: str, root: str, old: Mapping[str, Shipped], new: Mapping[str, Shipped]
    ) -> None:
        """Changes that stand for all that is in a directory: of ``.git``, of a submodule."""
        self._sums = {}
        for path, change in self._changes.items():
            inside = path.removeprefix(prefix)
            own = [each[inside] for each in (old, new) if inside in each]
            is_sum = not {*change.what} - {"content", "unknown"} and all(map(_is_directory, own))
            if path.startswith(prefix) and is_sum:
                self._sums[path] = change
                self.places[path] = root + inside

    def _change(self, path: str) -> Change | None:
        at = path if self._sums else ""
        while at:
            if at in self._sums:
                return self._sums[at]._replace(detail="")
            at = _above(at)
        return self._changes.get(path)

    def _add(
        self, change: Change | None, place: str, old: Shipped | None, new: Shipped | None
    ) -> None:
        before, after = (each and _is_directory(each) for each in (old, new))
        if before or after:
            what = _what(change)
            if "type" in what:
                what = ("removed",) if before else ("added",)
            detail = change.detail if change is not None and what == change.what else ""
            self._directories[place] = self._of(Became(what, "directory", detail))
        self._add_leaf(change, place, None if before else old, None if after else new)

    def _add_leaf(
        self, change: Change | None, place: str, old: Shipped | None, new: Shipped | None
    ) -> None:
        shown = new if new is not None else old
        if shown is None:
            return
        sizes = [content_of(each) if each is not None else 0 for each in (old, new)]
        grown = sizes[1] - sizes[0] if change is not None and change.path not in self._sums else 0
        only: Literal["", "before", "after"] = "before" if new is None else "after"
        if old is not None and new is not None:
            only = ""
        became = Became(_what(change), kind_of(shown.entry.type, shown.sent), only=only)
        if change is not None:
            became = became._replace(
                detail=change.detail, ignored_by_git=change.ignored_by_git, shrank=grown < 0
            )
        directory, _, name = place.rpartition("/")
        here = self.leaves.setdefault(directory, [])
        here.append(Leaf(name, self._of(became), max(sizes), grown))


def _above(path: str) -> str:
    return path.rpartition("/")[0]


def _is_directory(shipped: Shipped) -> bool:
    return shipped.entry.type is EntryType.DIRECTORY


def _what(change: Change | None) -> tuple[What, ...]:
    return change.what if change is not None else ()
