"""The one place where errors become a line on stderr and an exit code."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any, NoReturn

from typer import TyperException
from typer.core import TyperGroup

from ctxscan.cli.exits import Exit
from ctxscan.cli.which import split_command
from ctxscan.errors import CtxscanError
from ctxscan.process import Ended, fault, ignore_signals, say_error

if TYPE_CHECKING:
    from collections.abc import Sequence

_DEBUG = "--debug"


class Boundary(TyperGroup):
    """The command group: never a traceback for a user's mistake."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        *rest: Any,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        """Run, and end the process unless not *standalone_mode*, as click has it."""
        extra["standalone_mode"] = False
        words, debug = _without_debug(sys.argv[1:] if args is None else args)
        own, extra["obj"] = split_command(words)
        try:
            code = super().main(own, prog_name, *rest, **extra)
            sys.stdout.flush()
        except CtxscanError as error:
            _fail(str(error), own)
        except TyperException as error:
            _fail(_with_hint(error), own)
        except (Ended, KeyboardInterrupt) as ended:
            _end(ended, own)
        except BrokenPipeError:
            # The reader has seen enough. Python would complain once more when it closes stdout.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(Exit.FINE)
        except Exception as error:  # noqa: BLE001 - the net below all: what nobody foresaw
            if debug:
                sys.excepthook(type(error), error, error.__traceback__)
            _fail(fault(error), own)
        if code == Exit.INTERRUPTED:  # what typer makes of a KeyboardInterrupt
            _put_back(own)
        if standalone_mode:
            sys.exit(code if isinstance(code, int) else Exit.FINE)
        return code


def _without_debug(words: Sequence[str]) -> tuple[list[str], bool]:
    """The option may stand anywhere: whoever needs it adds it to a command that failed."""
    found = list(words)
    end = found.index("--") if "--" in found else len(found)
    own = [each for each in found[:end] if each != _DEBUG]
    return own + found[end:], len(own) < end


def _with_hint(error: TyperException) -> str:
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "ctxscan"
    message = error.format_message().rstrip(".")
    return f"{message} (see {command} --help)"


def _fail(message: str, args: Sequence[str]) -> NoReturn:
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
        from ctxscan.cli.suggest.emptied import put_back

        try:
            put_back(args)
        except (CtxscanError, OSError) as error:
            say_error(f"the ignore file could not be put back: {error}")
