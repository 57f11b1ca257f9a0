"""Podman's language of ignore files: ``+ ( ) | { } ^`` are operators to it. docs/semantics, E.2."""

from __future__ import annotations

import re

from ctxscan.ignore.language import IgnoreLanguage
from ctxscan.ignore.podman.matcher import parse_podman_ignore_file, podman_rule
from ctxscan.regex import regex

_PARTS = regex(r"(\\.|\[\^?\]?(?:\\.|[^\]])*\])|([+()|{}^])", re.DOTALL)


def escaped(line: str) -> str:
    """The same line to Docker, and to Podman as well."""
    return _PARTS.sub(lambda found: found[1] or f"\\{found[2]}", line)


PODMAN = IgnoreLanguage(parse_podman_ignore_file, podman_rule, escaped)
