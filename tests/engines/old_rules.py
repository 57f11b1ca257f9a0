"""What a Docker older than 23.0 does with an ignore file, as filters for ctxscan's own walk.

Sources: docker 20.10, pkg/fileutils (PatternMatcher), pkg/archive (TarWithOptions) and
cli/command/image/build; tonistiigi/fsutil of 2020, walker.go. ctxscan does not follow these rules:
they are here to tell, for any context, whether an old engine and today's agree on it, and what the
old one does where they do not.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ctxscan.builders import traits_of
from ctxscan.builders.buildkit.meter import BuildKitMeter
from ctxscan.builders.classic.meter import IGNORE_FILE, ClassicMeter
from ctxscan.context.entry import Filter, Judgement
from ctxscan.context.links.buildkit import follow_links, without_nested
from ctxscan.errors import CtxscanError, IgnoreFileError, Place
from ctxscan.golang.glob import BadGlobError, glob_match
from ctxscan.golang.text import as_go_reads
from ctxscan.ignore.file import rule_of
from ctxscan.ignore.matcher import Matcher
from ctxscan.ignore.podman.regexp import podman_regexp
from ctxscan.ignore.verdict import Verdict
from ctxscan.inspection import Inspection, Transfer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxscan.builders import BuilderName
    from ctxscan.builders.protocol import Detail, Meter
    from ctxscan.builders.traits import Traits
    from ctxscan.context.locate.docker import DockerfileFound
    from ctxscan.ignore.file import Rule

OLD = (23,)
"""The first version with today's rules."""


class OldMatcher:
    """The procedure ``Matches``: each rule on the path, and on one directory above it."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules = rules
        # There are no short cuts yet: every pattern is a regular expression.
        self._regexps = [podman_regexp(rule.pattern, ending="") for rule in rules]

    def ignores(self, path: str) -> bool:
        ignored = False
        parents = path.split("/")[:-1]
        for rule, regexp in zip(self.rules, self._regexps, strict=True):
            if regexp is None:
                raise IgnoreFileError("syntax error in pattern", place=rule.place)
            depth = rule.pattern.count("/") + 1
            above = "/".join(parents[:depth]) if depth <= len(parents) else None
            hit = regexp.matches(as_go_reads(path)) or (
                above is not None and regexp.matches(as_go_reads(above))
            )
            if hit:
                ignored = not rule.exception
        return ignored

    def descends(self, path: str) -> bool:
        return any(
            rule.exception and f"{rule.pattern}/".startswith(f"{path}/") for rule in self.rules
        )


@dataclass(frozen=True, slots=True)
class OldBuilder:
    """An old builder; *paths* are what BuildKit asks for, ``None`` for all of it."""

    matcher: OldMatcher
    is_classic: bool
    paths: tuple[str, ...] | None = None

    @property
    def traits(self) -> Traits:
        traits = traits_of("classic" if self.is_classic else "buildkit")
        return traits._replace(checks_ignored_directories=False)

    @property
    def ignored(self) -> Matcher:
        return Matcher(self.matcher.rules)

    @property
    def alike(self) -> object:
        return id(self)

    def filter(self, detail: Detail) -> Filter:  # noqa: ARG002 - it tells what is sent
        return OldFilter(self, "", included=self.paths is None)

    def transfer(self) -> Meter:
        return ClassicMeter(None) if self.is_classic else BuildKitMeter()

    def with_rules(self, rules: Sequence[Rule]) -> OldBuilder:
        return replace(self, matcher=OldMatcher(rules))

    def without_sources(self) -> OldBuilder:
        return self

    def for_every_stage(self) -> OldBuilder:
        return self


@dataclass(frozen=True, slots=True)
class OldFilter:
    builder: OldBuilder
    directory: str
    included: bool
    visited = True

    def same_for_all_names(self) -> None:
        """Every path is judged by itself."""

    def by_rules(self) -> None:
        """Every path is judged by itself."""

    def judge(self, name: str) -> Judgement | None:
        path = self.directory + name
        wanted, _ = self._wanted(path)
        return _judgement(sent=wanted and not self.builder.matcher.ignores(path))

    def enter(self, name: str) -> tuple[Judgement | None, Filter | None]:
        path = self.directory + name
        wanted, whole = self._wanted(path)
        if not wanted:
            return None, None
        ignored = self.builder.matcher.ignores(path)
        if ignored and not self.builder.matcher.descends(path):
            return None, None
        # The old BuildKit announces every directory that it looks into, the old classic does not.
        sent = not (ignored and self.builder.is_classic)
        return _judgement(sent=sent), OldFilter(self.builder, f"{path}/", included=whole)

    def _wanted(self, path: str) -> tuple[bool, bool]:
        """Whether *path* is asked for or on the way, and whether all below it is, too."""
        if self.included:
            return True, True
        matches = [_match_start(pattern, path) for pattern in self.builder.paths or ()]
        return any(matches), "whole" in matches


def _judgement(*, sent: bool) -> Judgement:
    return Judgement(sent=sent, verdict=Verdict(ignored=not sent, rule=None))


def _match_start(pattern: str, path: str) -> str | None:
    """Whether as many components of *pattern* as *path* has match it, and if that is all of it."""
    count = path.count("/") + 1
    parts = pattern.split("/")
    try:
        hit = glob_match("/".join(parts[:count]), path)
    except BadGlobError:
        return None
    return ("part" if len(parts) > count else "whole") if hit else None


def old_sync(inspection: Inspection, builder: BuilderName) -> Transfer:
    """The transfer of the context as an old Docker would do it. Raises CtxscanError."""
    today = inspection.context
    if builder == "classic":
        rules = _with_rescue(inspection.ignore_file.rules, inspection.location.dockerfile)
        return Transfer(today.title, today.root, OldBuilder(OldMatcher(rules), is_classic=True))
    assert inspection.plan is not None
    paths = inspection.plan.follow_paths
    followed = None if paths is None else without_nested(follow_links(today.root, paths))
    rules = tuple(_as_sent(rule) for rule in inspection.ignore_file.rules)
    matcher = OldMatcher(rules)
    return Transfer(today.title, today.root, OldBuilder(matcher, is_classic=False, paths=followed))


def _with_rescue(rules: Sequence[Rule], dockerfile: DockerfileFound) -> Sequence[Rule]:
    """With exceptions for the ignore file and the Dockerfile, where the old rules ignore them."""
    rescued = [*rules]
    for path in (IGNORE_FILE, dockerfile.in_context):
        if path is not None and _ignores(rescued, path):
            rescue = rule_of(f"!{path}", f"!{path}", Place("the docker client"))
            rescued.extend([rescue] if rescue else [])
    return rescued


def _ignores(rules: Sequence[Rule], path: str) -> bool:
    try:
        return OldMatcher(rules).ignores(path)
    except IgnoreFileError:
        return False  # the client takes an error for a "no"


def _as_sent(rule: Rule) -> Rule:
    """As it travels: in UTF-8, and not encoded, so that HTTP/2 refuses what it has no place for."""
    if any((char < " " and char != "\t") or char == "\x7f" for char in rule.pattern):
        raise CtxscanError("a control character in a pattern", place=rule.place)
    return rule._replace(pattern=as_go_reads(rule.pattern))
