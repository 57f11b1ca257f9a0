"""Text as Go reads it."""

from __future__ import annotations


def as_go_reads(text: str) -> str:
    """Go's decoder gives U+FFFD for each byte that is not UTF-8 (a lone surrogate here)."""
    return "".join("\ufffd" if "\udc80" <= char <= "\udcff" else char for char in text)
