"""A build of several: what people call it, where it is declared, and what is known of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from ctxscan.errors import Place
    from ctxscan.inspection.model import Inspection


class NamedBuild(NamedTuple):
    inspection: Inspection

    name: str
    """Of a service or target; else the Dockerfile as the user would write it."""

    declared: Place | None = None
    """In a compose or bake file, or in the settings; ``None`` where nothing declares it."""

    guessed: bool = False
    """Whether its context is a guess: nothing but where its sources lie says what it is."""

    only_here: bool = True
    """Whether nothing builds its Dockerfile with another context."""

    by_name: str | None = None
    """The named context under which it reads the directory in question; ``None`` where that is
    its context itself."""

    @classmethod
    def of(cls, inspection: Inspection) -> Self:
        """One that nothing declares, named by its Dockerfile."""
        return cls(inspection, inspection.location.dockerfile.shown)

    @property
    def shown(self) -> str:
        """Its Dockerfile as the user would write it."""
        return self.inspection.location.dockerfile.shown
