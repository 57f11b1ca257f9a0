"""The one place where errors become a line on stderr and an exit code."""

from __future__ import annotations

import errno
import os
import sys
from typing import TYPE_CHECKING, NoReturn

from ctxscan.cli.exits import Exit, Leave
from ctxscan.cli.which import split_command
from ctxscan.errors import CtxscanError
from ctxscan.process import Ended, fault, heard, ignore_signals, say_error

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_DEBUG = "--debug"


def guarded(words: Sequence[str], run: Callable[[list[str], tuple[str, ...]], object]) -> int:
    """The exit code of *run*, which is given our own words and docker's command line.

    Never a traceback for a user's mistake: that exits the process.
    """
    words, debug = _without_debug(words)
    own, behind = split_command(words)
    try:
        code = _left(run, own, behind)
    except CtxscanError as error:
        _fail(str(error), own)
    except (Ended, KeyboardInterrupt) as ended:
        _end(ended, own)
    except Exception as error:  # noqa: BLE001 - whatever nobody foresaw ends in one line and exit code 2, with --debug also in a traceback
        if debug and heard() is None:
            sys.excepthook(type(error), error, error.__traceback__)
        _fail(_is_nowhere() or fault(error), own)
    if code == Exit.INTERRUPTED:  # what typer makes of a KeyboardInterrupt
        _put_back(own)
    return code


def _left(
    run: Callable[[list[str], tuple[str, ...]], object], own: list[str], behind: tuple[str, ...]
) -> int:
    try:
        code = run(own, behind)
    except Leave as left:
        code = left.code
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader has seen enough. Python would complain once more when it closes stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Exit.FINE
    return code if isinstance(code, int) else Exit.FINE


def _is_nowhere() -> str | None:
    """What to say where somebody has removed the current directory: whatever is asked fails."""
    try:
        os.getcwd()  # noqa: PTH109 - nothing but this call is to fail
    except OSError as error:
        return f"cannot use the current directory: {error.strerror} (go to one that is there)"
    return None


def _without_debug(words: Sequence[str]) -> tuple[list[str], bool]:
    """The option may stand anywhere: whoever needs it adds it to a command that failed."""
    found = list(words)
    end = found.index("--") if "--" in found else len(found)
    own = [each for each in found[:end] if each != _DEBUG]
    return own + found[end:], len(own) < end


def _fail(message: str, args: Sequence[str]) -> NoReturn:
    signalled = heard()
    if signalled is not None:
        _end(Ended(signalled), args)
    say_error(message)
    _put_back(args)
    sys.exit(Exit.BAD_INPUT)


def _end(ended: Ended | KeyboardInterrupt, args: Sequence[str]) -> NoReturn:
    ignore_signals()
    code = ended.exit_code if isinstance(ended, Ended) else Exit.INTERRUPTED
    if code != Exit.FINE:
        _put_back(args)
    sys.exit(code)


def _put_back(args: Sequence[str]) -> None:
    """In ``ctxscan suggest --tpyo > .dockerignore`` the file is empty by now."""
    if "suggest" in args:
        try:
            from ctxscan.cli.suggest.emptied import put_back

            put_back(args)
        except (CtxscanError, OSError) as error:
            if getattr(error, "errno", 0) != errno.ENOMEM:
                say_error(f"the ignore file could not be put back: {error}")
        except (ImportError, MemoryError, SystemError):
            return  # for want of memory, like ENOMEM: said already; the last one is Python's own
