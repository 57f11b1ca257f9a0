"""What a value refuses; who evaluates it adds the place."""

from __future__ import annotations


class ValueRefusedError(ValueError):
    """No conversion, no such sum, not what a function takes. The text is upstream's."""

    def __init__(self, message: str, *, argument: int | None = None) -> None:
        super().__init__(message)
        self.argument = argument
        """The position of the argument that a function refuses, from 0."""
