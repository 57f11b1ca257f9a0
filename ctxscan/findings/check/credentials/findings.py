"""Findings about credentials: what is sent, and what a COPY names, there or not."""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING

from ctxscan.context.peek import peek
from ctxscan.errors import Place as At
from ctxscan.finding import Finding
from ctxscan.findings.catalog.credentials import credentials
from ctxscan.findings.catalog.directories import below
from ctxscan.findings.check.credentials.look import (
    Place,
    counts,
    lies_apart,
)
from ctxscan.findings.check.forbidden import keep_out
from ctxscan.findings.check.limits import MOST
from ctxscan.findings.check.pattern_watch import pattern_rule
from ctxscan.ignore.bits import indices
from ctxscan.ignore.literal import escape_literal
from ctxscan.ignore.matcher import Matcher

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from ctxscan.dockerfile.sources import Source
    from ctxscan.findings.catalog.credentials import Credential
    from ctxscan.findings.check.credentials.look import Found
    from ctxscan.findings.check.remedies import Advisor
    from ctxscan.ignore.git.matcher import GitRules
    from ctxscan.inspection import Inspection

_MOST_BYTES = 256 * 1024
_NAMED = "this line names it: mount it with RUN --mount=type=secret where it is needed"


def secrets(
    found: Sequence[Found],
    place: Place,
    directories: Iterable[str],
    advisor: Advisor,
    inspection: Inspection,
) -> Iterator[Finding]:
    """A finding for each path: an error, or a note on what git tracks all the same.

    *directories*: those that are sent.
    """
    private = [each for each in found if not each.is_public]
    public = [each for each in found if each.is_public]
    for each in private[:MOST]:
        rule = _rule(each, place, directories)
        advice = keep_out(each.hit, advisor, inspection, rule, _NAMED)
        what = f"{each.hit.path} is sent: {each.credential.reason}"
        hint = allowing(each.hit.path, advice["hint"])
        yield Finding(
            "secret-sent",
            what,
            advice["place"],
            hint,
            severity="error",
            path=each.hit.path,
            rules=advice["rules"],
        )
    if len(private) > MOST:
        more = f"{len(private) - MOST:,} more credentials are sent"
        yield Finding("secret-sent", more, severity="error")
    yield from (on_tracked(each, each.hit.path) for each in public[:MOST])
    if len(public) > MOST:
        more = f"{len(public) - MOST:,} more files that git tracks look like credentials"
        yield Finding("secret-sent", more, severity="note")


def on_tracked(found: Found, path: str) -> Finding:
    """Git shows it to everybody already: that is worth a word, and no failure."""
    return Finding(
        "secret-sent",
        f"{path} is sent, and git tracks it: {found.credential.reason}",
        hint=allowing(found.hit.path, "whoever has the repository can read it"),
        severity="note",
        path=path,
    )


def allowing(path: str, hint: str | None) -> str:
    """*hint* with what to do where *path* is no secret."""
    allow = f"if it is no secret: --allow-secret {_quoted(escape_literal(path))}"
    return f"{hint}; {allow}" if hint else allow


def _quoted(text: str) -> str:
    import shlex  # noqa: PLC0415 - most contexts have no secret

    return shlex.quote(text)


def _rule(found: Found, place: Place, directories: Iterable[str]) -> str:
    """The pattern of the table, or the path where that takes more than secrets."""
    row = found.credential
    if row.proof == "content" or row.keep or _takes_more(row.pattern, place, tuple(directories)):
        return escape_literal(found.hit.path)
    return row.pattern


@cache
def _takes_more(pattern: str, place: Place, directories: tuple[str, ...]) -> bool:
    """Whether it hits what git tracks, or a directory that is sent."""
    matcher = Matcher([pattern_rule(pattern)])
    known = place.tracked(place.root)
    return any(matcher.judge_or_parents(path).ignored for path in known or ()) or any(
        path and matcher.rules_for(path) for path in directories
    )


def named_secrets(
    inspection: Inspection,
    place: Place,
    allowed: Iterable[str],
    reported: Iterable[str],
    git_rules: Callable[[], GitRules | None],
) -> Iterator[Finding]:
    """A line that copies a secret, whether the file is there or not; none of *reported*."""
    accepted, done = Matcher([pattern_rule(each) for each in allowed]), set(reported)
    there = {request.path for request in inspection.context.requests if request.exists}
    for source in _copied(inspection):
        path = source.path
        if path in done or lies_apart(path) or accepted.judge_or_parents(path).ignored:
            continue
        rows = list(_rows_of(path))
        judge = (
            partial(_counts_there, place) if path in there else partial(_counts_absent, git_rules)
        )
        row = next((row for row in rows if judge(path, row)), None)
        if row is not None:
            done.add(path)
            yield _copies(inspection, source, row)


def _counts_there(place: Place, path: str, row: Credential) -> bool:
    """Of what is on the disk, and is not sent, or reported already."""
    read = cache(lambda: peek(place.root, path, _MOST_BYTES))
    is_file = read() is not None
    return is_file is not row.of_directories and counts(row, read) and not place.is_public(path)


def _counts_absent(git_rules: Callable[[], GitRules | None], path: str, row: Credential) -> bool:
    """What may hold a credential, and need not, does so where git ignores it.

    What a build would have written before it says nothing of a secret of anybody.
    """
    if below("output").match(path):
        return False
    if row.proof == "name":
        return True
    rules = git_rules()
    return rules is not None and rules.ignoring(path) is not None


def _copied(inspection: Inspection) -> Iterator[Source]:
    plan = inspection.plan
    for source in plan.sources if plan is not None else ():
        is_plain = source.kind in ("copy", "add") and not source.wildcard and not source.useless
        if source.context is None and is_plain and source.path and source.doubt is None:
            yield source


def _rows_of(path: str) -> Iterator[Credential]:
    """Those that the path itself matches; of a directory, what lies in it, too."""
    rows, matcher, spared = _matchers()
    scope, here, found = matcher.root(), 0, 0
    for name in path.split("/"):
        here = scope.matching(name)
        found |= here
        scope = scope.enter(name, here)
    for index in indices(found):
        row = rows[index]
        if (here >> index & 1 or row.of_directories) and not spared[index].judge_or_parents(
            path
        ).ignored:
            yield row


@cache
def _matchers() -> tuple[tuple[Credential, ...], Matcher, tuple[Matcher, ...]]:
    rows = credentials()
    spared = tuple(Matcher([pattern_rule(each) for each in row.keep]) for row in rows)
    return rows, Matcher([pattern_rule(row.pattern) for row in rows]), spared


def _copies(inspection: Inspection, source: Source, row: Credential) -> Finding:
    keyword = source.instruction.keyword.upper()
    return Finding(
        "secret-copied",
        f"{keyword} names {source.path}: {row.reason}; whoever has it builds it into the image",
        At(inspection.location.dockerfile.shown, source.line),
        allowing(source.path, "mount it with RUN --mount=type=secret where it is needed"),
        severity="error",
        path=source.path,
    )
