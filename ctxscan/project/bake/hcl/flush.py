"""``<<-``: here-documents that lose their common indentation."""

from __future__ import annotations

from ctxscan.project.bake.hcl.parts import Part, Text


def unindent(parts: list[Part]) -> list[Part]:
    """Measured on what is written, not on what is inserted (flushHeredocTemplateParts)."""
    first = _line_starts(parts)
    indents = [_indent(parts[index]) for index in first]
    counted = [indent for indent in indents if indent is not None]
    least = min(counted, default=0)
    unindented = list(parts)
    for index, indent in zip(first, indents, strict=True):
        part = parts[index]
        if indent is not None and isinstance(part, Text):
            unindented[index] = part._replace(content=part.content[least:])
    return unindented


def _line_starts(parts: list[Part]) -> list[int]:
    starts = []
    newline = True
    for index, part in enumerate(parts):
        if newline:
            starts.append(index)
            newline = False
        if isinstance(part, Text) and part.content.endswith("\n"):
            newline = True
    return starts


def _indent(part: Part) -> int | None:
    """``None`` for a blank line, which counts for nothing; what is no text has no indentation."""
    if not isinstance(part, Text):
        return 0
    stripped = part.content.lstrip()
    if not stripped and part.content.endswith("\n"):
        return None
    return len(part.content) - len(stripped)
