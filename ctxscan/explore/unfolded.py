"""The tree as it is unfolded: one line for each path that is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ctxscan.context.entry import EntryType, PlainFiles
from ctxscan.explore.state import Line, Sort, View, amount, belongs
from ctxscan.findings.draft.folder import Folder
from ctxscan.findings.draft.places import Fates, Row, rows_in

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
    tree = _Tree(planted, weighed, shape, holding, max(planted.root.content_bytes, 1))
    return list(tree.lines("", 0))


class _Tree(NamedTuple):
    planted: Planted
    weighed: Weighed | None
    shape: Shape

    holding: Collection[str] | None
    """The directories with something in them that is looked for; ``None``: nothing is."""

    whole: int
    """Bytes of the context."""

    def lines(self, directory: str, depth: int) -> Iterator[Line]:
        """Of what is in *directory*, and in what is unfolded there."""
        shape = self.shape
        shown = [each for each in self._rows(directory) if self._is_shown(each)]
        _arrange(shown, shape)
        largest = max((_weight(each, shape) for each in shown), default=0) or 1
        for each in shown:
            is_open = each.is_directory and self._is_open(each.path)
            yield Line(
                *(each.path, each.name, depth, each.is_directory, is_open, each.fates),
                _weight(each, shape) / largest,
                100 * amount(each.fates, shape.view)[0] / self.whole,
            )
            if is_open:
                yield from self.lines(each.path, depth + 1)

    def _rows(self, directory: str) -> Iterable[Row]:
        if self.weighed is None:
            return _raw(self.planted[directory])
        return rows_in(self.weighed, directory)

    def _is_open(self, path: str) -> bool:
        return path in self.shape.opened or (self.holding is not None and path in self.holding)

    def _is_shown(self, row: Row) -> bool:
        if not belongs(row.fates, self.shape.view):
            return False
        if self.holding is None or row.path in self.holding:
            return True
        return self.shape.text.casefold() in row.name.casefold()


def _weight(row: Row, shape: Shape) -> int:
    size, files = amount(row.fates, shape.view)
    return files if shape.sort is Sort.FILES else size


def _arrange(rows: list[Row], shape: Shape) -> None:
    if shape.sort is Sort.NAME:
        rows.sort(key=lambda each: each.name.encode("utf-8", "surrogateescape"))
    else:
        rows.sort(key=lambda each: (-_weight(each, shape), -each.fates.files, each.name))


def _holding(top: Folder, text: str) -> set[str]:
    """The directories below which something is called like *text*."""
    found: set[str] = set()
    stack = [top]
    while stack:
        here = stack.pop()
        if any(text in name.casefold() for name in here.names):
            found.update(each.path for each in here.above())
        stack += here.folders.values()
    return found


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
