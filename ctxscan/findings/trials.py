"""Remedies tried on the model of the build before they are printed."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from ctxscan.builders.protocol import Detail
from ctxscan.builders.stages.image import in_image
from ctxscan.context.locate.docker import IGNORE_FILE
from ctxscan.dockerfile.edit import Written, as_path, renamed_mount, rewritten
from ctxscan.errors import CtxscanError
from ctxscan.findings.reached import copies, runs
from ctxscan.inspection import locate
from ctxscan.inspection.changed import Change, tried
from ctxscan.inspection.frontends import unread

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxscan.builders.stages.image import Outcome
    from ctxscan.builders.stages.outcome import StepFailure
    from ctxscan.dockerfile.model import Instruction
    from ctxscan.ignore.file import Rule
    from ctxscan.inspection import Inspection
    from ctxscan.inspection.changed import Tried

MOST = 16
"""Trials for one kind of finding: each walks the context. Beyond them, no remedy is printed."""


class Trials:
    """The changes that were tried on one build, each once."""

    def __init__(self, inspection: Inspection, outcome: Outcome) -> None:
        """*outcome*: of the build as it is."""
        self.inspection = inspection
        self.outcome = outcome
        self._failing = _lost(outcome.failures)
        self._known: dict[Change, Tried | None] = {}

    def written(self, line: int | None) -> Written | None:
        """The COPY or ADD of a line; ``None`` where it cannot be written anew."""
        steps = (step for step in copies(self.inspection) if step.own_line == line)
        step = next(steps, None)
        return Written.of(step) if step is not None else None

    def renamed(self, line: int | None, path: str, new: str) -> Tried | None:
        """The build with *new* in the place of a source, or of what a mount shows."""
        copy = self.written(line)
        number = copy.number_of(path) if copy is not None else None
        if copy is not None:
            return self.write(copy.with_source(number, new)) if number is not None else None
        for step in runs(self.inspection):
            for mount in step.mounts if step.own_line == line else ():
                if as_path(mount.source.text) == path and not step.instruction.heredocs:
                    text = renamed_mount(step.instruction.text, mount.source.text, new)
                    return self.rewrite(step.instruction, text)
        return None

    def write(self, new: Written) -> Tried | None:
        """The build with *new* in the place of its instruction."""
        return self.rewrite(new.instruction, new.text)

    def write_under(self, new: Written, change: Change) -> Tried | None:
        """The same, and *change* as well."""
        data = self.inspection.location.dockerfile.data
        return self.under(change._replace(dockerfile=rewritten(data, new.instruction, new.text)))

    def rewrite(self, instruction: Instruction, text: str) -> Tried | None:
        """The build with *text* in the place of *instruction*; none at all where it is empty."""
        data = self.inspection.location.dockerfile.data
        return self.under(Change(dockerfile=rewritten(data, instruction, text)))

    def with_rules(self, *lines: str) -> Tried | None:
        """The build with *lines* at the end of its ignore file."""
        return self.under(Change(ignore_file=added_to(self.inspection.ignore_file.data, lines)))

    def without_rule(self, rule: Rule) -> Tried | None:
        """The build with an ignore file that lacks *rule*."""
        number = rule.place.line
        if number is None:
            return None
        kept = self.inspection.ignore_file.data.split(b"\n")
        kept[number - 1] = b""
        return self.under(Change(ignore_file=b"\n".join(kept)))

    def elsewhere(self, context: str, dockerfile: str) -> Tried | None:
        """The build of the same Dockerfile with *context* for its context."""
        options = self.inspection.options
        files = options.files._replace(context=context, file=dockerfile)
        try:
            location = locate(options.builder, files)
        except CtxscanError:
            return None
        return self.under(Change(options=options._replace(files=files), location=location))

    def under(self, change: Change) -> Tried | None:
        """The build under *change*, unless it is refused, by an older frontend, too."""
        if change not in self._known:
            if len(self._known) >= MOST:
                return None
            self._known[change] = self._tried(change)
        return self._known[change]

    def goes_on(self, found: Tried | None, line: int | None, path: str) -> bool:
        """Whether *line* finds *path* under a change, and nothing else fails that did not."""
        if found is None:
            return False
        after = _lost(found.outcome.failures)
        left = after.get(line, set())
        return (
            path.strip("/") not in left
            and left <= self._failing.get(line, set())
            and after.keys() <= self._failing.keys()
        )

    def fails_alike(self, found: Tried | None) -> bool:
        """Whether the same steps fail under a change, most often none."""
        return found is not None and _lost(found.outcome.failures) == self._failing

    def _tried(self, change: Change) -> Tried | None:
        found = tried(self.inspection, change)
        if found is None:
            return None
        return found if _unread(found.inspection) <= self._unread else None

    @cached_property
    def _unread(self) -> set[str]:
        return _unread(self.inspection)


def _unread(inspection: Inspection) -> set[str]:
    return {each.message for each in unread(inspection)}


def unread_under(inspection: Inspection, *lines: str) -> set[str]:
    """The paths that the builder cannot read with *lines* at the end of its ignore file."""
    data = added_to(inspection.ignore_file.data, lines)
    again = inspection.with_ignore_file(data, inspection.ignore_file.path or IGNORE_FILE)
    found: set[str] = set()
    for sync in again.syncs:
        walk = sync.walk(Detail.SENT)
        for _ in walk.batches():
            pass
        found |= {each.path for each in walk.troubles}
    return found


def added_to(data: bytes, lines: Sequence[str]) -> bytes:
    """The ignore file *data* with *lines* behind it."""
    text = data + (b"" if not data or data.endswith(b"\n") else b"\n")
    added = "".join(f"{line}\n" for line in lines)
    return text + added.encode("utf-8", "surrogateescape")


class NoTrials(Trials):
    """Nothing is tried, where nothing is to be proposed."""

    def under(self, change: Change) -> Tried | None:  # noqa: ARG002 - whatever it is
        return None


def in_stages(outcome: Outcome) -> frozenset[tuple[int, str, str | None]]:
    """Stage, path and origin of all that the steps put there, but for directories."""
    return frozenset(
        (number, row.path, row.origin)
        for number, root in outcome.stages
        for row in in_image(root)
        if row.type != "directory"
    )


def places(outcome: Outcome, line: int) -> frozenset[tuple[str, str]]:
    """Path in a stage and origin of all that *line* brings to one, but for directories."""
    return frozenset(
        (row.path, row.origin)
        for _, root in outcome.stages
        for row in in_image(root)
        if (row.line == line or line in row.via) and row.type != "directory" and row.origin
    )


def origins(outcome: Outcome, line: int) -> frozenset[str]:
    return frozenset(origin for _, origin in places(outcome, line))


def is_in(path: str, directory: str) -> bool:
    """Whether *path* is *directory*, or lies below it."""
    return path == directory or path.startswith(f"{directory}/")


def _lost(failures: Sequence[StepFailure]) -> dict[int | None, set[str]]:
    """What fails: by line, the paths in question."""
    found: dict[int | None, set[str]] = {}
    for failure in failures:
        paths = {path.strip("/") for path in (failure.path, *failure.also)}
        found.setdefault(failure.line, set()).update(paths)
    return found
