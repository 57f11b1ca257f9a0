"""A baseline on disk."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from ctxscan.builders import DEFAULT_BUILDER
from ctxscan.context.reading import LARGEST_DOCUMENT, read_regular
from ctxscan.context.real_path import real_path
from ctxscan.context.replace_file import alone_in, replace_alone
from ctxscan.errors import Place, UsageError
from ctxscan.findings.check.baseline import (
    Baseline,
    BaselineEntry,
    build_name,
    dump_baseline,
    parse_baseline,
)
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from ctxscan.findings.check.checked import Checked
    from ctxscan.inspection import Inspection


class BaselineFile(NamedTuple):
    shown: str
    builds: Baseline
    noted: set[str]
    """What this run found."""

    @classmethod
    def read(cls, shown: str, *, new: bool) -> BaselineFile:
        """*new*: it may be missing. Raises UsageError."""
        try:
            return cls(shown, parse_baseline(read_regular(shown, LARGEST_DOCUMENT), shown), set())
        except FileNotFoundError:
            if new:
                return cls(shown, {}, set())
            raise UsageError(
                f"no such baseline: {shown}", hint="write it with --update-baseline"
            ) from None
        except OSError as error:
            raise UsageError(f"cannot read it: {error.strerror}", place=Place(shown)) from None

    def entry(self, inspection: Inspection, measure: str) -> BaselineEntry:
        """What was agreed on for a build. Raises UsageError where nothing was."""
        name = self._name(inspection, measure)
        found = self.builds.get(name)
        if found is None:
            raise UsageError(
                f"the baseline has no build {name}",
                place=Place(self.shown),
                hint="add it with --update-baseline",
            )
        return found

    def note(self, checked: Checked) -> None:
        name = self._name(checked.inspection, checked.limits.measure)
        self.builds[name] = checked.baseline_entry
        self.noted.add(name)

    def write(self) -> None:
        """Raises UsageError when the file cannot be written."""
        try:
            target = Path(real_path(self.shown))
            with alone_in(target.parent):
                replace_alone(target, dump_baseline(self._merged(target)))
        except OSError as error:
            raise UsageError(f"cannot write {self.shown}: {error.strerror}") from None

    def _merged(self, target: Path) -> Baseline:
        """With what another process has noted since this one read the file."""
        if not target.exists():
            return self.builds
        now = parse_baseline(read_regular(str(target), LARGEST_DOCUMENT), self.shown)
        return {**now, **{name: self.builds[name] for name in self.noted}}

    def _name(self, inspection: Inspection, measure: str) -> str:
        location = inspection.location
        here = Path(real_path(self.shown)).parent
        dockerfile = location.dockerfile.path
        file = os.path.relpath(dockerfile, here) if dockerfile else location.dockerfile.shown
        options = inspection.options
        build = build_name(
            os.path.relpath(location.root, here), file, options.target, measure
        ).replace(os.sep, "/")
        return build if options.builder == DEFAULT_BUILDER else f"{build} {options.builder}"
