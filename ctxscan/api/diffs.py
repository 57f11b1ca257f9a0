"""The builds of a project, each compared with the one of its name in another state of it.

What a compose or bake file gives to a build (arguments, target, Dockerfile, contexts) is taken from
that state, too.
"""

from __future__ import annotations

from functools import partial
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from ctxscan.api.asked import collect, for_each
from ctxscan.api.bases import HEAD, check_dots, read_document, revision_of
from ctxscan.api.build import inspect
from ctxscan.api.counterparts import (
    builds_at,
    given_of,
    snapshots_of_copy,
    snapshots_of_document,
)
from ctxscan.api.diff import (
    Compared,
    Comparison,
    between,
    compared,
    comparison,
    since,
)
from ctxscan.context.user_paths import is_directory, is_there
from ctxscan.dockerfile.parser import parse
from ctxscan.finding import Finding
from ctxscan.findings.diff.compare import compare, compare_in_place
from ctxscan.inspection.keying import NOTHING, snapshot_of
from ctxscan.inspection.past import Earlier, past
from ctxscan.inspection.planning import plan_for
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from ctxscan.api.arguments import BuildArguments
    from ctxscan.api.asked import Answers, Asked, AskedBuild, Elsewhere
    from ctxscan.context.git.revision import Revision
    from ctxscan.inspection import Inspection
    from ctxscan.inspection.keying import Snapshot

    Compare = Callable[[AskedBuild], Comparison]

T = TypeVar("T")


class Wish(NamedTuple):
    """What is asked for; see ``diff``."""

    asked: Asked
    base: str
    umask: int | None
    progress: Callable[[int], None]


def diffs(
    asked: Asked,
    base: str = HEAD,
    *,
    umask: int | None = None,
    progress: Callable[[int], None] = lambda _: None,
) -> Answers[Compared]:
    """Compare each build. Raises CtxscanError for one on its own, and where *base* is none."""
    return comparisons(Wish(asked, base, umask, progress), attrgetter("compared"))


def comparisons(wish: Wish, finish: Callable[[Comparison], T]) -> Answers[T]:
    """What *finish* makes of each comparison, which is let go then: two states are large."""
    asked, base = wish.asked, wish.base
    if asked.elsewhere is None:
        return for_each(asked, lambda path, build: finish(_alone(wish, path, build)))
    if is_there(base):
        names, compare_one = _with_other_files(wish, asked.elsewhere)
    elif ".." in base:
        check_dots(base)
        names, compare_one = _between_revisions(wish, asked.elsewhere)
    else:
        names, compare_one = _with_revision(wish, asked.elsewhere)
    gone = [each for each in names if each not in {build.name for build in asked.builds}]
    notices = tuple(_gone(name, base) for name in gone)
    asked = asked._replace(notices=(*asked.notices, *notices))
    return collect(
        asked, ((each, partial(_finished, compare_one, finish, each)) for each in asked.builds)
    )


def _alone(wish: Wish, path: str, build: BuildArguments) -> Comparison:
    return comparison(wish.base, path, wish.umask, wish.progress, **build)


def _finished(compare_one: Compare, finish: Callable[[Comparison], T], build: AskedBuild) -> T:
    return finish(compare_one(build))


def _gone(name: str, base: str) -> Finding:
    return Finding("project-warning", f"{name} is a build of {base}, and no build any more")


def _by_name(found: Asked | None) -> dict[str, AskedBuild]:
    return {each.name: each for each in found.builds} if found is not None else {}


def _with_revision(wish: Wish, elsewhere: Elsewhere) -> tuple[Collection[str], Compare]:
    revision = revision_of(_directory(elsewhere), wish.base)
    before = _by_name(builds_at(elsewhere, revision))

    def compare_one(each: AskedBuild) -> Comparison:
        inspection = inspect(each.path, **each.arguments)
        if each.name not in before:
            return _new(inspection, wish, snapshot_of(inspection, wish.progress))
        earlier = _earlier(before[each.name], inspection, revision)
        return since(inspection, earlier, wish.umask, wish.progress)

    return before, compare_one


def _earlier(build: AskedBuild, inspection: Inspection, revision: Revision) -> Earlier:
    given = given_of(build)
    return Earlier(given._replace(ignore_file=inspection.location.ignore_file), revision)


def _between_revisions(wish: Wish, elsewhere: Elsewhere) -> tuple[Collection[str], Compare]:
    first, _, second = wish.base.partition("..")
    directory = _directory(elsewhere)
    old, new = (revision_of(directory, name or HEAD) for name in (first, second))
    before, after = (_by_name(builds_at(elsewhere, each)) for each in (old, new))

    def compare_one(each: AskedBuild) -> Comparison:
        inspection = inspect(each.path, **each.arguments)
        later = _earlier(after.get(each.name, each), inspection, new)
        if each.name not in before:
            snapshot = past(later, wish.umask or 0o022).snapshot
            found = _new(inspection, wish, snapshot)
            named = found.compared._replace(against=new.shown, base=old.shown)
            return found._replace(compared=named)
        return between(inspection, _earlier(before[each.name], inspection, old), later, wish.umask)

    return before, compare_one


def _with_other_files(wish: Wish, elsewhere: Elsewhere) -> tuple[Collection[str], Compare]:
    before = _snapshots(wish, elsewhere)

    def compare_one(each: AskedBuild) -> Comparison:
        inspection = inspect(each.path, **each.arguments)
        after = snapshot_of(inspection, wish.progress)
        if each.name not in before:
            return _new(inspection, wish, after)
        old = before[each.name]()
        return compared(inspection, wish.base, compare_in_place(old, after), old, after)

    return before, compare_one


def _snapshots(wish: Wish, elsewhere: Elsewhere) -> Mapping[str, Callable[[], Snapshot]]:
    base = wish.base
    if is_directory(base):
        return snapshots_of_copy(elsewhere, base, wish.progress)
    return snapshots_of_document(
        read_document(base), base, [each.name for each in wish.asked.builds]
    )


def _new(inspection: Inspection, wish: Wish, after: Snapshot) -> Comparison:
    """Of a build that there was not: nothing of it is known to a builder."""
    options = after.recipe.options._replace(target=None)
    nothing = plan_for(options, parse("FROM scratch\n", ""), options.machine)
    before = after._replace(plan=nothing, main=NOTHING, named={})
    found = compare(before, after)
    note = f"there is no such build in {wish.base}"
    found = found._replace(notes=(note, *found.notes))
    return compared(inspection, wish.base, found, before, after)


def _directory(elsewhere: Elsewhere) -> str:
    path = Path.cwd() / elsewhere.path
    return str(path if is_directory(path) else path.parent)
