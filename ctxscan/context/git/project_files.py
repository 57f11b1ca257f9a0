"""Files that declare builds, as a revision has them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from ctxscan.context.git.revision import TREE
from ctxscan.context.project_files import ProjectFiles

if TYPE_CHECKING:
    from ctxscan.context.git.revision import Revision


class ProjectFilesOfRevision(ProjectFiles):
    """What git tracks is as it was; all else, such as an ignored ``.env``, is as it lies here."""

    def __init__(self, revision: Revision) -> None:
        super().__init__()
        self._revision = revision

    def _inside(self, path: str) -> str | None:
        """*path* in the repository, unless git knows it neither then nor now."""
        repository = self._revision.repository
        inside = repository.inside(path)
        if not inside or self._revision.mode(inside) is not None:
            return inside
        return inside if repository.is_tracked(os.path.relpath(path, repository.root)) else None

    def read(self, path: str) -> bytes | None:
        inside = self._inside(path)
        return super().read(path) if inside is None else self._revision.file(inside)

    def exists(self, path: str) -> bool:
        inside = self._inside(path)
        if inside is None:
            return super().exists(path)
        return not inside or self._revision.mode(inside) is not None

    def is_file(self, path: str) -> bool:
        inside = self._inside(path)
        if inside is None:
            return super().is_file(path)
        return bool(inside) and self._revision.file(inside) is not None

    def is_dir(self, path: str) -> bool:
        inside = self._inside(path)
        if inside is None:
            return super().is_dir(path)
        return not inside or self._revision.mode(inside) == TREE
