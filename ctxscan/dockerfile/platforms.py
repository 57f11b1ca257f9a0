"""Platform names and the variables made of them (containerd/platforms; convert: platform.go)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

_ARCHITECTURES = {
    "i386": ("386", ""),
    "x86_64": ("amd64", None),
    "x86-64": ("amd64", None),
    "aarch64": ("arm64", None),
    "armhf": ("arm", "v7"),
    "armel": ("arm", "v6"),
}
_VARIANTS = {
    ("amd64", "v1"): "",
    ("arm64", "8"): "",
    ("arm64", "v8"): "",
    ("arm64", "v8.0"): "",
    ("arm64", "9"): "v9",
    ("arm64", "9.0"): "v9",
    ("arm64", "v9.0"): "v9",
    ("arm", ""): "v7",
    ("arm", "5"): "v5",
    ("arm", "6"): "v6",
    ("arm", "7"): "v7",
    ("arm", "8"): "v8",
}

_SYSTEMS = frozenset(
    [
        "aix",
        "android",
        "darwin",
        "dragonfly",
        "freebsd",
        "hurd",
        "illumos",
        "ios",
        "js",
        "linux",
        "macos",
        "nacl",
        "netbsd",
        "openbsd",
        "plan9",
        "solaris",
        "windows",
        "zos",
    ]
)
_KNOWN_ARCHITECTURES = frozenset(
    [
        "386",
        "amd64",
        "amd64p32",
        "arm",
        "armbe",
        "arm64",
        "arm64be",
        "loong64",
        "mips",
        "mipsle",
        "mips64",
        "mips64le",
        "mips64p32",
        "mips64p32le",
        "ppc",
        "ppc64",
        "ppc64le",
        "riscv",
        "riscv64",
        "s390",
        "s390x",
        "sparc",
        "sparc64",
        "wasm",
    ]
)
"""What containerd/platforms knows (database.go: isKnownOS, isKnownArch)."""


class Platform(NamedTuple):
    os: str
    architecture: str
    variant: str

    def __str__(self) -> str:
        return "/".join(part for part in (self.os, self.architecture, self.variant) if part)


def parse_platform(text: str) -> Platform:
    """``os[/architecture[/variant]]`` in normal form. Raise ``ValueError`` for anything else.

    One word is an architecture of Linux unless it names an operating system.
    """
    parts = text.lower().split("/")
    if len(parts) > 3 or not all(parts):
        raise ValueError(f"not a platform: {text!r}")
    if len(parts) == 1:
        known = _KNOWN_ARCHITECTURES.union(_ARCHITECTURES)
        if parts[0] not in _SYSTEMS and parts[0] not in known:
            raise ValueError(f"not a platform: {text!r}")
        parts = [parts[0], "amd64"] if parts[0] in _SYSTEMS else ["linux", parts[0]]
    system, architecture, variant = [*parts, ""][:3]
    system = "darwin" if system == "macos" else system
    architecture, forced = _ARCHITECTURES.get(architecture, (architecture, None))
    variant = variant if forced is None else forced
    return Platform(system, architecture, _VARIANTS.get((architecture, variant), variant))


def platform_arguments(
    target: Platform, build: Platform, stage: str, overrides: Mapping[str, str]
) -> dict[str, str]:
    """The arguments that every build starts with (``defaultArgs``)."""
    defaults = {
        "BUILDPLATFORM": str(build),
        "BUILDOS": build.os,
        "BUILDOSVERSION": "",
        "BUILDARCH": build.architecture,
        "BUILDVARIANT": build.variant,
        "TARGETPLATFORM": str(target),
        "TARGETOS": target.os,
        "TARGETOSVERSION": "",
        "TARGETARCH": target.architecture,
        "TARGETVARIANT": target.variant,
        "TARGETSTAGE": stage or "default",
    }
    return {name: overrides.get(name, value) for name, value in defaults.items()}
