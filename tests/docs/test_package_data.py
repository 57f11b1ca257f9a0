"""The documents come with the package."""

from __future__ import annotations

from importlib.resources import files

import pytest

from tests.support.pages import DOCS
from tests.support.schemas import NAMES


@pytest.mark.parametrize("name", [page.relative_to(DOCS).as_posix() for page in DOCS.rglob("*.md")])
def test_a_page_is_found_beside_the_code(name: str) -> None:
    text = files("ctxscan").joinpath("docs", *name.split("/")).read_text(encoding="utf-8")
    assert text.startswith("# ")


@pytest.mark.parametrize("name", NAMES)
def test_a_schema_is_found_beside_the_code(name: str) -> None:
    assert files("ctxscan").joinpath("schemas", f"{name}.json").is_file()
