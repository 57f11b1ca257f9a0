"""``docs/settings.md`` has every setting of the program, and no other."""

from __future__ import annotations

from ctxscan.findings.check.settings import _TOP
from tests.support.pages import DOCS, first_column, read


def test_every_setting_is_explained_and_no_other() -> None:
    (table,) = [
        part for part in read(DOCS / "settings.md").split("\n\n") if part.startswith("| key")
    ]
    assert sorted(first_column(table)) == sorted(_TOP)
