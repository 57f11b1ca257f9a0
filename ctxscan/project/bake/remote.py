"""Which contexts are fetched (buildx, util/urlutil; BuildKit, dfgitutil and gitutil)."""

from __future__ import annotations

import re

from ctxscan.regex import regex

_PROTOCOL = regex(r"[a-zA-Z0-9]+://")
_SCP = regex(r"[a-zA-Z0-9_.-]+@[a-zA-Z0-9.-]+:.*", re.DOTALL)
SPECIAL = ("target:", "docker-image:", "oci-layout:")


def is_remote(context: str) -> bool:
    if context.startswith(("http://", "https://", "git://", "ssh://", "github.com/")):
        return True
    if context.startswith(("./", "../")) or _PROTOCOL.match(context):
        return False
    return _SCP.fullmatch(context) is not None


def is_special(context: str) -> bool:
    """What is no path for other reasons: another target, an image."""
    return context.startswith(SPECIAL)
