"""What one instruction of one build asks for, and how that is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.errors import IgnoreFileError, Place
from ctxscan.ignore.file import malformed, rule_of
from ctxscan.ignore.matcher import Matcher
from ctxscan.inspection.buildkit import requests_of
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from ctxscan.inspection import Request
    from ctxscan.inspection.named import NamedBuild


class Asked(NamedTuple):
    request: Request

    other: NamedBuild | None
    """The build that asks; ``None`` for the one that the suggestion was asked about."""

    @property
    def keyword(self) -> str:
        """In capitals, as most people write it."""
        return self.request.source.instruction.keyword.upper()

    @property
    def line(self) -> str:
        """``line 3`` of the Dockerfile in hand, else with the other's name."""
        return f"line {self.request.source.line}{self._of_other()}"

    @property
    def line_of_file(self) -> str:
        return f"line {self.request.source.line}{self._of_other() or ' of the Dockerfile'}"

    def _of_other(self) -> str:
        if self.other is None:
            return ""
        declared = self.other.declared
        as_what = f" ({self.other.name} in {declared.file})" if declared is not None else ""
        return f" of {self.other.shown}{as_what}"


def requests(build: NamedBuild, root: str) -> tuple[Request, ...]:
    """What the sources of every stage ask of the directory *root*, their symlinks followed."""
    plan = build.inspection.plan
    every = (source for stage in plan.stages for source in stage.sources) if plan else ()
    sources = (each._replace(context=None) for each in every if each.context == build.by_name)
    return tuple(request for source in sources for request in requests_of(root, source))


def refusal_of(request: Request, shown: str) -> IgnoreFileError | None:
    r"""Why BuildKit refuses to read the source of a request as a pattern, if it does.

    *shown* is the Dockerfile. ``COPY .\out`` is written for Windows, whose builder does not.
    """
    place = Place(shown, request.source.line)
    try:
        rule = rule_of(request.path, request.path, place)
    except IgnoreFileError as error:
        return error
    if rule is None or not Matcher([rule]).has_malformed:
        return None
    return malformed(request.path, place)
