"""Which directories a walk lists on disk, in order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ctxscan.context.walk.walk import Walk

if TYPE_CHECKING:
    import pytest

    from ctxscan.context.walk.part import OpenDirectory


def listed_directories(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Each with a slash at its end, the context root empty; the list grows from now on."""
    listed: list[str] = []
    listing = Walk.listing

    def counted(walk: Walk, level: OpenDirectory) -> Any:
        if level.rest is None:
            listed.append(level.directory)
        return listing(walk, level)

    monkeypatch.setattr(Walk, "listing", counted)
    return listed
