"""The pages of all codes: the tables in this folder, as values.

They are read where somebody asks for a page; what finds something knows its code by name.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from ctxscan.errors import UsageError
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from ctxscan.finding import Severity

_TABLES = (
    *("report.toml", "steps.toml", "surprises.toml", "check.toml", "lint.toml", "builds.toml"),
    *("suggest.toml", "diff.toml"),
)
_NEAREST = 3


class Code(NamedTuple):
    code: str
    """Stable: programs look for it, and ``--skip`` takes it."""

    commands: tuple[str, ...]
    """Those that report it. ``list`` does so on stderr; ``check`` passes on there what ``list``
    would say."""

    severity: Severity
    summary: str
    """One sentence."""

    why: str
    """What happens, and why it is so."""

    remedy: str
    """What to do, in general; a finding says it of the case at hand."""

    source: str
    """Where the behaviour is written down: an address of Docker's documentation or source."""

    bad: str
    """A small project in which it is found, as ``tests/support/examples.py`` reads it.

    A first line with ``$`` is the command, else it is each of ``commands`` alone. A line is a path:
    with a size in bytes, with ``/`` a directory, with ``->`` a symlink, with ``@`` a socket, with
    ``:`` the first of an indented content. What is tracked is in git's index; with
    commits that change a path, all of it is committed before them. The Dockerfile copies everything
    where it is not shown.
    """

    good: str
    """The same without it."""

    fixable: bool = False
    """Whether ``lint --fix`` can write what is right, as it does where no build changes."""


@cache
def pages() -> dict[str, Code]:
    """Every page by its code: those of reports first, then those of gates, then those of lint."""
    import tomllib  # noqa: PLC0415 - lint loads this for --skip alone
    from importlib.resources import files  # noqa: PLC0415 - it loads thirty modules, and lint asks for the pages with --skip alone

    folder = files(__name__)
    found: dict[str, Code] = {}
    for table in _TABLES:
        rows = tomllib.loads(folder.joinpath(table).read_text(encoding="utf-8"))["code"]
        found.update((row["code"], _page(row)) for row in rows)
    return found


def _page(row: dict[str, Any]) -> Code:
    texts = {name: row[name].strip("\n") for name in ("why", "bad", "good")}
    return Code(**{**row, **texts, "commands": tuple(row["commands"])})


def page(code: str, option: str = "") -> Code:
    """The page of *code*. Raises UsageError with the nearest ones; *option* is what named it."""
    known = pages()
    if code in known:
        return known[code]
    import difflib  # noqa: PLC0415 - for a code that there is not

    nearest = difflib.get_close_matches(code.lower().replace("_", "-"), known, _NEAREST, 0.5)
    hint = f"did you mean {' or '.join(nearest)}?" if nearest else "ctxscan rule lists them all"
    raise UsageError(f"{option or repr(code)}: no such code", hint=hint)


def codes_of(command: str) -> tuple[str, ...]:
    """The codes that *command* reports, in the order of the tables."""
    return tuple(code for code, each in pages().items() if command in each.commands)
