"""What compose fetches from the network instead of the disk."""

from __future__ import annotations

from ctxscan.regex import regex

CONTEXT_PREFIXES = ("https://", "http://", "git://", "ssh://", "github.com/", "git@")
"""compose-go, paths/context.go:isRemoteContext."""

_GIT_URL = regex(r"https?://.*\.git(?:#.+)?")
_SCP = regex(r"[A-Za-z0-9_.-]+@[A-Za-z0-9.-]+:(?!//)\S+")


def is_remote_file(path: str) -> bool:
    """A compose file that the loaders for git and OCI take (docker/compose, pkg/remote)."""
    if path.startswith(("oci://", "git://", "ssh://", "github.com/")):
        return True
    return bool(_GIT_URL.fullmatch(path) or _SCP.fullmatch(path))


def is_remote_context(context: str) -> bool:
    """A context that the client leaves to the builder (docker/cli, DetectContextType)."""
    if "://" in context:
        return True
    return context.startswith(("github.com/", "git@", "git://"))
