"""The steps that fail, as findings: one truth for report, check and lint."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.builders.stages.image import Outcome
from ctxscan.context.causes import Cause, cause_of
from ctxscan.errors import Place
from ctxscan.finding import Finding
from ctxscan.findings.causes_in_words import in_words
from ctxscan.findings.explain import explain
from ctxscan.golang.glob import has_wildcard
from ctxscan.ignore.file import parse_rule
from ctxscan.ignore.literal import escape_literal
from ctxscan.ignore.matcher import Matcher
from ctxscan.inspection.steps import outcome_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ctxscan.builders.stages.outcome import StepFailure
    from ctxscan.ignore.git.matcher import GitRules
    from ctxscan.inspection import Inspection
    from ctxscan.inspection.arrivals import Arrivals

_FAILS = "so the build fails here"

_HINTS = {
    "exclude-at-root": "exclude the symlink, too, or ignore it",
    "several-onto-file": "end the destination with a slash",
}
"""What helps whatever the case."""


def outcome(inspection: Inspection, arrived: Arrivals | None = None) -> Outcome:
    """What the steps come to; nothing where the Dockerfile is refused, which is said elsewhere."""
    return outcome_of(inspection, arrived) if inspection.plan is not None else Outcome(())


def findings_of_failures(
    inspection: Inspection,
    failures: Sequence[StepFailure],
    git_rules: Callable[[], GitRules | None] = lambda: None,
) -> Iterator[Finding]:
    """What each failure means, and why it happens.

    What does not exist and git ignores is made before the build: that is a note, no error.
    """
    for failure in failures:
        place = Place(inspection.location.dockerfile.shown, failure.line)
        is_lost = failure.code in ("source-missing", "source-ignored")
        if not is_lost or has_wildcard(failure.path) or not _in_context(inspection, failure):
            hint = _HINTS.get(failure.code)
            message = f"{failure.message}, {_FAILS}"
            yield Finding(failure.code, message, place, hint, severity="error")
            continue
        for path in (failure.path, *failure.also):
            yield _missing(inspection, path.strip("/"), place, git_rules)


def _in_context(inspection: Inspection, failure: StepFailure) -> bool:
    """Whether the path is one of the main context, and not of a stage or a named context."""
    plan = inspection.plan
    return plan is not None and any(
        source.line == failure.line and source.context is None for source in plan.sources
    )


def _missing(
    inspection: Inspection, path: str, place: Place, git_rules: Callable[[], GitRules | None]
) -> Finding:
    location = inspection.location
    written = _written(inspection, path, place)
    cause = cause_of(location.root, location.dockerfile.in_context, path, written)
    exists = cause.kind in ("present", "below-link", "link-inside")
    for named in (path, *_ends(inspection, path)):
        decided = explain(inspection, named, exists=exists, is_directory=False)
        if not decided.eligible and decided.rule is not None:
            return Finding(
                "source-ignored",
                f"{path!r} is ignored by {decided.rule.place} ({decided.rule}), {_FAILS}",
                place,
                _remedy(inspection, named),
                "error",
                path=path,
            )
    if cause.kind == "absent" and _is_made_before(path, git_rules()):
        return Finding(
            "source-missing",
            f"{path!r} is not there yet: git ignores it, so a step before the build makes it",
            place,
            severity="note",
            path=path,
        )
    if cause.kind == "below-link" and inspection.traits.follows_links_first:
        return _link_once(cause, path, place)
    message, hint = in_words(cause, path)
    return Finding(
        "source-missing", f"{message}, {_FAILS}", place, hint, severity="error", path=path
    )


def _link_once(cause: Cause, path: str, place: Place) -> Finding:
    """The client follows a symlink for one of several sources below it (docs/semantics, D.5)."""
    return Finding(
        "link-once",
        f"{path!r} lies below a symlink that another source is below, too, and BuildKit follows it "
        f"for one of them: it is not sent, {_FAILS}",
        place,
        f"name what it leads to: {cause.path}",
        "error",
        path=path,
    )


def _written(inspection: Inspection, path: str, place: Place) -> str:
    """The source of *path* as it stands in the Dockerfile."""
    sources = inspection.plan.sources if inspection.plan is not None else ()
    found = (each.written for each in sources if each.path == path and each.line == place.line)
    return next(found, "")


def _ends(inspection: Inspection, path: str) -> list[str]:
    """Where the symlinks of a source lead."""
    requests = inspection.context.requests
    return [each.path for each in requests if each.final and each.source.path == path]


def _remedy(inspection: Inspection, path: str) -> str:
    """What brings an ignored path back: an exception only where it was tried on the rules."""
    line = escape_literal(path, exception=True)
    rule = parse_rule(line, Place(""))
    matcher = Matcher([*inspection.ignore_file.rules, *([rule] if rule else [])])
    if matcher.judge(path).ignored or matcher.judge_or_parents(path).ignored:
        return "take the rule back"
    return f"append {line} to the ignore file, or take the rule back"


def _is_made_before(path: str, rules: GitRules | None) -> bool:
    # Whether it will be a directory is unknown: "dist/" means it, too.
    return rules is not None and rules.ignoring(path, is_directory=True) is not None
