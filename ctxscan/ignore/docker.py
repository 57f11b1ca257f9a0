"""Docker's own language of ignore files, which most builders share."""

from __future__ import annotations

from ctxscan.ignore.file import parse_ignore_file, parse_rule
from ctxscan.ignore.language import IgnoreLanguage

DOCKER = IgnoreLanguage(parse_ignore_file, parse_rule, str)
