"""Why a source, or the directory that a wildcard looks into, is not there."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING

from ctxscan.context.causes import Cause, cause_of, matching_names
from ctxscan.dockerfile.json_form import AS_JSON, looks_like_json
from ctxscan.finding import Finding
from ctxscan.findings.causes_in_words import FAILS, in_words
from ctxscan.findings.explain import explain
from ctxscan.golang.glob import has_wildcard

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ctxscan.dockerfile.sources import Source
    from ctxscan.errors import Place
    from ctxscan.findings.explain import Explanation
    from ctxscan.findings.mending import Mending
    from ctxscan.ignore.file import Rule
    from ctxscan.ignore.git.matcher import GitRules
    from ctxscan.inspection import Inspection

_LYING_THERE = ("present", "below-link", "link-inside")


class Missing:
    def __init__(
        self, inspection: Inspection, git_rules: Callable[[], GitRules | None], mending: Mending
    ) -> None:
        self.inspection = inspection
        self.git_rules = git_rules
        self.mending = mending
        # Asked for each failing path: to go through all of them each time is the square.
        plan = inspection.plan
        self._sources: dict[int | None, list[Source]] = {}
        for each in plan.sources if plan is not None else ():
            self._sources.setdefault(each.line, []).append(each)
        self._ends: dict[str, list[str]] = {}
        """What the symlinks of a source lead to."""
        for request in inspection.context.requests:
            if request.final:
                self._ends.setdefault(request.source.path, []).append(request.path)
        self.broken_json = frozenset(
            each.line
            for each in inspection.instructions
            if each.keyword in ("copy", "add") and looks_like_json(each)
        )
        """Lines of a COPY or an ADD that was meant to be JSON."""
        self._named: dict[int | None, dict[str, Source]] = {}

    def on_line(self, line: int | None) -> Sequence[Source]:
        return self._sources.get(line, ())

    def source(self, path: str, place: Place) -> tuple[Finding, str]:
        """About a source that is not there, with the kind of the cause."""
        source = self._named_by(path, place)
        cause = self._cause(path, source.written if source else "")
        # Where something else was meant, a rule about what is not there explains nothing.
        meant_another = cause.kind in ("case", "elsewhere")
        ignored = self._ignored(path, exists=cause.kind in _LYING_THERE)
        if ignored is not None and not meant_another:
            hint = self.mending.of_ignored(ignored[0], path, ignored[1], place)
            if hint is None and cause.kind == "absent":
                hint = _ABSENT_TOO
            return _source_ignored(ignored[1], path, place, hint), ""
        if cause.kind == "absent" and self._is_made_before(path):
            message = f"{path!r} {_NOT_YET}"
            return Finding("source-missing", message, place, severity="note", path=path), ""
        is_json = source is not None and looks_like_json(source.instruction)
        hint = AS_JSON if is_json else self.mending.of_cause(cause, path, place)
        if cause.kind == "below-link" and self.inspection.traits.follows_links_first:
            return _link_once(path, place, hint), cause.kind
        message = f"{in_words(cause, path)}, {FAILS}"
        return Finding("source-missing", message, place, hint, "error", path=path), cause.kind

    def directory(self, path: str, place: Place) -> tuple[Finding, str]:
        """The same of a directory that a wildcard looks into, and of which nothing was sent."""
        source = self._searching(path, place)
        cause = self._cause(path, before_wildcard(source.written) if source else "")
        if cause.kind in _LYING_THERE:
            inside = self._cause(f"{path}/*", "")
            cause = inside if inside.kind == "below-file" else cause
        if cause.kind == "absent" and self._is_made_before(path):
            message = f"{path!r} {_NOT_YET}"
            note = Finding("no-directory-to-search", message, place, severity="note", path=path)
            return note, ""
        why, hint = self._why_unsent(path, source, cause, place)
        message = f"{why}, {FAILS}"
        found = Finding("no-directory-to-search", message, place, hint, "error", path=path)
        return found, cause.kind

    def _why_unsent(
        self, path: str, source: Source | None, cause: Cause, place: Place
    ) -> tuple[str, str | None]:
        written = source.written if source is not None else f"{path}/*"
        may_be_absent = self._if_absent(written, path, place)
        if cause.kind not in _LYING_THERE:
            hint = self.mending.of_cause(cause, path, place)
            return in_words(cause, path), _either(hint, may_be_absent)
        root = self.inspection.location.root
        matching = matching_names(root, path, source.path) if source is not None else []
        for each in [path, *matching]:
            decided = self._explained(each, is_directory=each == path)
            if not decided.eligible and decided.rule is not None:
                rule = f"{decided.rule.place} ({decided.rule})"
                which = "" if each == path else "all that matches, "
                one = "" if each == path else " for one,"
                helps = self.mending.helps_without(decided.rule, path, place)
                return (
                    f"{which}{each!r}{one} is ignored by {rule}, so that nothing of {path!r} is "
                    f"there for {written!r} to look in"
                ), _either("take the rule back" if helps else None, may_be_absent)
        return (
            f"{written!r} matches nothing in {path!r}, and nothing else of it is asked for, so "
            "that the directory is not there at all"
        ), may_be_absent

    def _if_absent(self, written: str, path: str, place: Place) -> str | None:
        root = self.inspection.location.root
        inside = matching_names(root, path, f"{path}/*")
        ways = (
            self.mending.always_there(written, path, place),
            self.mending.with_one_of(inside, path, place),
        )
        found = ", or ".join(filter(None, ways))
        return f"if it may be absent, {found}" if found else None

    def _cause(self, path: str, written: str) -> Cause:
        location = self.inspection.location
        return cause_of(location.root, location.dockerfile.in_context, path, written)

    def _named_by(self, path: str, place: Place) -> Source | None:
        """The source of *path* on the line."""
        if place.line not in self._named:
            first = {each.path: each for each in reversed(self.on_line(place.line))}
            self._named[place.line] = first
        return self._named[place.line].get(path)

    def _searching(self, path: str, place: Place) -> Source | None:
        """The source whose wildcard looks into *path*."""
        for each in self.on_line(place.line):
            if each.wildcard and each.path.startswith(f"{path}/"):
                return each
        return None

    def _ignored(self, path: str, *, exists: bool) -> tuple[str, Rule] | None:
        """What of the source, or of what its symlinks lead to, is ignored, and by what."""
        for named in (path, *self._ends.get(path, ())):
            decided = explain(self.inspection, named, exists=exists, is_directory=False)
            if not decided.eligible and decided.rule is not None:
                return named, decided.rule
        return None

    def _explained(self, path: str, *, is_directory: bool) -> Explanation:
        return explain(self.inspection, path, exists=True, is_directory=is_directory)

    def _is_made_before(self, path: str) -> bool:
        rules = self.git_rules()
        # Whether it will be a directory is unknown: "dist/" means it, too.
        return rules is not None and rules.ignoring(path, is_directory=True) is not None


_NOT_YET = "is not there yet: git ignores it, so a step before the build makes it"


_ABSENT_TOO = "it is not there, either, and the rule would ignore it"


def _source_ignored(rule: Rule, path: str, place: Place, hint: str | None) -> Finding:
    message = f"{path!r} is ignored by {rule.place} ({rule}), {FAILS}"
    return Finding("source-ignored", message, place, hint, "error", path=path)


def _either(remedy: str | None, other: str | None) -> str | None:
    return "; or, ".join(filter(None, (remedy, other))) or None


def _link_once(path: str, place: Place, hint: str | None) -> Finding:
    """The client follows a symlink for one of several sources below it (docs/semantics, D.5)."""
    return Finding(
        "link-once",
        f"{path!r} lies below a symlink that another source is below, too, and BuildKit follows it "
        f"for one of them: it is not sent, {FAILS}",
        place,
        hint,
        "error",
        path=path,
    )


def before_wildcard(written: str) -> str:
    return "/".join(takewhile(lambda part: not has_wildcard(part), written.split("/")))
