"""Whether a build that reads an ignore file needs ``.git``: asked by all that speak of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ctxscan.findings.history import History
    from ctxscan.inspection import Inspection


def history_of(inspection: Inspection, *, alone: bool = False) -> History | None:
    """The first chain by which it, or a build that shares its ignore file, reads ``.git``.

    *alone*: the others are not asked.
    """
    from ctxscan.api.chains import first_chain  # noqa: PLC0415 - report and check ask where .git is sent; to look for it loads the readers of compose and bake

    return first_chain(inspection, alone=alone)
