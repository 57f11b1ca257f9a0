"""One build of a sample, before and after a suggestion: is junk alone the difference?"""

from __future__ import annotations

import os
import posixpath
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from ctxscan.findings.catalog import catalog_up_to
from ctxscan.golang.glob import has_wildcard
from tests.engines.expected import Expected, expect, look_into, printed_figure, without
from tests.engines.standins import COPY_ALL, stand_in
from tests.support import model
from tests.support.program import ctxscan
from tests.support.repositories import ENVIRONMENT
from tests.support.samples import PROJECTS, Build, fill_a_clone
from tests.support.trees import make_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ctxscan.builders import BuilderName
    from tests.engines.builds import Built


ENVELOPE = 1024
"""Bytes, at most, that a file costs beyond its content: a header of tar, and its padding."""


class Make(Protocol):
    """An engine; raises BuildFailedError."""

    def __call__(self, context: Path, *options: str) -> Built: ...


@dataclass(frozen=True, slots=True)
class Outcome:
    """One build by the engine, and what ctxscan says of it."""

    built: Built
    expected: Expected
    report: Any

    @property
    def bytes(self) -> int:
        transfer: int = self.report["sent"]["transfer_bytes"]
        return transfer


@dataclass(frozen=True, slots=True)
class Trial:
    build: Build
    builder: BuilderName
    make: Make
    context: Path
    own: str
    """The Dockerfile that ``suggest`` reads."""

    stand_in: str
    """The Dockerfile that the engine builds: it needs no registry, and leaves all in its place."""

    names: tuple[str, ...]
    """What the Dockerfile asks for by its full name."""

    @property
    def dockerfile(self) -> Path:
        return self.context / self.build.dockerfile

    def outcome(self) -> Outcome:
        """Raises BuildFailedError."""
        make_file(self.dockerfile, self.stand_in)
        built = self.make(self.context, f"--file={self.dockerfile}")
        expected = expect(self.context, self.builder, self.build.dockerfile)
        return Outcome(built, expected, self._ctxscan("report", "--format=json"))

    def suggest(self) -> None:
        """Write the suggestion into the ignore file."""
        make_file(self.dockerfile, self.own)
        self._ctxscan("suggest", "--write")

    def _ctxscan(self, name: str, option: str) -> Any:
        build = ("--file", self.dockerfile, "--builder", self.builder)
        run = ctxscan(name, self.context, option, *build, env=ENVIRONMENT)
        assert run.exit_code == 0, run.errors
        return run.document if run.stdout else None

    def ignore_file(self) -> Path:
        """The one that this build reads, or would read."""
        found = look_into(self.context, self.builder, self.build.dockerfile).location.ignore_file
        return self.context / (found.path if found else ".dockerignore")

    def may_go(self, path: str) -> bool:
        """Junk or a secret by the catalog, or ignored by git; nothing of the sample itself."""
        sample = PROJECTS / self.build.sample / self.build.context
        return not (sample / path).exists() and (is_known(path) or self._git_ignores(path))

    def _git_ignores(self, path: str) -> bool:
        command = ["git", "-C", str(self.context), "check-ignore", "--quiet", path]
        done = subprocess.run(
            command, env=os.environ | ENVIRONMENT, check=False, capture_output=True
        )
        return done.returncode == 0


def prepare(build: Build, builder: BuilderName, make: Make, where: Path, without: str) -> Trial:
    """Grow the sample, but for the files that the glob *without* hits."""
    context = fill_a_clone(build.sample, where, without=without) / build.context
    own = (context / build.dockerfile).read_text("utf-8")
    # To the classic builder all is sent, so all of it should be seen.
    scratch = COPY_ALL if builder == "classic" else stand_in(context, build.dockerfile)
    names = tuple(named(context, build.dockerfile))
    return Trial(build, builder, make, context, own, scratch, names)


def named(context: Path, dockerfile: str) -> Iterator[str]:
    """Sources without a wildcard, but for the whole context."""
    plan = look_into(context, "buildkit", dockerfile).plan
    assert plan is not None
    for stage in plan.stages:
        for source in stage.sources:
            if source.path and not has_wildcard(source.path):
                yield source.path


def is_known(path: str) -> bool:
    """To the catalog, as ``suggest`` takes it where nobody asks for more; the model judges."""
    return any(
        model.or_parent(model.patterns([row.pattern, *(f"!{keep}" for keep in row.keep)]), path)
        for row in catalog_up_to("default")
    )


def misprinted(trial: Trial, outcome: Outcome) -> Iterator[str]:
    """Whether the engine's figure is that of ``ctxscan report``; Buildah prints none."""
    figure = printed_figure(Expected((), outcome.bytes), trial.builder)
    if trial.builder != "podman" and outcome.built.printed != figure:
        yield f"it printed {outcome.built.printed}, the report says {figure}"


def topmost_lost(before: Outcome, after: Outcome) -> set[str]:
    """Of the paths in an image that are not in the other, those whose directory still is."""
    lost = before.built.image.keys() - after.built.image.keys()
    return {path for path in lost if posixpath.dirname(path) not in lost}


def harm(trial: Trial, before: Outcome, after: Outcome, growth: int) -> Iterator[str]:
    """In words, all but the loss of junk. The ignore file, grown by *growth*, may be new itself."""
    file = trial.ignore_file()
    own = file.relative_to(trial.context).as_posix()
    had, has = (without(each.built.image, paths=(own,)) for each in (before, after))
    yield from (f"{path!r} has appeared" for path in sorted(has.keys() - had.keys()))
    both = sorted(had.keys() & has.keys())
    yield from (f"{path!r} has changed" for path in both if had[path] != has[path])
    lost = sorted(topmost_lost(before, after))
    yield from (f"{path!r} is lost" for path in lost if not trial.may_go(path))
    gone = (path for path in trial.names if path not in after.built.image)
    yield from (f"{path!r} is lost, which the Dockerfile names" for path in gone)
    if after.built.image.get(own, ("file", file.read_bytes())) != ("file", file.read_bytes()):
        yield f"{own} is not what was written"
    is_sent = any(sent.path == own for sent in after.expected.sent)
    if after.bytes > before.bytes + (growth + ENVELOPE) * is_sent:
        yield f"more is sent: {after.bytes} bytes after {before.bytes}"
