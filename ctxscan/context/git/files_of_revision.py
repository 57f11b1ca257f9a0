"""What the files of a revision hold, read as somebody asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.context.git.attributes import ATTRIBUTES, Attributes
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from ctxscan.context.git.revision import Checkout


class FilesOfRevision(NamedTuple):
    """A ``FileSource``."""

    checkout: Checkout
    settled: Callable[[], Mapping[str, str]] = dict
    """Names of the blobs of files that are not in the checkout, because they did not change."""

    def chunks(self, path: str) -> Iterator[bytes]:
        yield self.blob(path, self.checkout.object_ids.get(path) or self.settled()[path])

    def blob(self, path: str, object_id: str) -> bytes:
        """That of a file at *path*. Raises ContextError."""
        return self.checkout.home(path).read([object_id])[object_id]

    def object_id(self, path: str) -> str | None:
        return self.checkout.object_ids.get(path)

    def attributes(self) -> Attributes:
        """What the files of the checkout say of the way from blobs to files."""
        names = {path: name for path, name in self.settled().items() if _says(path)}
        names |= {path: name for path, name in self.checkout.object_ids.items() if _says(path)}
        return Attributes(
            (path.rpartition("/")[0], self.blob(path, name)) for path, name in names.items()
        )


def _says(path: str) -> bool:
    return path.rpartition("/")[2] == ATTRIBUTES
