"""The directory ``.git``: sent though no build reads it, or ignored though this one does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.errors import Place
from ctxscan.finding import Finding
from ctxscan.findings.lint.about import about
from ctxscan.findings.lint.checks import Seeing
from ctxscan.ignore.matcher import Matcher

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Protocol

    from ctxscan.findings.history import History
    from ctxscan.findings.lint.checks import Observed, ObservedFiles, Subject
    from ctxscan.inspection import Inspection

    class Verdict(Protocol):
        """The verdict that report, check and suggest go by."""

        def __call__(self, inspection: Inspection, *, alone: bool) -> History | None:
            """Of this build *alone*, or of any that reads the same ignore file."""


_GIT = ".git"
_ASKED = f"{_GIT}/HEAD"
"""What git reads first."""


class HistorySent(Seeing):
    """Whether anything of ``.git`` is sent."""

    def __init__(self, subject: Subject) -> None:
        self._subject = subject
        self._is_sent = False

    def see(self, sight: Observed) -> None:
        if sight.sent and sight.entry.path.startswith(f"{_GIT}/"):
            self._is_sent = True

    def see_files(self, files: ObservedFiles) -> None:
        if files.sent and files.where.path == f"{_GIT}/" and "HEAD" in files.names:
            self._is_sent = True

    def findings(self) -> Iterator[Finding]:
        """None of its own: what it saw is for ``about``."""
        return iter(())

    def about(self, verdict: Verdict) -> Iterator[Finding]:
        inspection = self._subject.inspection
        if self._is_sent:
            if verdict(inspection, alone=False) is None:
                yield _sent(inspection)
            return
        rules = self._subject.rules
        rule = Matcher(rules).judge(_ASKED).rule
        if rule is None or rule.exception:
            return
        history = verdict(inspection, alone=True)
        if history is not None and history.read:
            *before, last = history.chain
            chain = f" ({', '.join(map(str, before))})" if before else ""
            message = f"ignores {_GIT}, and {last.place} reads it: {last.what}{chain}"
            hint = "take the rule out, or hand the version in as a build argument"
            yield about(rule, "history-ignored", message, hint, path=_GIT)


def _sent(inspection: Inspection) -> Finding:
    shown = inspection.ignore_file.path or inspection.location.dockerfile.shown
    message = f"sends {_GIT}, and no step of a build reads it"
    hint = f"add **/{_GIT} to the ignore file"
    return Finding("history-sent", message, Place(shown), hint, path=_GIT)
