"""The lines of git that the ignore file does not follow yet, as suggest would write them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ctxscan.api.sharing import builds_sharing, ignore_file_path, is_same
from ctxscan.context.git.facts import git_facts
from ctxscan.context.texts import read_texts
from ctxscan.findings.check.leaks import Unwritten
from ctxscan.findings.suggest import Proposals
from ctxscan.findings.suggest.model import SuggestOptions

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ctxscan.inspection import Inspection
    from ctxscan.inspection.named import NamedBuild


class UnwrittenLines:
    """The same for several builds: found once for all that read one ignore file of a context."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self._known: dict[object, tuple[Sequence[Inspection], Unwritten]] = {}

    def of(self, inspection: Inspection) -> Unwritten:
        """As ``unwritten`` finds them.

        For the first build that reads the file, if this is one of those that suggest looks at then.
        """
        location, data = inspection.location, inspection.ignore_file.data
        file = location.root, ignore_file_path(location), data, inspection.options.builder
        builds, found = self._known.get(file, ((), None))
        if found is None or not any(is_same(each, inspection) for each in builds):
            sharing = builds_sharing(inspection, self._environment).builds
            found = _lines(sharing, location.root)
            self._known[file] = [each.inspection for each in sharing], found
        return found


def unwritten(inspection: Inspection, environment: Mapping[str, str]) -> Unwritten:
    """Walks the context. Raises CtxscanError.

    What check calls a leak is what ``suggest --source gitignore`` writes, and nothing else.
    """
    return _lines(builds_sharing(inspection, environment).builds, inspection.location.root)


def _lines(builds: Sequence[NamedBuild], root: str) -> Unwritten:
    proposals = Proposals(builds, git_facts(root), partial(read_texts, root, follow=False))
    found = proposals.lines(SuggestOptions(("gitignore",), brief=False))
    lines = frozenset(each.origin for each in found if each.origin is not None)
    return Unwritten(lines, bool(lines) and proposals.are_there(SuggestOptions()))
