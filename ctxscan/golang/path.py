"""The two string operations that Docker does to every pattern: Go's white space, Go's clean."""

from __future__ import annotations

GO_WHITE_SPACE = "\t\n\v\f\r \x85\xa0\u1680" + "".join(map(chr, range(0x2000, 0x200B)))
GO_WHITE_SPACE += "\u2028\u2029\u202f\u205f\u3000"
"""What Go's ``unicode.IsSpace`` calls white space. ``str.strip()`` also takes U+001C to U+001F."""

LONGEST_PATH = 4_095
"""Bytes that Linux takes (PATH_MAX, without the NUL at the end)."""


def trim(text: str) -> str:
    """Like Go's ``strings.TrimSpace``."""
    return text.strip(GO_WHITE_SPACE)


def clean(path: str) -> str:
    """Like Go's ``filepath.Clean`` on Unix: lexical, so that ``a*/../b`` is ``b``."""
    rooted = path.startswith("/")
    kept: list[str] = []
    for part in path.split("/"):
        if part in {"", "."}:
            continue
        if part != "..":
            kept.append(part)
        elif kept and kept[-1] != "..":
            kept.pop()
        elif not rooted:
            kept.append(part)
    return ("/" if rooted else "") + "/".join(kept) or "."
