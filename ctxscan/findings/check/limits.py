"""What a build's context must keep to: each limit is declared here, once.

Settings, variables of the environment, the words of an outcome, its JSON and the codes that are
looked for are made from the table; a test holds the options of the command line, the inputs of the
action and the pages against it.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from ctxscan.errors import UsageError
from ctxscan.findings.check import kinds
from ctxscan.findings.check.growth import DEFAULT_GROWTH
from ctxscan.sizes import human_size, plural
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from ctxscan.findings.check.growth import Growth
    from ctxscan.findings.check.kinds import Kind

Measure = Literal["sent", "eligible"]

DEFAULT_MAX_SIZE = 100_000_000
"""Bytes; the limit where no other one is given."""


class Limits(NamedTuple):
    """The values of the table; sizes in bytes, ``None`` where there is no limit."""

    max_size: int | None = None
    max_files: int | None = None
    max_file_size: int | None = None
    min_files: int | None = None
    baseline: str | None = None
    """A file; relative to the current directory."""

    max_growth: Growth = DEFAULT_GROWTH
    forbid: tuple[str, ...] = ()
    """Patterns as in an ignore file."""

    secrets: bool = True
    allow_secret: tuple[str, ...] = ()
    """Patterns of what looks like a secret and is none."""

    missing: bool = True
    leaks: bool = False
    measure: Measure = "sent"
    by_default: bool = False
    """Whether nobody gave a limit, so that ``max_size`` is the default one."""


class Limit(NamedTuple):
    """One setting of ``check``: a key, a variable, an option, an input of the action."""

    kind: Kind
    help: str
    """How every description of it begins."""

    codes: tuple[str, ...] = ()
    """What is looked for where it is given, or true."""

    words: Callable[[Limits], str] | None = None
    """How an outcome names it; only of what limits a number."""

    json: Callable[[Limits], object] | None = None
    """The value in the document, where that is not a setting of the search alone."""


MOST = 50
"""Paths of one kind are named one by one up to here."""

FAILING_STEPS = (
    *("directory-onto-file", "file-onto-directory", "link-loop", "no-directory-to-search"),
    *("no-match", "outside", "several-onto-file", "unknown-user"),
    *("exclude-at-root", "link-once", "frontend-too-old"),
    *("bad-option", "bad-pattern", "dockerfile-error", "other", "unknown-stage"),
)
"""Codes of steps that fail, but for a source that is missing."""

LIMITS = MappingProxyType(
    {
        "max-size": Limit(
            kinds.SIZE,
            "Largest allowed transfer",
            ("too-large",),
            lambda limits: (
                f"limit {human_size(limits.max_size or 0)}"
                + (", the default" if limits.by_default else "")
            ),
        ),
        "max-files": Limit(
            kinds.COUNT,
            "Largest allowed number of files",
            ("too-many-files",),
            lambda limits: f"at most {plural(limits.max_files or 0, 'file')}",
            lambda limits: limits.max_files,
        ),
        "max-file-size": Limit(
            kinds.SIZE,
            "Largest allowed single file",
            ("file-too-large",),
            lambda limits: f"at most {human_size(limits.max_file_size or 0)} a file",
            lambda limits: limits.max_file_size,
        ),
        "min-files": Limit(
            kinds.COUNT,
            "Smallest allowed number of files",
            ("too-few-files",),
            lambda limits: f"at least {plural(limits.min_files or 0, 'file')}",
            lambda limits: limits.min_files,
        ),
        "baseline": Limit(
            kinds.FILE,
            "Baseline file: the sizes that may grow",
            ("grew-too-much",),
            lambda limits: f"growth {limits.max_growth} at most",
        ),
        "max-growth": Limit(
            kinds.GROWTH,
            "Largest allowed growth since the baseline",
            json=lambda limits: str(limits.max_growth) if limits.baseline is not None else None,
        ),
        "forbid": Limit(kinds.PATTERNS, "Paths that must not be sent", ("forbidden-path",)),
        "secrets": Limit(kinds.FLAG, "Look for credentials", ("secret-sent", "secret-copied")),
        "allow-secret": Limit(kinds.PATTERNS, "Paths that look like secrets but are not"),
        "missing": Limit(
            kinds.FLAG,
            "Look for sources that are not there",
            ("source-missing", "source-ignored", *FAILING_STEPS),
        ),
        "leaks": Limit(
            kinds.FLAG,
            "Look for what git ignores and Docker sends",
            ("gitignore-leak", "gitignore-rest", "git-not-asked"),
        ),
        "measure": Limit(kinds.MEASURE, "What the limits are about"),
    }
)
"""By the name of the setting, in the order in which an outcome has them."""


def field_of(name: str) -> str:
    """``max-size`` as a name of Python, and as a key of the document."""
    return name.replace("-", "_")


def given_limits(parameters: Mapping[str, object]) -> dict[str, object]:
    """Of the parameters of a command, those that are limits; by the names of the settings."""
    return {name: parameters[field_of(name)] for name in LIMITS}


def limits_of(given: Mapping[str, object]) -> Limits:
    """Values by the names of the settings (``max-size``), each of the type that it has here.

    Raises UsageError for a growth without a baseline.
    """
    if "max-growth" in given and "baseline" not in given:
        raise UsageError(
            "max-growth has no baseline to grow from", hint="name its file with --baseline FILE"
        )
    fields = {field_of(name): value for name, value in given.items()}
    limits = Limits()._replace(**fields)  # type: ignore[arg-type] # the kinds of the table made each value
    if any(row.words is not None for _, row in _asked(limits)):
        return limits
    return limits._replace(max_size=DEFAULT_MAX_SIZE, by_default=True)


def _asked(limits: Limits) -> Iterator[tuple[str, Limit]]:
    """Those that are given, and true."""
    for name, row in LIMITS.items():
        value = getattr(limits, field_of(name))
        if value is not None and value is not False and value != ():
            yield name, row


def codes_looked_for(limits: Limits) -> tuple[str, ...]:
    return tuple(code for _, row in _asked(limits) for code in row.codes)


def limits_in_words(limits: Limits) -> tuple[str, ...]:
    """Those on numbers, as an outcome names them."""
    return tuple(row.words(limits) for _, row in _asked(limits) if row.words is not None)


def limits_document(limits: Limits) -> dict[str, object]:
    """Those on numbers, by the keys of the JSON document."""
    found = {field_of(name): row.json(limits) for name, row in LIMITS.items() if row.json}
    return {"max_size": limits.max_size, "max_size_is_default": limits.by_default, **found}
