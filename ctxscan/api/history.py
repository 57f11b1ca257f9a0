"""Whether a build that reads an ignore file needs ``.git``: asked by all that speak of it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ctxscan.findings.history import History
    from ctxscan.inspection import Inspection


def history_of(inspection: Inspection) -> History | None:
    """The first chain by which it, or a build that shares its ignore file, reads ``.git``."""
    from ctxscan.api.sharing import builds_sharing  # noqa: PLC0415 - most contexts send no .git
    from ctxscan.context.file_paths import file_paths  # noqa: PLC0415 - the same
    from ctxscan.context.texts import read_texts  # noqa: PLC0415 - the same
    from ctxscan.findings.history import first_history  # noqa: PLC0415 - the same
    from ctxscan.findings.history.files import Files  # noqa: PLC0415 - the same
    from ctxscan.inspection.named import NamedBuild  # noqa: PLC0415 - the same

    root = inspection.location.root
    files = Files(partial(read_texts, root), partial(file_paths, root))
    return first_history([NamedBuild.of(inspection)], files) or first_history(
        builds_sharing(inspection).builds[1:], files
    )
