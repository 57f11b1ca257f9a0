"""A path that a source asks for: as a line of an ignore file, and as the one path it matches."""

from __future__ import annotations

import re

from ctxscan.errors import Place
from ctxscan.findings.suggest.model import NEW
from ctxscan.ignore.file import parse_rule
from ctxscan.ignore.literal import as_line, escape_char, needs_escape


def line_of(path: str) -> str:
    """The exception for what a source asks for, which is a pattern as it stands."""
    written = "".join(escape_char(char) if needs_escape(char) else char for char in path)
    return as_line(written, exception=True)


def pattern_of(path: str) -> str:
    rule = parse_rule(line_of(path), Place(NEW))
    return rule.pattern if rule else ""


def unescaped(path: str) -> str:
    """The one path that a pattern without wildcards matches."""
    return re.sub(r"\\(.)", r"\1", path, flags=re.DOTALL)
