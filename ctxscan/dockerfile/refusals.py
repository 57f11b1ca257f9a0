"""What BuildKit refuses of an instruction once its stage is built."""

from __future__ import annotations

from ctxscan.dockerfile.sources import is_git, is_url


class DispatchError(ValueError):
    """An instruction that BuildKit refuses once its stage is built."""

    def __init__(self, message: str, kind: str = "other") -> None:
        super().__init__(message)
        self.kind = kind


def refuse_remote(source: str, *, is_add: bool) -> None:
    if is_add:
        return
    if is_git(source):
        raise DispatchError(f"source can't be a git ref for COPY: {source}", "bad-option")
    if is_url(source):
        raise DispatchError(f"source can't be a URL for COPY: {source}", "bad-option")


def check_checksum(checksum: str, sources: tuple[str, ...]) -> None:
    if not checksum:
        return
    if len(sources) != 1:
        raise DispatchError("checksum can't be specified for multiple sources")
    if not (is_url(sources[0]) or is_git(sources[0])):
        raise DispatchError("checksum requires HTTP(S) or Git sources")
