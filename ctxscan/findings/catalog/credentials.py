"""What a gate takes for a credential: the table in credentials.toml, and what is known by name."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Literal

from ctxscan.findings.catalog import catalog_up_to
from ctxscan.findings.catalog.table import read_rows
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from ctxscan.findings.catalog import CatalogRow

Proof = Literal["name", "content"]


class Credential(NamedTuple):
    """One pattern of paths that may hold a credential."""

    pattern: str
    reason: str
    proof: Proof
    """``name``: it counts unless its content shows that it holds none; ``content``: the reverse."""

    keep: tuple[str, ...]
    format: str | None = None
    """How the content is read; ``None``: the name says all."""

    of_directories: bool = False
    """Whether it is the directory that has the name, and not a file."""

    sample: str = ""


class Sample(NamedTuple):
    """A row of the table with the contents that it is tested by."""

    credential: Credential
    holds: str
    empty: str


@cache
def samples() -> tuple[Sample, ...]:
    """The rows of the table."""
    return tuple(
        Sample(
            Credential(
                row["pattern"],
                row["reason"],
                row["proof"],
                tuple(row["keep"]),
                row["format"],
                sample=row["sample"],
            ),
            row["holds"],
            row["empty"],
        )
        for row in read_rows("credentials.toml", "row")
    )


@cache
def credentials() -> tuple[Credential, ...]:
    """Those that are looked into, then those known by their names, whatever the project."""
    looked_into = tuple(each.credential for each in samples())
    patterns = {row.pattern for row in looked_into}
    by_name = (
        _by_name(row)
        for row in catalog_up_to("default")
        if row.kind == "secret" and not row.bound and row.pattern not in patterns
    )
    return (*looked_into, *by_name)


def _by_name(row: CatalogRow) -> Credential:
    # The sample of a directory lies below it. To match them took longer than to read the table.
    of_directories = f"/{row.pattern.removeprefix('**/')}/" in f"/{row.sample}"
    return Credential(
        row.pattern,
        row.reason,
        "name",
        row.keep,
        of_directories=of_directories,
        sample=row.sample,
    )
