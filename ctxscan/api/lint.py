"""Rules and sources that do not do what they look like."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple, Unpack

from ctxscan.api.build import inspect
from ctxscan.context.locate.docker import BuildFiles, locate_buildkit, locate_classic
from ctxscan.context.writable import Writable
from ctxscan.errors import UsageError
from ctxscan.findings.lint import CODES, Lint
from ctxscan.findings.lint import lint as lint_inspection
from ctxscan.findings.lint.fix import fixed, fixes
from ctxscan.findings.lint.rules.refused import refusals

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ctxscan.api.arguments import BuildArguments
    from ctxscan.context.locate.docker import Location

_MOST_FIXES = 100_000
"""More lines than an ignore file has: a fix that never ends would be a mistake of ours."""


class Linted(NamedTuple):
    location: Location
    lint: Lint

    changed: int = 0
    """Lines of the ignore file that were mended."""


def lint(
    path: str = ".",
    *,
    fix: bool = False,
    skip: Iterable[str] = (),
    progress: Callable[[int], None] | None = None,
    **build: Unpack[BuildArguments],
) -> Linted:
    """What is wrong with the ignore file and the sources of a build.

    *fix* writes the ignore file, where a fix changes nothing else. *skip*: codes to leave out.
    Raises CtxscanError.
    """
    linting = _Linting(path, build, _codes(skip), progress)
    found = linting.look()
    changed = 0
    # One fix may bring another one to light.
    while fix and changed < _MOST_FIXES and (written := _write_fixes(found)):
        changed += written
        found = linting.look()
    return found._replace(changed=changed)


class _Linting(NamedTuple):
    path: str
    build: BuildArguments
    skipped: frozenset[str]
    progress: Callable[[int], None] | None

    def look(self) -> Linted:
        location = self._located()
        return Linted(location, self._lint(location))

    def _located(self) -> Location:
        build = self.build
        builder = build.get("builder", "buildkit")
        if builder == "podman":
            raise UsageError(
                "lint reads an ignore file as Docker does",
                hint="leave out --builder: podman-differs tells what podman reads otherwise",
            )
        locate = locate_classic if builder == "classic" else locate_buildkit
        # A Dockerfile on stdin is left there for the inspection: it decides about no ignore file.
        return locate(BuildFiles(self.path, build.get("file"), build.get("ignore_file")), bytes)

    def _lint(self, location: Location) -> Lint:
        file = location.ignore_file
        builder = self.build.get("builder", "buildkit")
        refused = refusals(file.data, file.shown, builder) if file else ()
        if refused:
            return Lint(refused, 0, 0)
        inspection = inspect(self.path, **self.build)
        # It is read a second time there, and what is found is about that text.
        Writable.of(location).check_unchanged(Writable.of(inspection.location).on_disk)
        found = lint_inspection(inspection, self.progress)
        kept = tuple(each for each in found.findings if each.code not in self.skipped)
        return replace(found, findings=kept)


def _codes(skipped: Iterable[str]) -> frozenset[str]:
    chosen = frozenset(skipped)
    for code in sorted(chosen - CODES.keys()):
        raise UsageError(f"--skip {code}: no such code", hint=", ".join(sorted(CODES)))
    return chosen


def _write_fixes(found: Linted) -> int:
    """How many lines were changed. Raises UsageError when the file cannot be written."""
    file = found.location.ignore_file
    changes = fixes(found.lint.findings, file.shown) if file else {}
    if file is None or (data := fixed(file.data, changes)) == file.data:
        return 0
    Writable.of(found.location).write(data)
    return len(changes)
