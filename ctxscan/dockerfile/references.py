"""Names of images and of named contexts (distribution/reference; buildkit, dockerui/config.go)."""

from __future__ import annotations

import re

from ctxscan.regex import regex

_PART = r"[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*"
_LABEL = r"[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?"
_DOMAIN = rf"(?:{_LABEL}(?:\.{_LABEL})*|\[[a-fA-F0-9:]+\])(?::[0-9]+)?"
_REFERENCE = regex(
    rf"(?P<domain>{_DOMAIN})/(?P<path>{_PART}(?:/{_PART})*)"
    r"(?::(?P<tag>[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}))?"
    r"(?:@(?P<digest>[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}))?",
)


def familiar_name(name: str) -> str:
    """The short form of an image's name, without ``:latest``; named contexts are known by it.

    Raise ``ValueError`` for what is no name of an image.
    """
    if re.fullmatch("[a-f0-9]{64}", name):
        raise ValueError(f"a name cannot be 64 hexadecimal digits: {name}")
    first, slash, rest = name.partition("/")
    is_domain = bool(slash) and (
        "." in first or ":" in first or first == "localhost" or first != first.lower()
    )
    domain, path = (first, rest) if is_domain else ("docker.io", name)
    domain = "docker.io" if domain == "index.docker.io" else domain
    if (bare := path.partition(":")[0].partition("@")[0]) != bare.lower():
        raise ValueError(f"the name of an image must be lowercase: {name}")
    if domain == "docker.io":
        path = path if "/" in path.partition("@")[0].partition(":")[0] else f"library/{path}"
    if not _REFERENCE.fullmatch(f"{domain}/{path}"):
        raise ValueError(f"not the name of an image or stage: {name!r}")
    if domain == "docker.io":
        return path.removeprefix("library/").removesuffix(":latest")
    return f"{domain}/{path}".removesuffix(":latest")


def context_name(name: str) -> str:
    """A ``--build-context`` name in normal form; a ``::platform`` behind it stays."""
    bare, colons, platform = name.partition("::")
    return familiar_name(bare) + colons + platform
