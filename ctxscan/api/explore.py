"""A project opened to be explored: its contexts in memory, its builds, its ignore files."""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING

from ctxscan.api.build import inspect
from ctxscan.api.ground import Ground
from ctxscan.context.git.tracked import read_tracked
from ctxscan.context.real_path import real_path
from ctxscan.context.user_paths import look_at
from ctxscan.context.writable import Writable
from ctxscan.errors import CtxscanError
from ctxscan.findings.draft.figures import failures_of, weigh
from ctxscan.findings.draft.rules import text_with, under
from ctxscan.findings.draft.tracked import TrackedPaths
from ctxscan.findings.explain import explain as explain_path
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ctxscan.api.arguments import BuildArguments
    from ctxscan.api.asked import Asked
    from ctxscan.builders import BuilderName
    from ctxscan.findings.draft.figures import Weighed
    from ctxscan.findings.draft.folder import Planted
    from ctxscan.findings.explain import Explanation
    from ctxscan.inspection import Inspection
    from ctxscan.inspection.named import NamedBuild

Lines = tuple[str, ...]
"""Rules that are drafted, in their order."""


class Break(NamedTuple):
    """A step that goes on without the drafted rules, and fails with them."""

    build: str
    """As its project names it; else its Dockerfile."""

    dockerfile: str
    """Relative to the context, where it lies in it."""

    line: int | None
    text: str
    """Of the instruction, on one line."""

    message: str
    """What the builder misses."""


_MOST_WEIGHED = 256
"""Builds under drafted rules that ``undo`` and the like find as they were."""


class Exploration:
    """What a session asks of the world; nothing of it draws."""

    def __init__(self, asked: Asked, environment: Mapping[str, str]) -> None:
        self.builds = asked.builds
        self.source = asked.source
        self._environment = environment
        self._grounds: dict[str, Ground] = {}
        self._tracked: dict[str, TrackedPaths | None] = {}
        self._sharing: dict[str, tuple[NamedBuild, ...]] = {}
        self._weighed: dict[str, Weighed] = {}
        self._drafted: dict[tuple[str, Lines], Weighed] = {}
        self._bases: dict[tuple[str, int], _Base | None] = {}
        self._failing: dict[tuple[str, Lines], _Found] = {}

    def open(self, at: int, builder: BuilderName | None, target: str | None) -> Inspection:
        """The build at that place. Raises CtxscanError."""
        build = self.builds[at]
        arguments: BuildArguments = {**build.arguments}
        if builder is not None:
            arguments["builder"] = builder
        if target is not None:
            arguments["target"] = target
        return inspect(build.path, **arguments)

    def ground(self, inspection: Inspection) -> Ground:
        """Its context; walked anew where ``forget`` was called."""
        root = inspection.location.root
        if root not in self._grounds:
            self._grounds[root] = Ground(root, inspection.options.workers)
        return self._grounds[root]

    def forget(self) -> None:
        """Something was written: what is in memory is no longer what is there."""
        for each in (
            *(self._grounds, self._tracked, self._sharing, self._weighed, self._drafted),
            *(self._bases, self._failing),
        ):
            each.clear()

    def weighed(self, inspection: Inspection, lines: Lines) -> Weighed:
        """*inspection* with *lines* behind its rules, once all is walked.

        Raises CtxscanError where the builder refuses it.
        """
        build = repr(inspection.options)
        if build not in self._weighed:
            self._weighed[build] = weigh(self.ground(inspection).planted, inspection)
        base = self._weighed[build]
        if not lines:
            return base
        if (build, lines) not in self._drafted:
            planted = self.ground(inspection).planted
            self.keep(inspection, lines, weigh(planted, under(inspection, lines), base))
        return self._drafted[build, lines]

    def keep(self, inspection: Inspection, lines: Lines, weighed: Weighed) -> None:
        """What *lines* come to, weighed elsewhere."""
        while len(self._drafted) >= _MOST_WEIGHED:
            del self._drafted[next(iter(self._drafted))]
        self._drafted[repr(inspection.options), lines] = weighed

    def tracked(self, inspection: Inspection, path: str) -> int:
        """How many files git tracks at *path* and below it."""
        root = inspection.location.root
        if root not in self._tracked:
            known = read_tracked(root)
            self._tracked[root] = TrackedPaths(known) if known is not None else None
        paths = self._tracked[root]
        return paths.count(path) if paths is not None else 0

    def file_of(self, inspection: Inspection) -> str:
        """Of the ignore file that the build reads, or would read: one draft for each."""
        return real_path(Writable.of(inspection.location).path)

    def breaks(
        self, inspection: Inspection, lines: Lines, seconds: float = math.inf
    ) -> tuple[Break, ...] | None:
        """What fails because of *lines*, of all builds that read the ignore file.

        The model of each builder says so. *inspection* is the build without them. Goes on for
        about so many *seconds*; ``None``: not done yet, and the next call goes on.
        """
        key = repr((self.file_of(inspection), inspection.options)), lines
        if key not in self._failing:
            self._failing[key] = _Found([], self._find_breaks(inspection, key[0], lines))
        found, ends = self._failing[key], time.perf_counter() + seconds
        for each in found.rest:
            found.breaks.extend(each)
            if time.perf_counter() > ends:
                return None
        return tuple(found.breaks)

    def prepare(self, inspection: Inspection) -> None:
        """Look at all builds that read the ignore file, before a rule is drafted."""
        key = repr((self.file_of(inspection), inspection.options))
        planted = self.ground(inspection).planted
        for at, named in enumerate(self._sharing_with(inspection, key)):
            self._base((key, at), named, planted)

    def _find_breaks(self, inspection: Inspection, key: str, lines: Lines) -> Iterator[list[Break]]:
        """Build by build."""
        if not lines:
            return
        planted = self.ground(inspection).planted
        for at, named in enumerate(self._sharing_with(inspection, key)):
            base = self._base((key, at), named, planted)
            if base is not None:
                yield self._broken(named, base, planted, lines)

    def _sharing_with(self, inspection: Inspection, key: str) -> tuple[NamedBuild, ...]:
        if key not in self._sharing:
            from ctxscan.api.sharing import builds_sharing  # noqa: PLC0415 - it loads what reads settings and declarations: a fifth of the time to the first rows

            sharing = builds_sharing(inspection, self._environment).builds
            self._sharing[key] = tuple(each for each in sharing if each.by_name is None)
        return self._sharing[key]

    def _base(self, key: tuple[str, int], named: NamedBuild, planted: Planted) -> _Base | None:
        if key not in self._bases:
            try:
                weighed = self.weighed(named.inspection, ())
                lines = {each.line for each in failures_of(planted, weighed)}
                self._bases[key] = _Base(weighed, frozenset(lines))
            except CtxscanError:
                self._bases[key] = None  # refused as it is: no rule can break it
        return self._bases[key]

    def _broken(
        self, named: NamedBuild, base: _Base, planted: Planted, lines: Lines
    ) -> list[Break]:
        inspection = named.inspection
        file = named.shown.removeprefix(f"{inspection.location.shown}/")
        try:
            weighed = self.weighed(inspection, lines)
            if weighed.brings_the_same(base.weighed):
                return []
            now = failures_of(planted, weighed)
        except CtxscanError as error:
            return [Break(named.name, file, None, "", error.message)]
        texts = {each.line: " ".join(each.text.split()) for each in inspection.instructions}
        return [
            Break(named.name, file, each.line, texts.get(each.line or 0, ""), each.message)
            for each in now
            if each.line not in base.failing
        ]

    def explain(self, weighed: Weighed, path: str) -> Explanation:
        """Why *path* is sent or not under the rules that are drafted. Raises CtxscanError."""
        inspection = weighed.inspection
        seen = look_at(inspection.location.root, path)
        return explain_path(inspection, path, **seen._asdict(), carries=lambda *_: False)

    def text(self, inspection: Inspection, lines: Lines) -> bytes:
        """The ignore file with *lines* behind it."""
        return text_with(inspection, lines)

    def shown(self, inspection: Inspection) -> str:
        """The ignore file as the user would write it."""
        return Writable.of(inspection.location).shown

    def check_writable(self, inspection: Inspection) -> None:
        """Raises UsageError where the file must not be written."""
        Writable.of(inspection.location).place()

    def write(self, inspection: Inspection, lines: Lines) -> None:
        """As ``suggest --write`` does: whole or not at all, and not over what somebody saved.

        Raises UsageError where it cannot or must not be.
        """
        Writable.of(inspection.location).write(text_with(inspection, lines))
        self.forget()


class _Found(NamedTuple):
    """What drafted rules break, as far as somebody has looked."""

    breaks: list[Break]
    rest: Iterator[list[Break]]


class _Base(NamedTuple):
    """A build without drafted rules."""

    weighed: Weighed
    failing: frozenset[int | None]
    """Lines of the steps that fail all the same."""
