"""Rules and sources that do not do what they look like."""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING, Unpack

from ctxscan.api.asked import for_each
from ctxscan.api.assumed import with_dockerfile
from ctxscan.api.build import inspect
from ctxscan.api.failing import git_rules
from ctxscan.api.history import history_of
from ctxscan.api.together import together
from ctxscan.api.too_early import too_early_copies
from ctxscan.builders import DEFAULT_BUILDER, BuilderName, traits_of
from ctxscan.context.git.tracked import read_tracked
from ctxscan.context.locate.docker import STDIN
from ctxscan.context.writable import Writable
from ctxscan.errors import UsageError
from ctxscan.findings.codes import page
from ctxscan.findings.lint import ONE_PROCESS, Begun, Lint
from ctxscan.findings.lint.fix import fixed, fixes
from ctxscan.findings.lint.places import SharedPlaces
from ctxscan.findings.lint.rules.refused import refusals
from ctxscan.inspection import BuildFiles, locate
from ctxscan.inspection.side_by_side import add_up_all
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from ctxscan.api.arguments import BuildArguments
    from ctxscan.api.asked import Answers, Asked
    from ctxscan.api.together import Walked
    from ctxscan.context.locate.docker import Location
    from ctxscan.errors import CtxscanError
    from ctxscan.finding import Finding
    from ctxscan.ignore.git.matcher import GitRules
    from ctxscan.inspection import Inspection, TransferWalk
    from ctxscan.inspection.look import Look

_TOO_EARLY = "copy-too-early"
_MOST_FIXES = 100_000
"""More lines than an ignore file has: a fix that never ends would be a mistake of ours."""


class Linted(NamedTuple):
    location: Location
    builder: BuilderName
    target: str | None
    lint: Lint

    changed: int = 0
    """Lines of the ignore file that were mended."""

    def about(self, findings: Iterable[Finding]) -> Linted:
        """The same with other findings."""
        return self._replace(lint=self.lint._replace(findings=tuple(findings)))


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
    linting = _Linting(path, with_dockerfile(path, build), _codes(skip), progress)
    found = linting.look()
    changed = 0
    # One fix may bring another one to light.
    while fix and changed < _MOST_FIXES and (written := _write_fixes(found)):
        changed += written
        found = linting.look()
    return found._replace(changed=changed)


def lints(
    asked: Asked,
    *,
    fix: bool = False,
    skip: Iterable[str] = (),
    progress: Callable[[int], None] | None = None,
) -> Answers[Linted]:
    """Lint each build; what bake passes over in its file is a finding of the build it stands in.

    Raises CtxscanError for one build on its own.
    """
    skipped = _codes(skip)

    if fix:
        # One after the other: what one of them writes, the next one reads.
        found = for_each(
            asked,
            lambda path, build: lint(path, fix=True, skip=skipped, progress=progress, **build),
        )
        return _with_slips(found, skipped)

    places = SharedPlaces()

    def begin(path: str, build: BuildArguments) -> _Begun:
        build = with_dockerfile(path, build)
        return _Linting(path, build, skipped, progress).begin(places)

    rules_of = cache(git_rules)  # asked once for all builds of a directory

    early = too_early_copies()

    def end(begun: _Begun, walked: Walked) -> Linted:
        return begun.end(walked, rules_of, early)

    begun = for_each(asked, begin)
    together_found = together(begun, lambda each: each.looks, end, progress, ONE_PROCESS)
    return _with_slips(together_found, skipped)


def _with_slips(answers: Answers[Linted], skipped: frozenset[str]) -> Answers[Linted]:
    """What bake passes over without a word, as findings of the build that it stands in."""
    asked = answers.asked
    slips = [each for each in asked.notices if each.code == "bake-ignored"]
    if not slips or not answers.found:
        return answers
    others = tuple(each for each in asked.notices if each not in slips)
    found = list(answers.found)
    for slip in slips:
        if slip.code in skipped:
            continue
        inside = [at for at, each in enumerate(found) if f'"{each.build.name}"' in slip.message]
        at = inside[0] if inside else 0
        linted = found[at].value
        found[at] = found[at]._replace(value=linted.about((slip, *linted.lint.findings)))
    return answers._replace(asked=asked._replace(notices=others), found=tuple(found))


class _Linting(NamedTuple):
    path: str
    build: BuildArguments
    skipped: frozenset[str]
    progress: Callable[[int], None] | None

    def look(self) -> Linted:
        begun = self.begin()
        walked = add_up_all(begun.looks, ONE_PROCESS, self.progress)
        return begun.end(walked, git_rules, too_early_copies())

    @property
    def _builder(self) -> BuilderName:
        return self.build.get("builder", DEFAULT_BUILDER)

    def _located(self) -> Location:
        build = self.build
        if not traits_of(self._builder).reads_rules_as_docker:
            raise UsageError(
                "lint reads an ignore file as Docker does",
                hint="leave out --builder: podman-differs tells what podman reads otherwise",
            )
        # A Dockerfile on stdin is left there for the inspection: it decides about no ignore file.
        files = BuildFiles(
            self.path,
            build.get("file"),
            build.get("ignore_file"),
            build.get("stdin_name", STDIN),
        )
        return locate(self._builder, files)

    def begin(self, places: SharedPlaces | None = None) -> _Begun:
        """With no walk for an ignore file that Docker refuses."""
        location = self._located()
        file = location.ignore_file
        refused = refusals(file.data, file.shown, traits_of(self._builder)) if file else ()
        head = Linted(location, self._builder, self.build.get("target"), Lint(refused, 0, 0))
        if refused:
            return _Begun(head, self.skipped)
        inspection = inspect(self.path, **self.build)
        # It is read a second time there, and what is found is about that text.
        Writable.of(location).check_unchanged(Writable.of(inspection.location).on_disk)
        return _Begun(head, self.skipped, Begun.of(inspection, places))


class _Begun(NamedTuple):
    head: Linted
    skipped: frozenset[str]
    checks: Begun | None = None

    @property
    def looks(self) -> Sequence[Look]:
        return self.checks.looks if self.checks is not None else ()

    def end(
        self,
        walked: Sequence[TransferWalk | CtxscanError],
        rules_of: Callable[[str], Callable[[], GitRules | None]],
        early: Callable[[Inspection], Iterable[Finding]],
    ) -> Linted:
        """*rules_of*: what git says of a directory; *early*: copies that stand too early."""
        if self.checks is None:
            return self.head
        root = self.head.location.root
        early = early if _TOO_EARLY not in self.skipped else lambda _: ()
        checks = self.checks

        def further(inspection: Inspection) -> Iterator[Finding]:
            yield from early(inspection)
            yield from checks.about_history(history_of)

        found = checks.lint(walked, rules_of(root), partial(_tracked, root), further)
        kept = tuple(each for each in found.findings if each.code not in self.skipped)
        return self.head._replace(lint=found._replace(findings=kept))


def _tracked(root: str) -> Iterable[str]:
    return read_tracked(root) or ()


def _codes(skipped: Iterable[str]) -> frozenset[str]:
    chosen = frozenset(skipped)
    for code in sorted(chosen):
        if "lint" not in page(code, f"--skip {code}").commands:
            raise UsageError(f"--skip {code}: lint has no such code", hint="see ctxscan rule")
    return chosen


def _write_fixes(found: Linted) -> int:
    """How many lines were changed. Raises UsageError when the file cannot be written."""
    file = found.location.ignore_file
    changes = fixes(found.lint.findings, file.shown) if file else {}
    if file is None or (data := fixed(file.data, changes)) == file.data:
        return 0
    Writable.of(found.location).write(data)
    return len(changes)
