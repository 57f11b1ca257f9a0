"""By which chain of commands a build reads ``.git``: its own, or that of one beside it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ctxscan.api.sharing import builds_sharing
from ctxscan.context.file_paths import file_paths
from ctxscan.context.texts import read_texts
from ctxscan.findings.history import first_history
from ctxscan.findings.history.files import Files
from ctxscan.inspection.named import NamedBuild

if TYPE_CHECKING:
    from ctxscan.findings.history import History
    from ctxscan.inspection import Inspection


def first_chain(inspection: Inspection, *, alone: bool = False) -> History | None:
    """The first one of the build, or else, unless *alone*, of those that share its ignore file."""
    root = inspection.location.root
    files = Files(partial(read_texts, root), partial(file_paths, root))
    own = first_history([NamedBuild.of(inspection)], files)
    if own is not None or alone:
        return own
    return first_history(builds_sharing(inspection).builds[1:], files)
