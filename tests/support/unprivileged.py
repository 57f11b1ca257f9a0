"""Being somebody who may not read everything: root, as whom the tests often run, may."""

from __future__ import annotations

import os
from contextlib import contextmanager
from importlib import import_module
from pkgutil import walk_packages
from typing import TYPE_CHECKING

import ctxscan
from ctxscan.findings.catalog import catalog
from ctxscan.findings.catalog.directories import named

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOBODY = 65534


@contextmanager
def as_nobody(*needed: Path) -> Iterator[None]:
    """Without root's privileges; whoever has none stays who he is.

    The way to *needed* is opened first: pytest makes its directories for their owner alone.
    """
    if os.geteuid() != 0:
        yield
        return
    for path in needed:
        _let_through(path)
    _load_what_comes_late()
    groups = os.getgroups()
    os.setgroups([])
    os.setresgid(NOBODY, NOBODY, 0)
    os.setresuid(NOBODY, NOBODY, 0)
    try:
        yield
    finally:
        os.setresuid(0, 0, 0)
        os.setresgid(0, 0, 0)
        os.setgroups(groups)


def _load_what_comes_late() -> None:
    """The program may lie where nobody else may look, such as in the home of root."""
    for module in walk_packages(ctxscan.__path__, "ctxscan."):
        if not module.name.endswith("__main__"):
            import_module(module.name)
    catalog()
    named("output")


def _let_through(path: Path) -> None:
    for directory in path.parents:
        mode = directory.stat().st_mode
        if not mode & 0o001:
            directory.chmod(mode | 0o011)
