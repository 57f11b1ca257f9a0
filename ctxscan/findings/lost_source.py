"""Why nothing arrived for a source, and what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.context.causes import Cause, cause_of
from ctxscan.errors import Place
from ctxscan.finding import Finding
from ctxscan.findings.causes_in_words import in_words
from ctxscan.findings.explain import explain
from ctxscan.ignore.file import parse_rule
from ctxscan.ignore.literal import escape_literal
from ctxscan.ignore.matcher import Matcher

if TYPE_CHECKING:
    from collections.abc import Callable

    from ctxscan.ignore.git.matcher import GitRules
    from ctxscan.inspection import Inspection

_FAILS = "so the build fails here"


def lost_source(
    inspection: Inspection, path: str, place: Place, git_rules: Callable[[], GitRules | None]
) -> Finding:
    """What it means that nothing arrived at *path*, which *place* asks for."""
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
