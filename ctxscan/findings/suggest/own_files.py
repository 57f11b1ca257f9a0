"""Ignore files beside single Dockerfiles, where one build needs what another could do without."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.context.entry import EntryType
from ctxscan.errors import Place
from ctxscan.finding import Finding
from ctxscan.findings.suggest.asking import Asked
from ctxscan.findings.suggest.model import OwnFile
from ctxscan.findings.suggest.protected import Protected
from ctxscan.inspection.trial import Amount, tree_with, try_out
from ctxscan.sizes import human_size, plural

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ctxscan.findings.suggest.model import Suggestion
    from ctxscan.findings.suggest.state import State
    from ctxscan.inspection.named import NamedBuild

_MOST_DOCKERFILES = 20
"""Beyond that, nobody wants a file for each."""


def own_files(
    state: State, shared: Suggestion, alone: Callable[[Sequence[NamedBuild]], Suggestion]
) -> Iterator[OwnFile]:
    """A file for each Dockerfile that would send less by rules of its own than by *shared*.

    *alone* suggests for some of the builds. Such a file takes the place of the shared one.
    """
    refused = [each.named for each in state.builds if each.refusal is not None]
    groups = _by_dockerfile([each for each in shared.builds if each not in refused])
    contested = _contested(state) if 1 < len(groups) <= _MOST_DOCKERFILES else frozenset()
    if not contested:
        return
    tree = tree_with(state.tree, shared.inspection, shared.new)
    for builds in groups:
        if not all(map(_may_have_its_own, builds)):
            continue
        first = builds[0].inspection
        trial = try_out(tree, (first,), shared.new)
        sent = trial.sizes
        gets = {path for path in contested if sent and all(path in each for each in sent)}
        if gets <= _named_by(builds, state):
            continue
        found, amount = alone(builds), trial.amount
        after = try_out(tree, (first,), found.new).amount
        saves = Amount(
            amount.files - after.files,
            amount.content_bytes - after.content_bytes,
            amount.transfer_bytes - after.transfer_bytes,
        )
        if saves.files > 0 and not found.broken:
            yield OwnFile(builds, found.new, saves)


def note_of(own: OwnFile) -> Finding:
    shown = own.builds[0].shown
    could = f"{plural(own.saves.files, 'file')}, {human_size(own.saves.content_bytes)}"
    return Finding(
        "own-ignore-file",
        f"{shown} could do without {could} that other builds need",
        Place(shown),
        f"--write --per-dockerfile writes {own.shown} with rules for it alone",
        "note",
    )


def _by_dockerfile(builds: Sequence[NamedBuild]) -> list[tuple[NamedBuild, ...]]:
    found: dict[str | None, list[NamedBuild]] = {}
    for each in builds:
        found.setdefault(each.inspection.location.dockerfile.path, []).append(each)
    return [tuple(group) for group in found.values()]


def _may_have_its_own(build: NamedBuild) -> bool:
    """Whether a file beside its Dockerfile would be read, and by builds of this context alone."""
    inspection = build.inspection
    path = inspection.location.dockerfile.path
    if path is None or not inspection.traits.reads_specific_ignore_file or not build.only_here:
        return False
    lies_at_the_top = path.rpartition("/")[0] == inspection.location.root
    return lies_at_the_top or not build.guessed


def _contested(state: State) -> frozenset[str]:
    """Files that some build names, and others would hardly want: junk, and what is not git's."""
    named = state.protected.explicit.keys() | state.protected.below.keys()
    unwanted = state.junk & named
    if state.own is not None:
        unwanted |= named - state.own
    entries = (state.tree.get(path) for path in unwanted - state.tracked)
    return frozenset(
        each.path for each in entries if each is not None and each.type is not EntryType.DIRECTORY
    )


def _named_by(builds: Sequence[NamedBuild], state: State) -> frozenset[str]:
    """What the instructions of these builds name themselves."""
    asked = [each for each in state.builds if each.named in builds]
    protected = Protected(
        [Asked(request, None) for build in asked for request in build.requests], state.tree
    )
    return frozenset(protected.explicit.keys() | protected.below.keys())
