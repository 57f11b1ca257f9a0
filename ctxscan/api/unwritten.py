"""The lines of git that the ignore file does not follow yet, as suggest would write them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ctxscan.api.sharing import builds_sharing
from ctxscan.context.git.facts import git_facts
from ctxscan.context.texts import read_texts
from ctxscan.findings.check.leaks import Unwritten
from ctxscan.findings.suggest import Proposals
from ctxscan.findings.suggest.model import SuggestOptions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ctxscan.inspection import Inspection


def unwritten(inspection: Inspection, environment: Mapping[str, str]) -> Unwritten:
    """Walks the context. Raises CtxscanError.

    What check calls a leak is what ``suggest --source gitignore`` writes, and nothing else.
    """
    root = inspection.location.root
    builds = builds_sharing(inspection, environment).builds
    proposals = Proposals(builds, git_facts(root), partial(read_texts, root, follow=False))
    found = proposals.lines(SuggestOptions(("gitignore",), brief=False))
    lines = frozenset(each.origin for each in found if each.origin is not None)
    return Unwritten(lines, bool(lines) and proposals.are_there(SuggestOptions()))
