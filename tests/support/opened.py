"""Pages opened in a browser, and what is read off them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.browser import WHY_NO_BROWSER
from tests.support.trees import WHY_NOT_HERE

if TYPE_CHECKING:
    from tests.support.browser import Browser

NEEDS_A_BROWSER = [
    pytest.mark.skipif(WHY_NO_BROWSER is not None, reason=str(WHY_NO_BROWSER)),
    pytest.mark.skipif(WHY_NOT_HERE is not None, reason=str(WHY_NOT_HERE)),
]

AXE = os.environ.get("CTXSCAN_AXE")
"""The file axe.min.js of the npm package axe-core."""

DRAWN = "performance.getEntriesByName('map').length"
FOCUS = "document.activeElement.id"
ACTIVE = "document.querySelector('#rows [aria-selected=true] bdi').textContent"
CRUMBS = "[...document.querySelectorAll('#crumbs button')].map((each) => each.textContent)"
LEGEND = "[...document.querySelectorAll('#legend li')].map((each) => each.textContent)"
ROWS = (
    "[...document.querySelectorAll('#rows [role=row]')]"
    ".sort((a, b) => a.ariaRowIndex - b.ariaRowIndex)"
    ".map((each) => each.querySelector('bdi').textContent)"
)
FRAME = "new Promise((done) => requestAnimationFrame(() => setTimeout(done)))"


def opened(browser: Browser, file: Path, address: str = "", **how: Any) -> Browser:
    browser.open(file.as_uri() + address, **how)
    if how.get("script", True):
        browser.wait_for(DRAWN)
        browser.evaluate(FRAME)
    return browser


def tab_to(browser: Browser, element: str) -> None:
    for _ in range(30):
        if browser.evaluate(FOCUS) == element:
            return
        browser.press("Tab")
    raise AssertionError(f"no Tab leads to {element}")


def violations(browser: Browser) -> list[tuple[str, list[str]]]:
    """What axe finds: each rule with the elements that break it."""
    browser.evaluate(Path(str(AXE)).read_text(encoding="utf-8") + ";1")
    found = browser.evaluate("axe.run().then((each) => each.violations)")
    return [(each["id"], [node["html"][:200] for node in each["nodes"]]) for each in found]
