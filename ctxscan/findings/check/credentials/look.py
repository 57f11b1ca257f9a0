"""Which of the paths that are sent hold a credential, and whether git shows it to everybody."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from ctxscan.context.peek import peek
from ctxscan.findings.catalog.credentials import credentials
from ctxscan.findings.catalog.directories import below
from ctxscan.findings.check.pattern_watch import PatternWatch
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ctxscan.context.git.tracked_files import Tracked
    from ctxscan.findings.catalog.credentials import Credential
    from ctxscan.findings.catalog.directories import Meaning
    from ctxscan.findings.check.pattern_watch import Hit

_MOST_BYTES = 256 * 1024
"""Of a file that is looked into."""

_ALWAYS = "**/.env"
"""Worth a note even where nothing in it sounds secret: tomorrow's password goes there."""

_NO_SECRET_BELOW: tuple[Meaning, ...] = ("published", "made-up", "translated")
"""What lies below is no secret of this project."""


class Found(NamedTuple):
    hit: Hit
    credential: Credential
    is_public: bool
    """Whether git has the very same: whoever has the repository can read it."""


class Place(NamedTuple):
    """Where paths are looked into."""

    root: str
    tracked: Callable[[str], Tracked | None]
    """What git tracks below a directory."""

    def is_public(self, path: str) -> bool:
        known = self.tracked(self.root)
        return known is not None and bool(known.same(self.root, [path]))


def secret_watch() -> PatternWatch:
    return _secret_patterns().anew()


@cache
def _secret_patterns() -> PatternWatch:
    rows = credentials()
    return PatternWatch(
        [row.pattern for row in rows],
        [row.keep for row in rows],
        [not row.of_directories for row in rows],
    )


def found_secrets(watch: PatternWatch, accepted: PatternWatch, place: Place) -> list[Found]:
    """The uppermost paths, in the order of the walk; *accepted* saw those that are fine."""
    fine = {path for _, path in accepted.hits}
    rows = credentials()
    by_path: dict[str, list[tuple[Hit, Credential]]] = {}
    for hit in sorted(watch.hits.values(), key=lambda hit: hit.index):
        if hit.files and not lies_apart(hit.path) and fine.isdisjoint(and_above(hit.path)):
            by_path.setdefault(hit.path, []).append((hit, rows[hit.index]))
    directories = {path for path, ((hit, _), *_) in by_path.items() if hit.is_directory}
    found: list[Found] = []
    for path in sorted(by_path):
        if directories.isdisjoint(and_above(path)[1:]):
            found += _found(by_path[path], place)
    return found


def lies_apart(path: str) -> bool:
    """Whether it lies where no secret of the project does."""
    return any(below(each).search(path) for each in _NO_SECRET_BELOW)


def and_above(path: str) -> list[str]:
    """The path, then the directories above it."""
    found = [path]
    while "/" in found[-1]:
        found.append(found[-1].rpartition("/")[0])
    return found


def _found(candidates: list[tuple[Hit, Credential]], place: Place) -> Iterator[Found]:
    hit = candidates[0][0]
    read = cache(lambda: peek(place.root, hit.path, _MOST_BYTES))
    for hit, row in candidates:
        if not counts(row, read):
            continue
        is_public = _all_tracked(hit, place) if hit.is_directory else place.is_public(hit.path)
        if not is_public or is_worth_a_note(row, read):
            yield Found(hit, row, is_public)
            return


def counts(row: Credential, read: Callable[[], bytes | None]) -> bool:
    """Whether a file with this content is what the row takes it for."""
    if row.format is None:
        return True
    from ctxscan.findings.check.credentials.formats import holds, says_nothing  # noqa: PLC0415 - for a file that may hold one alone

    data = read()
    if row.proof == "content":
        return data is not None and holds(row.format, data)
    return data is None or not says_nothing(row.format, data)


def is_worth_a_note(row: Credential, read: Callable[[], bytes | None]) -> bool:
    """Of what git tracks: where it holds a secret, or its name is one."""
    if row.format is None or row.pattern == _ALWAYS:
        return True
    from ctxscan.findings.check.credentials.formats import holds  # noqa: PLC0415 - for a file that may hold one alone

    data = read()
    return data is not None and holds(row.format, data)


def _all_tracked(hit: Hit, place: Place) -> bool:
    known = place.tracked(place.root)
    if known is None:
        return False
    inside = [path for path in known if path.startswith(f"{hit.path}/")]
    return len(inside) >= hit.files and len(known.same(place.root, inside)) == len(inside)
