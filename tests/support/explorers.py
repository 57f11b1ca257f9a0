"""Explorers of a project, with or without a terminal to draw on."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from ctxscan.api.asked import each_build
from ctxscan.api.explore import Exploration
from ctxscan.explore.bars import BLOCKS
from ctxscan.explore.explorer import Explorer
from ctxscan.explore.frame import frame
from ctxscan.explore.session import Session

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from textual.pilot import Pilot

    from ctxscan.explore.app import ExplorerApp

SMALL, LARGE = (80, 24), (160, 50)


def begun(path: str, **build: Any) -> Explorer:
    """Before anything is walked."""
    return Explorer(Session(Exploration(each_build(path, **build), {})))


def explorer_of(path: str, *keys: str, **build: Any) -> Explorer:
    """With all walked, and *keys* pressed."""
    explorer = begun(path, **build)
    while not explorer.session.ground.go_on(1):
        pass
    for key in keys:
        explorer.press(key)
    explorer.session.check()
    return explorer


def screen(explorer: Explorer, size: tuple[int, int] = SMALL) -> str:
    """What is drawn, without its styles."""
    rows = frame(explorer, *size, BLOCKS).rows
    return "".join("".join(text for text, _ in row).rstrip() + "\n" for row in rows)


def place(explorer: Explorer, path: str) -> None:
    """Put the cursor on *path*, which is unfolded."""
    explorer.go_to([each.path for each in explorer.lines].index(path))


def on_a_terminal(
    app: ExplorerApp,
    use: Callable[[Pilot[None]], Awaitable[None]],
    size: tuple[int, int] = SMALL,
) -> None:
    """Run *app* without a terminal, as Textual's tests do, and *use* it once all is walked."""

    async def run() -> None:
        async with app.run_test(size=size) as pilot:
            while not app.explorer.session.ground.is_walked:
                await pilot.pause(0.01)
            await use(pilot)

    asyncio.run(asyncio.wait_for(run(), 120))
