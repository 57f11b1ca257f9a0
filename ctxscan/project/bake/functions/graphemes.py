"""What a reader takes for one character: go-cty counts and cuts text by these (UAX 29)."""

from __future__ import annotations

import unicodedata

_JOINER = "\u200d"
_FLAG_FIRST, _FLAG_LAST = "\U0001f1e6", "\U0001f1ff"
_SKIN_FIRST, _SKIN_LAST = "\U0001f3fb", "\U0001f3ff"


def graphemes(text: str) -> list[str]:
    if text.isascii() and "\r\n" not in text:
        return list(text)
    clusters: list[str] = []
    for char in text:
        if clusters and _continues(clusters[-1], char):
            clusters[-1] += char
        else:
            clusters.append(char)
    return clusters


def _continues(cluster: str, char: str) -> bool:
    if cluster == "\r":
        return char == "\n"
    if cluster in {"\n", "\r\n"}:
        return False
    if char == _JOINER or _SKIN_FIRST <= char <= _SKIN_LAST:
        return True
    if unicodedata.category(char) in {"Mn", "Me", "Mc"}:
        return True
    if cluster.endswith(_JOINER):
        return unicodedata.category(char) == "So" and unicodedata.category(cluster[0]) == "So"
    return len(cluster) == 1 and _is_flag(cluster) and _is_flag(char)


def _is_flag(char: str) -> bool:
    return _FLAG_FIRST <= char <= _FLAG_LAST
