"""What changed since another state of a build, and which steps lose their cache by it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Unpack

from ctxscan.api.bases import HEAD, check_dots, other_state, repository_of, revision_in, revision_of
from ctxscan.api.build import inspect
from ctxscan.api.failing import failures_as_said
from ctxscan.context.git.files_of_revision import FilesOfRevision
from ctxscan.context.git.index import read_index
from ctxscan.context.git.repository import NoRepository, Repository, find_repository
from ctxscan.context.git.revision import UMASK, Revision
from ctxscan.context.git.worktree import Tracked
from ctxscan.context.links.inside import lies_inside
from ctxscan.context.user_paths import is_there
from ctxscan.errors import ContextError
from ctxscan.findings.diff.as_kept import as_git_keeps, with_sizes_of_blobs
from ctxscan.findings.diff.compare import compare, compare_in_place
from ctxscan.findings.diff.folded import folded
from ctxscan.findings.failures import without_cause
from ctxscan.inspection.keying import snapshot_of
from ctxscan.inspection.past import Earlier, Past, given_now, past, past_and_present
from ctxscan.inspection.reverted import reverted
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ctxscan.api.arguments import BuildArguments
    from ctxscan.context.git.index import Index
    from ctxscan.findings.diff.model import Diff
    from ctxscan.inspection import Inspection
    from ctxscan.inspection.keying import Snapshot

_GIT = ".git"


class Compared(NamedTuple):
    inspection: Inspection
    base: str
    """As it was given, or what it was found to be."""

    against: str
    """The second state: a revision, or where it lies."""

    diff: Diff


class Comparison(NamedTuple):
    """What was compared, with the two states of it, which are large."""

    compared: Compared
    before: Snapshot
    after: Snapshot


def diff(
    base: str = HEAD,
    path: str = ".",
    *,
    umask: int | None = None,
    progress: Callable[[int], None] = lambda _: None,
    **build: Unpack[BuildArguments],
) -> Compared:
    """Compare the build of *path* with *base*.

    *base*: a git revision, ``A..B`` (then *path* is taken at B as well), a directory, or a
    document that ``ctxscan key --format json`` wrote. *umask*: of the checkout that a revision is
    taken for; without one, files that git takes for unchanged are. Raises CtxscanError.
    """
    return comparison(base, path, umask, progress, **build).compared


def comparison(
    base: str,
    path: str,
    umask: int | None,
    progress: Callable[[int], None],
    **build: Unpack[BuildArguments],
) -> Comparison:
    """The same, with the two states."""
    inspection = inspect(path, **build)
    first, dots, second = base.partition("..")
    if dots and not is_there(base):
        check_dots(base)
        return _between_revisions(inspection, first or HEAD, second or HEAD, umask)
    other = other_state(base, path, build, progress)
    if other is not None:
        now = snapshot_of(inspection, progress)
        return compared(inspection, base, compare_in_place(other, now), other, now)
    earlier = Earlier(given_now(inspection), revision_of(inspection.location.root, base))
    return since(inspection, earlier, umask, progress)


def _between_revisions(
    inspection: Inspection, first: str, second: str, umask: int | None
) -> Comparison:
    repository = repository_of(inspection.location.root, f"{first}..{second}")
    given = given_now(inspection)
    before, after = (Earlier(given, revision_in(repository, name)) for name in (first, second))
    return between(inspection, before, after, umask)


def between(
    inspection: Inspection, first: Earlier, second: Earlier, umask: int | None
) -> Comparison:
    """Two revisions of what *inspection* looks at. Raises CtxscanError."""
    mask = UMASK if umask is None else umask
    before, after = (past(each, mask) for each in (first, second))
    found = compare(before.snapshot, after.snapshot, _algorithm(second.revision.repository))
    notes = [*_without_sizes(first.revision, before), *_without_sizes(second.revision, after)]
    notes += _unseen(before, after)
    found = found._replace(notes=tuple(notes))
    # Why a step of a revision fails is not to be seen in what lies here.
    found = found._replace(failures=tuple(map(without_cause, found.failures)))
    shown = first.revision.shown, second.revision.shown
    return Comparison(Compared(inspection, *shown, found), before.snapshot, after.snapshot)


def since(
    inspection: Inspection, earlier: Earlier, umask: int | None, progress: Callable[[int], None]
) -> Comparison:
    """The work tree, compared with a revision. Raises CtxscanError."""
    base = earlier.revision.shown
    repository = repository_of(inspection.location.root, base)
    index = read_index(repository)
    before, now = past_and_present(inspection, earlier, umask, index, progress)
    before = _with_places_of_submodules(before, now)
    now = with_sizes_of_blobs(_by_git(now, repository, index, before), before)
    notes: tuple[str, ...] = ()
    if umask is None:
        now, notes = as_git_keeps(now, before)
    found = compare(before.snapshot, now, _algorithm(repository))
    notes = (*notes, *_without_sizes(earlier.revision, before))
    found = folded(found._replace(notes=notes), before.checkout.submodules)
    return compared(inspection, base, found, before.snapshot, now)


def _without_sizes(revision: Revision, found: Past) -> Iterator[str]:
    count = found.checkout.unsized
    if count:
        files = "1 file" if count == 1 else f"{count:,} files"
        yield f"bytes do not count {files} of {revision.shown}, which this partial clone lacks"


def _unseen(before: Past, after: Past) -> Iterator[str]:
    """Submodules with another commit, of which no file is here: a checkout with them has others."""
    old, new = before.checkout.submodules, after.checkout.submodules
    for path in sorted(old.keys() | new.keys()):
        if old.get(path) != new.get(path) and path in {**before.files(), **after.files()}:
            yield (
                f"{path} is a submodule at another commit, and its files are not here: what they "
                "break is not known"
            )


def compared(
    inspection: Inspection, base: str, found: Diff, before: Snapshot, after: Snapshot
) -> Comparison:
    """The state that lies here, compared with *base*."""
    found = found._replace(failures=failures_as_said(inspection, found.failures))
    here = inspection.location.shown
    marked = _marked(inspection, found)
    return Comparison(Compared(inspection, base, here, marked), before, after)


def _with_places_of_submodules(before: Past, now: Snapshot) -> Past:
    """A checkout writes ``.git`` into each, which no tree has: it is taken as it lies here."""
    snapshot = before.snapshot
    for prefix in before.checkout.homes:
        path = f"{prefix}{_GIT}"
        if prefix and path in now.main.files and path not in snapshot.main.files:
            snapshot = reverted(now, snapshot, path)
    return before._replace(snapshot=snapshot)


def _marked(inspection: Inspection, found: Diff) -> Diff:
    """With what git ignores marked among what came: nobody hears of it from git."""
    repository = find_repository(inspection.location.root)
    added = [each.path for each in found.changes if each.what == ("added",)]
    if isinstance(repository, NoRepository) or not added:
        return found
    try:
        verdicts = repository.verdicts(
            [each for each in added if lies_inside(repository.root, each)]
        )
    except ContextError:
        return found
    ignored = {path for path, verdict in verdicts.items() if verdict and verdict.ignored}
    changes = tuple(
        each._replace(ignored_by_git=True) if each.path in ignored else each
        for each in found.changes
    )
    return found._replace(changes=changes)


def _by_git(now: Snapshot, repository: Repository, index: Index, before: Past) -> Snapshot:
    """*now* with the names that git has for what it keeps."""
    root, prefix = repository.root, repository.prefix

    def unchanged(path: str) -> str | None:
        return index.unchanged(prefix + path, f"{root}/{path}")

    source = Tracked(
        now.origins.main,
        before.checkout.object_ids,
        unchanged,
        cache(FilesOfRevision(before.checkout).attributes),
        FilesOfRevision(before.checkout),
    )
    return now._replace(origins=now.origins._replace(main=source))


def _algorithm(repository: Repository) -> str:
    out = repository.ask(["rev-parse", "--show-object-format"])
    return out.decode().strip()
