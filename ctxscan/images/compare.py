"""Two images: what became of the layers, and of the directories."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.regex import regex
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ctxscan.images.picture import LayerRow, Picture

_DIGEST = regex(r"\b(file|dir|multi|archive):[0-9a-f]{8}\b")

_MOST_OF_IT = 0.5
"""Share of a change from which on the directory in which it lies is the one to name."""


class Step(NamedTuple):
    """An instruction of either image; ``None`` on the side that has no such one."""

    words: str
    before: LayerRow | None
    after: LayerRow | None

    @property
    def grew(self) -> int:
        return _size(self.after) - _size(self.before)


class DirectoryRow(NamedTuple):
    """What can be read below a path: bytes of content, hard links once."""

    path: str
    """A directory ends with a slash."""

    before: int
    after: int

    @property
    def grew(self) -> int:
        return self.after - self.before


class Compared(NamedTuple):
    before: Picture
    after: Picture
    steps: tuple[Step, ...]
    """Those of the first image in their order, with those of the second one where they are new."""

    shared: int
    """Layers that both have."""

    directories: tuple[DirectoryRow, ...]
    """What changed, the most first."""


def compare(before: Picture, after: Picture) -> Compared:
    shared = {each.digest for each in before.layers} & {each.digest for each in after.layers}
    rows = tuple(_changes(_Sums.of(before), _Sums.of(after)))
    ordered = sorted(rows, key=lambda row: (-abs(row.grew), row.path))
    return Compared(before, after, tuple(_steps(before, after)), len(shared), tuple(ordered))


def _size(row: LayerRow | None) -> int:
    return row.size if row is not None else 0


def _words(row: LayerRow) -> str:
    return " ".join((row.origin.step or row.digest).split())


def _without_digest(row: LayerRow) -> str:
    """The classic builder has in a COPY what it copied, in place of its name."""
    return _DIGEST.sub(r"\1", _words(row))


def _steps(before: Picture, after: Picture) -> Iterator[Step]:
    """The same words, or the same layer, are the same step; each once."""
    left = list(after.layers)
    for row in before.layers:
        at = next((n for n, each in enumerate(left) if _is_same(row, each)), None)
        for new in left[:at] if at is not None else ():
            yield Step(_words(new), None, new)
        if at is None:
            yield Step(_words(row), row, None)
        else:
            same = _words(row) == _words(left[at])
            yield Step(_words(row) if same else _without_digest(row), row, left[at])
            left = left[at + 1 :]
    for new in left:
        yield Step(_words(new), None, new)


def _is_same(row: LayerRow, other: LayerRow) -> bool:
    return row.digest == other.digest or _without_digest(row) == _without_digest(other)


class _Sums(NamedTuple):
    """Bytes below each directory, and in it each name with its own."""

    children: Mapping[str, Mapping[str, int]]

    @classmethod
    def of(cls, picture: Picture) -> _Sums:
        found: dict[str, dict[str, int]] = {}
        seen: set[int] = set()
        for path, body in picture.overlay.contents():
            if id(body) in seen or not body.entry.size:
                continue
            seen.add(id(body))
            above, size = "", body.entry.size
            parts = path.split("/")
            for number, part in enumerate(parts, 1):
                name = f"{part}/" if number < len(parts) else part
                names = found.setdefault(above, {})
                names[name] = names.get(name, 0) + size
                above += name
        return cls(found)


def _changes(before: _Sums, after: _Sums) -> Iterator[DirectoryRow]:
    """From the root down, as long as most of a change lies in one place."""
    waiting = [""]
    while waiting:
        above = waiting.pop()
        old, new = before.children.get(above, {}), after.children.get(above, {})
        for name in {**old, **new}:
            row = DirectoryRow(above + name, old.get(name, 0), new.get(name, 0))
            if name.endswith("/") and _lies_below(row, before, after):
                waiting.append(row.path)
            elif row.grew:
                yield row


def _lies_below(row: DirectoryRow, before: _Sums, after: _Sums) -> bool:
    """Whether one name in it has most of its change, or changes in it cancel one another."""
    old, new = before.children.get(row.path, {}), after.children.get(row.path, {})
    changes = [abs(new.get(name, 0) - old.get(name, 0)) for name in {**old, **new}]
    return bool(row.before and row.after) and max(changes, default=0) > _MOST_OF_IT * abs(row.grew)
