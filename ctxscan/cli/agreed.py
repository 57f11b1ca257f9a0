"""Files are shown, and written once somebody agrees."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from ctxscan.process import clear_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxscan.cli.output import Output
    from ctxscan.context.planned_file import LeftFile, PlannedFile


def show_and_write(
    files: Sequence[PlannedFile],
    notes: Sequence[str],
    out: Output,
    *,
    yes: bool,
    left: Sequence[LeftFile] = (),
) -> bool:
    """Whether all is written now; *yes*: without a question. Raises UsageError."""
    from ctxscan.render.text.planned import draw_planned

    out.draw(draw_planned(files, notes, left))
    if not files:
        return True
    if not (yes or _agrees(out)):
        return False
    for file in files:
        file.write()
    return True


def _agrees(out: Output) -> bool:
    if not (sys.stdin.isatty() and out.on_terminal):
        say("nothing is written: that takes a terminal to ask at, or --yes", out)
        return False
    clear_line()
    sys.stderr.write("Write this? [y/N] ")
    sys.stderr.flush()
    agreed = sys.stdin.readline().strip().lower() in ("y", "yes")
    if not agreed:
        say("nothing is written", out)
    return agreed


def say(text: str, out: Output) -> None:
    """A line on stderr, unless quiet."""
    from ctxscan.render.names import one_line

    if not out.quiet:
        clear_line()
        sys.stderr.write(f"ctxscan: {one_line(text)}\n")
