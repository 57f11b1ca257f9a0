"""Why one path is sent, or is not: the rules that touched it, the pruning, who asks for it."""

from __future__ import annotations

from contextlib import suppress
from functools import lru_cache
from typing import TYPE_CHECKING, TypeVar

from ctxscan.builders.protocol import Detail
from ctxscan.context.walk.walk import Walk
from ctxscan.errors import ContextError, Place
from ctxscan.ignore.bits import indices
from ctxscan.ignore.file import Rule
from ctxscan.ignore.matcher import Matcher
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ctxscan.context.entry import Filter, Judgement
    from ctxscan.dockerfile.sources import Source
    from ctxscan.ignore.rule_matcher import RuleMatcher
    from ctxscan.inspection import Inspection
    from ctxscan.inspection.model import Request


class Touch(NamedTuple):
    """A rule whose pattern matches the path or a directory above it."""

    rule: Rule
    matched: str
    """The path itself, or the directory above it that the pattern matches."""

    effect: str
    """``ignores``, ``re-includes``, ``changes nothing``, or why it does not count."""


class Explanation(NamedTuple):
    path: str

    exists: bool
    is_directory: bool

    sent: bool
    eligible: bool

    arrives_empty: bool
    """Announced with its size, and yet no content follows."""

    why_empty: str | None

    rule: Rule | None
    """The one that decided about eligibility."""

    pruned_at: str | None
    """The directory that the builder does not look into, so that nothing below it counts."""

    touches: tuple[Touch, ...]
    requested_by: tuple[Source, ...]

    link_above: str | None = None
    """A symlink on the way: no builder looks below one, so the path is sent by no such name."""

    leads_to: str | None = None
    """With a link above: the path of the context that it really is; ``None``: outside."""


def carries_something(inspection: Inspection, path: str) -> bool:
    """Whether something below the directory *path* is sent, which takes the directory along."""
    below: Filter | None = inspection.context.builder.filter(Detail.SENT)
    for name in path.split("/"):
        if below is not None:
            _, below = below.enter(name)
    if below is None:
        return False
    with suppress(ContextError):  # a directory that cannot be read has nothing to send
        root = f"{inspection.context.root}/{path}"
        return any(entry.judgement.sent for entry in Walk(root, below))
    return False


def explain(  # noqa: PLR0913 - what lies at a path has as many sides
    inspection: Inspection,
    path: str,
    *,
    exists: bool,
    is_directory: bool,
    is_socket: bool = False,
    has_content: bool = True,
    readable: bool = True,
    link_above: str | None = None,
    leads_to: str | None = None,
    carries: Callable[[Inspection, str], bool] = carries_something,
) -> Explanation:
    """*path* is relative to the context root; it need not exist.

    *carries* says whether something below a directory is sent, which takes it along.

    Raises IgnoreFileError for a malformed rule that Docker would try on the way.
    """
    judgement, pruned_at = _judge(inspection, path, is_directory=is_directory)
    traits = inspection.traits
    sent = inspection.requested and judgement.sent and pruned_at is None
    if inspection.requested and traits.sends_parents and is_directory and exists and not sent:
        sent = carries(inspection, path)
    sent = sent and link_above is None and (traits.sends_sockets or not is_socket)
    why_empty = None
    if sent and traits.announces_before_opening and has_content and not is_directory:
        why_empty = _why_empty(judgement, is_socket=is_socket, readable=readable)
    return Explanation(
        path=path,
        exists=exists,
        is_directory=is_directory,
        sent=sent,
        eligible=not judgement.verdict.ignored,
        arrives_empty=why_empty is not None,
        why_empty=why_empty,
        rule=judgement.verdict.rule,
        pruned_at=pruned_at,
        touches=tuple(_touches(inspection.context.builder.ignored, path)),
        requested_by=_requested_by(inspection, path),
        link_above=link_above,
        leads_to=leads_to,
    )


def _why_empty(judgement: Judgement, *, is_socket: bool, readable: bool) -> str | None:
    if is_socket:
        return "it is a socket, and no content follows its announcement"
    if not readable:
        return "it cannot be read, and BuildKit goes on without its content"
    if not judgement.opens:
        return (
            "BuildKit announces it, but refuses to open it, because that check tries every rule "
            "on every directory above the file"
        )
    return None


def _judge(
    inspection: Inspection, path: str, *, is_directory: bool
) -> tuple[Judgement, str | None]:
    """What becomes of *path*, and the directory above it that the builder does not look into."""
    here: Filter | None = inspection.context.builder.filter(Detail.ALL)
    *directories, name = path.split("/")
    pruned_at = None
    walked: list[str] = []
    for directory in directories:
        walked.append(directory)
        _, here = _expect(here).enter(directory)
        if pruned_at is None and not _expect(here).visited:
            pruned_at = "/".join(walked)
    here = _expect(here)
    judgement = here.enter(name)[0] if is_directory else here.judge(name)
    return _expect(judgement), pruned_at


Present = TypeVar("Present")


def _expect(value: Present | None) -> Present:
    """A filter that tells about everything has an answer for every path."""
    if value is None:
        raise AssertionError
    return value


def _touches(matcher: RuleMatcher, path: str) -> Iterator[Touch]:
    """Every rule that matches the path or a directory above it, in order, with what it does."""
    *directories, name = path.split("/")
    scope = matcher.root()
    levels: list[tuple[str, int]] = []
    for directory in directories:
        levels.append((scope.directory + directory, scope.matching(directory)))
        scope = scope.enter(directory)
    levels.append((path, scope.matching(name)))
    counting = scope.remembered | levels[-1][1]
    ignored = False
    for index in indices(scope.above | levels[-1][1]):
        rule = matcher.rules[index]
        matched = next(where for where, mask in reversed(levels) if mask >> index & 1)
        counts = bool(counting >> index & 1)
        yield Touch(rule, matched, _effect(rule, ignored=ignored, counts=counts))
        ignored = not rule.exception if counts else ignored


def _effect(rule: Rule, *, ignored: bool, counts: bool) -> str:
    if not counts:
        return "does not count: it had nothing to change there, and is not tried again below"
    if rule.exception is not ignored:
        return "changes nothing"
    return "re-includes" if rule.exception else "ignores"


class _Same:
    """Requests, looked up as the object that they are: to compare them takes long."""

    __slots__ = ("requests",)

    def __init__(self, requests: Sequence[Request]) -> None:
        self.requests = requests

    def __hash__(self) -> int:
        return id(self.requests)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.requests is other.requests


@lru_cache(maxsize=8)
def _asking(same: _Same) -> Matcher:
    """What is requested, as rules: made once for all paths that are explained."""
    place = Place("the Dockerfile")
    return Matcher(
        [Rule(each.path, exception=False, text=each.path, place=place) for each in same.requests]
    )


def _requested_by(inspection: Inspection, path: str) -> tuple[Source, ...]:
    """The sources that ask for *path* or a directory above it, of the stages that are built."""
    plan, requests = inspection.plan, inspection.context.requests
    if plan is None:
        return ()
    asking = _asking(_Same(requests)).root()
    *directories, name = path.split("/")
    for directory in directories:
        asking = asking.enter(directory)
    found = (requests[index].source for index in indices(asking.matching(name) | asking.above))
    reached = (source for source in found if plan.stages[source.stage].reached)
    return tuple(dict.fromkeys(reached))
