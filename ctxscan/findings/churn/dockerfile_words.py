"""What the text of an instruction says at a glance."""

from __future__ import annotations


def is_run(instruction: str) -> bool:
    """Whether it is a command, a triggered one too."""
    words = instruction.upper().split(None, 2)
    return words[:1] == ["RUN"] or words[:2] == ["ONBUILD", "RUN"]
