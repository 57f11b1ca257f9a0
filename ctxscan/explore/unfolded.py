"""The tree as it is unfolded: one line for each path that is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.context.entry import EntryType, PlainFiles
from ctxscan.explore.state import Line, Sort, View, amount, belongs
from ctxscan.findings.draft.folder import Folder
from ctxscan.findings.draft.places import Fates, Row, rows_in
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from ctxscan.findings.draft.figures import Weighed
    from ctxscan.findings.draft.folder import Planted

WALKED = "walked"
"""What became of a path is not known before all is walked."""


class Shape(NamedTuple):
    view: View = View.ALL
    sort: Sort = Sort.SIZE
    text: str = ""
    """What is looked for; without, all is shown."""

    opened: frozenset[str] = frozenset()


def unfolded(planted: Planted, weighed: Weighed | None, shape: Shape) -> list[Line]:
    """*weighed*: ``None`` while the context is still walked."""
    holding = _holding(planted.root, shape.text.casefold()) if shape.text else None
    opens = holding is not None and _count(planted, holding) <= MOST_FOUND
    tree = _Tree(planted, weighed, shape, holding, opens, max(planted.root.content_bytes, 1))
    return list(tree.lines("", 0))


class _Tree(NamedTuple):
    planted: Planted
    weighed: Weighed | None
    shape: Shape

    holding: Collection[str] | None
    """The directories with something in them that is looked for; ``None``: nothing is."""

    opens: bool
    """Whether these are unfolded by themselves: not where that would be very much."""

    whole: int
    """Bytes of the context."""

    def lines(self, directory: str, depth: int, *, is_found: bool = False) -> Iterator[Line]:
        """Of what is in *directory*, and in what is unfolded there.

        *is_found*: whether that is in something that is looked for, and so all of it is shown.
        """
        view = self.shape.view
        rows = [each for each in self._rows(directory) if self._is_shown(each, is_found=is_found)]
        shown = _arranged(rows, self.shape)
        largest = max((weight for weight, _ in shown), default=0) or 1
        for weight, each in shown:
            is_open = each.is_directory and self._is_open(each.path)
            percent = 100 * amount(each.fates, view)[0] / self.whole
            facts = each.path, each.name, depth, each.is_directory, is_open, each.fates
            yield Line(*facts, weight / largest, percent)
            if is_open:
                is_here = is_found or self._is_called_so(each)
                yield from self.lines(each.path, depth + 1, is_found=is_here)

    def _rows(self, directory: str) -> Iterable[Row]:
        if self.weighed is None:
            return _raw(self.planted[directory])
        return rows_in(self.weighed, directory)

    def _is_open(self, path: str) -> bool:
        is_on_the_way = self.opens and self.holding is not None and path in self.holding
        return path in self.shape.opened or is_on_the_way

    def _is_shown(self, row: Row, *, is_found: bool) -> bool:
        if not belongs(row.fates, self.shape.view):
            return False
        if self.holding is None or is_found or row.path in self.holding:
            return True
        return self._is_called_so(row)

    def _is_called_so(self, row: Row) -> bool:
        return bool(self.shape.text) and self.shape.text.casefold() in row.name.casefold()


def _arranged(rows: list[Row], shape: Shape) -> list[tuple[int, Row]]:
    """In their order, each with what its bar stands for."""
    at = 1 if shape.sort is Sort.FILES else 0
    weighed = [(amount(each.fates, shape.view)[at], each) for each in rows]
    if shape.sort is Sort.NAME:
        weighed.sort(key=lambda each: each[1].name.encode("utf-8", "surrogateescape"))
    else:
        weighed.sort(key=lambda each: each[1].name)
        weighed.sort(key=lambda each: each[0], reverse=True)
    return weighed


MOST_FOUND = 5000
"""Lines of directories that are unfolded by themselves, for what is looked for in them."""


def _holding(top: Folder, text: str) -> set[str]:
    """The directories below which something is called like *text*."""
    found: set[str] = set()
    stack = [top]
    while stack:
        here = stack.pop()
        # Most are plain text, of which nothing has to be folded one by one.
        if text in "\0".join(here.names).casefold():
            for each in here.above():
                if each.path in found:
                    break
                found.add(each.path)
        stack += here.folders.values()
    return found


def _count(planted: Planted, directories: Collection[str]) -> int:
    """At most how many lines it takes to unfold them."""
    return sum(len(planted[path].names) for path in directories)


def _raw(folder: Folder) -> Iterator[Row]:
    for item in folder.items:
        if isinstance(item, Folder):
            fates = Fates(sent=item.files, sent_bytes=item.content_bytes, itself=WALKED)
            yield Row(item.name, item.path, True, fates)
        elif isinstance(item, PlainFiles):
            prefix = item.parts[0][0]
            for name, size in zip(item.names, item.sizes, strict=True):
                fates = Fates(sent=1, sent_bytes=size, itself=WALKED)
                yield Row(name, prefix + name, False, fates)
        else:
            size = item.size if item.type is EntryType.FILE else 0
            fates = Fates(sent=1, sent_bytes=size, itself=WALKED)
            yield Row(item.path.rpartition("/")[2], item.path, False, fates)
