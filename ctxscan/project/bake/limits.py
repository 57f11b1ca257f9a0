"""How much a bake file may ask of us. Real files stay far below; hostile ones end in a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.project.errors import ProjectError

if TYPE_CHECKING:
    from ctxscan.errors import Place

MOST_NESTING = 50
"""Brackets, templates and operators inside one another."""

MOST_VALUE_NESTING = 40
"""Lists in lists, objects in objects."""

MOST_CHAIN = 50
"""Variables, functions and targets that need one another to be evaluated."""

MOST_STEPS = 1_000_000
"""Expressions evaluated and values copied, in all files of one run together."""

MOST_VALUE_SIZE = 1_000_000
"""Elements of one value, those of its elements counted; 16 characters count as one."""

MOST_CHARACTERS = 4_000_000
"""Of one text."""

MOST_DIGITS = 20_000
"""Digits of a number, written out."""

MOST_COMBINATIONS = 10_000
"""Targets that one matrix may make."""


class TooMuchError(ProjectError):
    """What upstream might compute, given enough time and memory."""

    def __init__(self, message: str, *, place: Place | None = None) -> None:
        super().__init__(message, kind="unsupported", place=place)


def check_length(characters: int) -> None:
    """Before a text is built that may be too long to be built."""
    if characters > MOST_CHARACTERS:
        raise TooMuchError(f"a text has more than {MOST_CHARACTERS:,} characters")


class Budget:
    """Steps that are left. Shared by all that evaluates one run of bake."""

    def __init__(self, steps: int = MOST_STEPS) -> None:
        self._left = steps

    def spend(self, steps: int = 1) -> None:
        self._left -= steps
        if self._left < 0:
            raise TooMuchError(f"evaluating the bake file takes more than {MOST_STEPS:,} steps")
