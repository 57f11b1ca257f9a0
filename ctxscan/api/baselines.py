"""A baseline on disk."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ctxscan.builders import DEFAULT_BUILDER
from ctxscan.context.reading import LARGEST_DOCUMENT, read_regular
from ctxscan.context.replace_file import replace_file
from ctxscan.errors import Place, UsageError
from ctxscan.findings.check.baseline import (
    Baseline,
    BaselineEntry,
    build_name,
    dump_baseline,
    parse_baseline,
)

if TYPE_CHECKING:
    from ctxscan.findings.check import Checked
    from ctxscan.inspection import Inspection


@dataclass(frozen=True, slots=True)
class BaselineFile:
    shown: str
    builds: Baseline

    @classmethod
    def read(cls, shown: str, *, new: bool) -> BaselineFile:
        """*new*: it may be missing. Raises UsageError."""
        try:
            return cls(shown, parse_baseline(read_regular(shown, LARGEST_DOCUMENT), shown))
        except FileNotFoundError:
            if new:
                return cls(shown, {})
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

    def write(self) -> None:
        """Raises UsageError when the file cannot be written."""
        try:
            replace_file(Path(self.shown), dump_baseline(self.builds))
        except OSError as error:
            raise UsageError(f"cannot write {self.shown}: {error.strerror}") from None

    def _name(self, inspection: Inspection, measure: str) -> str:
        location = inspection.location
        here = Path(self.shown).resolve().parent
        dockerfile = location.dockerfile.path
        file = os.path.relpath(dockerfile, here) if dockerfile else location.dockerfile.shown
        options = inspection.options
        build = build_name(
            os.path.relpath(location.root, here), file, options.target, measure
        ).replace(os.sep, "/")
        return build if options.builder == DEFAULT_BUILDER else f"{build} {options.builder}"
