"""What an archive may cost: some are built to fill the memory, or to be read for ever."""

from __future__ import annotations

from ctxscan.tuples import NamedTuple

MIB = 1 << 20


class Limits(NamedTuple):
    """The defaults are far beyond any image that somebody runs."""

    entries: int = 2_000_000
    """Of all layers together."""

    names: int = 256 * MIB
    """Bytes of all their names and link targets."""

    name: int = 4096
    """Of one name: Linux takes no longer ones (PATH_MAX), so that no engine can unpack them."""

    directories: int = 128 * MIB
    """Characters of the paths of all directories that lead to an entry."""

    rows: int = 20_000
    """Of all indexes, as often as they are come to."""

    header: int = MIB
    """Bytes of an extended header (Go, archive/tar, maxSpecialFileSize)."""

    document: int = 16 * MIB
    """Bytes of a manifest, a configuration or an attestation."""

    documents: int = 64 * MIB
    """Bytes of all of them."""

    kept: int = 32 * MIB
    """Bytes of files that are looked into; the rest is not."""

    parts: int = 20_000
    """Files of the archive itself: layers, configurations."""

    unpacked: int = 4 << 30
    """Bytes of a compressed stream from which on the ratio counts."""

    ratio: int = 200
    """Unpacked bytes for each compressed one; text comes to ten, gzip ends at 1,032."""

    nesting: int = 8
    """Indexes within indexes."""


LIMITS = Limits()
