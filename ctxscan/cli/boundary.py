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

if TYPE_CHECKING:
    from collections.abc import Sequence


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
        own, extra["obj"] = split_command(sys.argv[1:] if args is None else args)
        try:
            code = super().main(own, prog_name, *rest, **extra)
            sys.stdout.flush()
        except CtxscanError as error:
            _fail(str(error), args)
        except TyperException as error:
            _fail(_with_hint(error), args)
        except KeyboardInterrupt:
            _put_back(args)
            sys.exit(Exit.INTERRUPTED)
        except BrokenPipeError:
            # The reader has seen enough. Python would complain once more when it closes stdout.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(Exit.FINE)
        if standalone_mode:
            sys.exit(code if isinstance(code, int) else Exit.FINE)
        return code


def _with_hint(error: TyperException) -> str:
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "ctxscan"
    message = error.format_message().rstrip(".")
    return f"{message} (see {command} --help)"


def _fail(message: str, args: Sequence[str] | None) -> NoReturn:
    line = " ".join(_printable(message).splitlines())
    sys.stderr.write(f"ctxscan: error: {line}\n")
    _put_back(args)
    sys.exit(Exit.BAD_INPUT)


def _put_back(args: Sequence[str] | None) -> None:
    """In ``ctxscan suggest --tpyo > .dockerignore`` the file is empty by now."""
    given = sys.argv[1:] if args is None else args
    if "suggest" in given:
        from ctxscan.cli.suggest.emptied import put_back

        put_back(given)


def _printable(message: str) -> str:
    from ctxscan.render.names import printable

    return printable(message)
