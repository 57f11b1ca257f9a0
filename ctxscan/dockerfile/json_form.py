"""Instructions that were meant as a JSON array, and are none."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ctxscan.dockerfile.model import Instruction

AS_JSON = "as a JSON array it needs double quotes, and a comma between its words"
"""What to do about one."""


def looks_like_json(instruction: Instruction) -> bool:
    """Whether BuildKit reads its brackets as parts of names."""
    args = instruction.args
    if instruction.is_json or not args or not args[0].startswith("["):
        return False
    return args[-1].endswith("]") or args[0][1:2] in ('"', "'")
