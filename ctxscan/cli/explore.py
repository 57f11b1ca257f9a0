"""`ctxscan explore`."""

import gc
import sys
from io import TextIOWrapper
from typing import TYPE_CHECKING, Annotated

from ctxscan.api.arguments import BuildArguments
from ctxscan.cli.line.declared import option
from ctxscan.cli.options import PathArgument
from ctxscan.cli.output import Output
from ctxscan.cli.which import Which
from ctxscan.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxscan.explore.app import ExplorerApp
    from ctxscan.explore.explorer import Explorer


def explore_command(
    context: PathArgument = ".",
    plain: Annotated[
        bool, option("Line by line, for screen readers and scripts.", "--plain")
    ] = False,
    *,
    which: Which,
    build: BuildArguments,
    out: Output,
) -> None:
    """Look at a context in a terminal, and draft an ignore file."""
    from ctxscan.api.explore import Exploration
    from ctxscan.context.machine import environment

    if not plain:
        _check_terminal()
    asked = which.builds(context, build)
    if not asked.builds:
        raise UsageError(f"{asked.source} declares nothing that is built here")
    out.warn(asked.notices)
    from ctxscan.explore.explorer import Explorer
    from ctxscan.explore.session import Session
    from ctxscan.explore.texts import drafted

    explorer = Explorer(Session(Exploration(asked, environment())))
    if not plain:
        explorer.session.ground.begin()  # another process walks on while Textual is loaded
    app = None if plain else _app()
    gc.enable()  # unlike any other command, this one may live for an hour
    out.ticker.close()
    try:
        if app is None:
            from ctxscan.explore.plain import run_plain

            run_plain(explorer, _answers(), _say)
        else:
            _run(app, explorer, out)
    finally:
        out.write_text(drafted(explorer.session))


def _check_terminal() -> None:
    """Raises UsageError where there is nothing to draw on, or with."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        _app()
        raise UsageError("explore needs a terminal", hint="go line by line with --plain")


def _app() -> "type[ExplorerApp]":
    """Raises UsageError where not all of it is installed."""
    try:
        from ctxscan.explore.app import ExplorerApp
    except ImportError as error:
        if (error.name or "").partition(".")[0] not in ("textual", "rich"):
            raise
        raise UsageError(
            "explore draws with Textual, which is not installed",
            hint="pip install 'ctxscan[explore]', or go line by line with --plain",
        ) from None
    return ExplorerApp


def _run(app: "type[ExplorerApp]", explorer: "Explorer", out: Output) -> None:
    """Raises what ended the walk."""
    from ctxscan.cli import terminal
    from ctxscan.explore.bars import ASCII, BLOCKS

    glyphs = BLOCKS if sys.stderr.encoding.lower().startswith("utf") else ASCII
    has_colors = terminal.has_colors() and not out.no_color
    running = app(explorer, glyphs=glyphs, has_colors=has_colors)
    running.run()
    if running.failure is not None:
        raise running.failure


def _answers() -> "Iterator[str]":
    """What somebody types, where a name may be of any bytes. Raises UsageError."""
    if isinstance(sys.stdin, TextIOWrapper):
        sys.stdin.reconfigure(errors="surrogateescape")
    try:
        yield from sys.stdin
    except OSError as error:
        raise UsageError(f"cannot read stdin: {error.strerror}") from None
    except UnicodeError as error:
        raise UsageError(
            f"stdin is not {sys.stdin.encoding}: {error}", hint="see PYTHONIOENCODING"
        ) from None


def _say(line: str) -> None:
    """On stderr, as everything that is no result: a line at once."""
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()
