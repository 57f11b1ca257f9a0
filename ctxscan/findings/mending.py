"""What to do about a source that is not there: each proposal was tried on the model of the build.

Where none of them works, what is said is no proposal, but how things are.
"""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from ctxscan.dockerfile.edit import as_path, with_frontend
from ctxscan.dockerfile.frontends import first_tag
from ctxscan.findings.causes_in_words import as_it_is
from ctxscan.findings.surprises.climbing import climbs
from ctxscan.golang.glob import has_wildcard
from ctxscan.ignore.literal import escape_literal
from ctxscan.inspection.changed import Change
from ctxscan.inspection.frontends import frontend_named
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxscan.builders.stages.outcome import StepFailure
    from ctxscan.context.causes import Cause
    from ctxscan.dockerfile.edit import Written
    from ctxscan.errors import Place
    from ctxscan.findings.trials import Trials
    from ctxscan.ignore.file import Rule
    from ctxscan.inspection.changed import Tried


_MOST_BESIDE = 3
"""Names that are tried: each walks the context."""


def remedy_for(trials: Trials, failure: StepFailure) -> str | None:
    """What helps a step that fails for another reason than a missing source of the context."""
    copy = trials.written(failure.line)
    if failure.code == "no-match":
        return "one source of an instruction has to be there at least"
    if failure.code == "frontend-too-old":
        return _newer_frontend(trials, failure)
    if copy is None:
        return None
    if failure.code == "exclude-at-root":
        return _at_root(trials, failure, copy)
    if failure.code == "several-onto-file":
        onto = f"{copy.words[-1]}/"
        found = trials.write(copy.onto(onto))
        helps = trials.goes_on(found, failure.line, failure.path)
        return f"end the destination with a slash: {onto}" if helps else None
    return _inside(trials, failure, copy) if failure.code == "outside" else None


def _newer_frontend(trials: Trials, failure: StepFailure) -> str | None:
    """The oldest one that knows all that is in the file."""
    inspection = trials.inspection
    newer = f"docker/dockerfile:{first_tag(inspection.instructions)}"
    _, argument = frontend_named(inspection)
    if argument is not None:
        given = {**dict(inspection.options.build_args), argument: newer}
        options = inspection.options._replace(build_args=tuple(given.items()))
        found, remedy = (
            trials.under(Change(options=options)),
            f"give --build-arg {argument}={newer}",
        )
    else:
        data = with_frontend(inspection.location.dockerfile.data, newer)
        found, remedy = trials.under(Change(dockerfile=data)), f"write # syntax={newer}"
    return f"{remedy} or newer" if trials.goes_on(found, failure.line, failure.path) else None


def _at_root(trials: Trials, failure: StepFailure, copy: Written) -> str | None:
    """The symlink left out by the step, or by the ignore file."""
    name = escape_literal(failure.path.strip("/"))
    ways = []
    excluding = trials.write(copy.with_flag(f"--exclude={name}"))
    if trials.goes_on(excluding, failure.line, failure.path):
        ways.append(f"leave it out as well: --exclude={name}")
    if trials.goes_on(trials.with_rules(name), failure.line, failure.path):
        ways.append(f"append {name} to the ignore file")
    return ", or ".join(ways) or None


def _inside(trials: Trials, failure: StepFailure, copy: Written) -> str:
    """The same source without the dots that lead out of the context."""
    for number, value in enumerate(copy.values):
        means = as_path(value)
        if climbs(value) and means:
            found = trials.write(copy.with_source(number, means))
            if trials.goes_on(found, failure.line, failure.path):
                return f"write {means}"
    return "what lies above the context needs a build context that holds it"


class Mending(NamedTuple):
    trials: Trials

    def of_cause(self, cause: Cause, path: str, place: Place) -> str | None:
        """What helps where *path*, a source of the line, is missing for this cause."""
        line = place.line
        if cause.kind in ("case", "elsewhere", "below-link", "below-file"):
            named = self._named(line, path, cause.path)
            if named:
                return _OTHER_NAME.get(cause.kind, "name {there}").format(there=cause.path)
        if cause.kind == "link-inside" and self._named_too(line, path, cause.path):
            return f"name {cause.path}, too"
        if cause.kind in ("link", "above"):
            given = self._as_named_context(cause, path, line)
            if given:
                return given
        return as_it_is(cause, path, self.trials.inspection)

    def of_ignored(self, path: str, source: str, rule: Rule, place: Place) -> str | None:
        """What helps where *path*, to which *source* comes down, is ignored by *rule*."""
        line = escape_literal(path, exception=True)
        ways = []
        if self._goes_on(self.trials.with_rules(line), place.line, source):
            ways.append(f"append {line} to the ignore file")
        if self.helps_without(rule, source, place):
            ways.append("take the rule back")
        return ", or ".join(ways) or None

    def helps_without(self, rule: Rule, source: str, place: Place) -> bool:
        """Whether the line finds *source* where the ignore file lacks the rule."""
        return self._goes_on(self.trials.without_rule(rule), place.line, source)

    def always_there(self, written: str, directory: str, place: Place) -> str | None:
        """A wildcard from the first directory on looks into the root, which is always there."""
        first, slash, rest = written.lstrip("/").removeprefix("./").partition("/")
        copy = self.trials.written(place.line)
        if copy is None or written not in copy.words or re.fullmatch(r"\w[\w.-]*", first) is None:
            return None
        wild = f"{first[:-1]}[{first[-1]}]{slash}{rest}"
        found = self.trials.write(copy.with_source(copy.words.index(written), wild))
        return f"write {wild}" if self._goes_on(found, place.line, directory) else None

    def with_one_of(self, names: Sequence[str], directory: str, place: Place) -> str | None:
        """A file of the directory beside the wildcard, so that there is something of it."""
        for name in [each for each in names if not has_wildcard(each)][:_MOST_BESIDE]:
            if self._named_too(place.line, directory, name):
                return f"name {name}, too"
        return None

    def _named(self, line: int | None, path: str, other: str) -> bool:
        return self._goes_on(self.trials.renamed(line, path, other), line, path)

    def _named_too(self, line: int | None, path: str, other: str) -> bool:
        copy = self.trials.written(line)
        return copy is not None and self._goes_on(
            self.trials.write(copy.with_more(other)), line, path
        )

    def _as_named_context(self, cause: Cause, path: str, line: int | None) -> str | None:
        """The directory around what lies outside, given to the build under a name."""
        trials, copy = self.trials, self.trials.written(line)
        if copy is None or len(copy.values) != 1:
            return None
        location, options = trials.inspection.location, trials.inspection.options
        start = posixpath.dirname(path) if cause.kind == "link" else ""
        directory, name = posixpath.split(posixpath.normpath(posixpath.join(start, cause.path)))
        root = posixpath.normpath(posixpath.join(location.root, directory))
        label = re.sub(r"[^a-z0-9]+", "-", posixpath.basename(root).lower()).strip("-") or "above"
        taken = (*options.build_contexts, (label, root))
        new = copy.with_flag(f"--from={label}").with_source(0, name)
        found = trials.write_under(new, Change(options=options._replace(build_contexts=taken)))
        if not trials.goes_on(found, line, path):
            return None
        shown = posixpath.normpath(posixpath.join(location.shown, directory))
        return f"make it a named context: --build-context {label}={shown}, and {new.text}"

    def _goes_on(self, found: Tried | None, line: int | None, path: str) -> bool:
        return self.trials.goes_on(found, line, path)


_OTHER_NAME = {
    "case": "write {there}: builders tell upper case from lower case",
    "elsewhere": "write {there}: paths begin at the context root",
    "below-link": "name what it leads to: {there}",
}
