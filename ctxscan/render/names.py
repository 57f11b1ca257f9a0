"""Names from a disk, made fit for a terminal."""

from __future__ import annotations


def printable(name: str) -> str:
    r"""*name* with everything escaped that a terminal might act upon or could not show.

    Bytes that are not UTF-8 become ``\xff``, control and format characters ``\n`` or ``\u200b``.
    """
    if name.isascii() and name.isprintable():
        return name
    return "".join(char if char.isprintable() else _escaped(char) for char in name)


def _escaped(char: str) -> str:
    if "\udc80" <= char <= "\udcff":
        return f"\\x{ord(char) - 0xDC00:02x}"
    return char.encode("unicode_escape").decode("ascii")
