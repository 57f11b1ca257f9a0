"""What a project needs to be checked from now on, as files to look at before they are written."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from ctxscan.api.asked import Answer, Answers, collect, each_build
from ctxscan.api.build import inspect
from ctxscan.api.sharing import one_for_each_file
from ctxscan.api.starting_files import (
    GITLAB,
    OURS,
    WORKFLOW,
    WORKFLOWS,
    github_file,
    gitlab_file,
    hook_file,
    settings_file,
)
from ctxscan.api.suggest import suggest_for_all
from ctxscan.api.together import Walked, together
from ctxscan.api.unwritten import unwritten
from ctxscan.context.git.facts import git_facts
from ctxscan.context.git.tracked import read_tracked
from ctxscan.context.links.checkout import is_below
from ctxscan.context.planned_file import LeftFile, PlannedFile
from ctxscan.context.project_top import ProjectTop
from ctxscan.context.real_path import real_path
from ctxscan.context.settings import read_settings
from ctxscan.context.writable import Writable
from ctxscan.errors import CtxscanError, UsageError
from ctxscan.findings.check.checked import Begun, Checked, Surroundings
from ctxscan.findings.check.limits import Limits
from ctxscan.findings.suggest.model import DEFAULT_SOURCES, SuggestOptions
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from ctxscan.api.arguments import BuildArguments
    from ctxscan.api.asked import Asked
    from ctxscan.context.planned_file import Start
    from ctxscan.ignore.git.matcher import GitRules
    from ctxscan.inspection import Inspection

PARTS = ("ignore-file", "settings", "pre-commit", "ci")


class Setup(NamedTuple):
    """Nothing of it is written: ``file.write()`` does that."""

    files: tuple[PlannedFile, ...]

    left: tuple[LeftFile, ...]
    """What is there and stays as it is, with the lines that a user may add."""

    builds: Answers[Checked]
    """What ``check --all`` finds once they are written."""


class _Ignoring(NamedTuple):
    """Ignore files as they are to be."""

    files: tuple[PlannedFile, ...]
    left: tuple[LeftFile, ...]

    data: Mapping[str, bytes]
    """By the real path of the file."""


def init(
    path: str = ".",
    *,
    skip: Collection[str] = (),
    environment: Mapping[str, str] = MappingProxyType({}),
    progress: Callable[[int], None] | None = None,
) -> Setup:
    """Settings, ignore files, a pre-commit hook and a CI job for the project at *path*.

    *skip*: some of PARTS. Nothing that is there is replaced: lines are added where nothing else
    changes. Raises CtxscanError, also where *path* is below a repository, or nothing is built.
    """
    top = ProjectTop.of(path)
    asked = each_build(path, whole_project=True, environment=environment, workers=2)
    ignoring = _Ignoring((), (), {})
    if "ignore-file" not in skip:
        ignoring = _ignoring(asked, _expected(top, skip), environment, progress)
    checked = _checked(asked, ignoring, environment, progress)
    if not checked.found:
        raise UsageError(
            f"no build of {path} can be looked into", hint=f"see ctxscan builds {path}"
        )
    starts = list(_starts(top, checked, skip))
    files = [each for each in starts if isinstance(each, PlannedFile)]
    left = [each for each in starts if isinstance(each, LeftFile)]
    return Setup((*ignoring.files, *files), (*ignoring.left, *left), checked)


def _expected(top: ProjectTop, skip: Collection[str]) -> list[str]:
    """The job's path, absolute, and those above it: a rule is to take what is written here."""
    if "ci" in skip or not _needs_workflow(top):
        return []
    path = Path(top.root, WORKFLOW)
    return [str(each) for each in (path, *path.parents) if is_below(str(each), top.root)]


def _needs_workflow(top: ProjectTop) -> bool:
    if top.is_there(GITLAB) and not top.is_there(".github"):
        return False
    return not top.any_speaks_of(WORKFLOWS, (".yml", ".yaml"), OURS)


def _ignoring(
    asked: Asked,
    expected: Sequence[str],
    environment: Mapping[str, str],
    progress: Callable[[int], None] | None,
) -> _Ignoring:
    files, left, data = [], [], {}
    for each in one_for_each_file(asked).found:
        target = Writable.of(each.value.location)
        root = each.value.location.root
        below = frozenset(_below(path, root) for path in expected if is_below(path, root))
        options = SuggestOptions(DEFAULT_SOURCES, "default", brief=True, expected=below)
        try:
            found = suggest_for_all(each.value, options, environment=environment, progress=progress)
            place = str(target.place())
        except CtxscanError as error:
            left.append(LeftFile(target.shown, error.message))
            continue
        if found.new != (target.on_disk or b""):
            files.append(PlannedFile(target.shown, target.on_disk, found.new))
            data[place] = found.new
    return _Ignoring(tuple(files), tuple(left), data)


def _below(path: str, root: str) -> str:
    return path[len(root) :].replace(os.sep, "/").lstrip("/")


def _checked(
    asked: Asked,
    ignoring: _Ignoring,
    environment: Mapping[str, str],
    progress: Callable[[int], None] | None,
) -> Answers[Checked]:
    """Each build as it is checked once the files are written."""

    def begin(path: str, build: BuildArguments, *, fits: bool) -> Begun:
        inspection = inspect(path, **build)
        target = Writable.of(inspection.location)
        new = ignoring.data.get(real_path(target.path))
        if new is not None:
            inspection = inspection.with_ignore_file(new, target.shown)
        return Begun.of(inspection, Limits(leaks=True, missing=fits))

    def end(begun: Begun, walked: Walked) -> Checked:
        inspection = begun.inspection
        surroundings = Surroundings(
            partial(_rules_of, inspection),
            unwritten=partial(unwritten, inspection, environment),
            tracked=read_tracked,
        )
        return begun.checked(walked, surroundings)

    looks = (
        (
            each,
            partial(
                begin,
                each.path,
                each.arguments,
                fits=each.declared is None or each.declared.fits,
            ),
        )
        for each in asked.builds
    )
    return together(collect(asked, looks), lambda each: each.measuring.looks, end, progress)


def _rules_of(inspection: Inspection) -> GitRules | None:
    return git_facts(inspection.location.root).shared_rules


def _starts(top: ProjectTop, checked: Answers[Checked], skip: Collection[str]) -> Iterator[Start]:
    if "settings" not in skip and read_settings(top.root) is None:
        largest: Answer[Checked] = max(checked.found, key=lambda each: each.value.measured.bytes)
        yield settings_file(top, largest.value.measured.bytes, largest.build.name)
    if "pre-commit" not in skip:
        yield hook_file(top)
    if "ci" not in skip:
        if top.is_there(GITLAB):
            yield gitlab_file(top)
        if _needs_workflow(top):
            yield github_file(top)
