"""The header of an entry in BuildKit's checksums: a tar header without its times.

Source: moby/buildkit, cache/contenthash/tarsum.go (v1TarHeaderSelect), filehash.go (NewFromStat).
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable


class Odd(NamedTuple):
    """What few entries have."""

    xattrs: tuple[tuple[str, bytes], ...] = ()
    device: tuple[int, int] = (0, 0)
    is_block: bool = False

    announced: int | None = None
    """The size in the header of a file whose content never came."""


PLAIN = Odd()


@lru_cache(maxsize=4096)
def file_header(mode: int, size: int, owner: tuple[int, int]) -> bytes:
    """Of a regular file without attributes: nearly all there are."""
    return header("0", mode, owner, size=size)


def header(  # noqa: PLR0913 - a header has as many fields
    typeflag: str,
    mode: int,
    owner: tuple[int, int],
    *,
    size: int = 0,
    target: str = "",
    odd: Odd = PLAIN,
) -> bytes:
    """*typeflag*: as in a tar archive. The name is always empty: names are for the directory."""
    uid, gid = owner
    major, minor = odd.device
    fields = f"namemode{mode & 0o7777}uid{uid}gid{gid}size{size}typeflag{typeflag}linkname"
    rest = f"{target}unamegnamedevmajor{major}devminor{minor}"
    plain = (fields + rest).encode("utf-8", "surrogateescape")
    return plain + b"".join(name + value for name, value in sorted(_counted(odd.xattrs)))


def _counted(xattrs: Iterable[tuple[str, bytes]]) -> Iterable[tuple[bytes, bytes]]:
    for name, value in xattrs:
        # The client keeps back what belongs to macOS alone (fsutil, stat_unix.go).
        ours = not name.startswith(("security.", "system.", "com.apple."))
        if ours or name == "security.capability":
            yield name.encode("utf-8", "surrogateescape"), value
