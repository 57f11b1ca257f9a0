"""The program: ``ctxscan``, and ``python -m ctxscan``.

At the top, only modules that are loaded by then, or that no file can stand in for.
"""

import gc
import os
import sys

from ctxscan import __version__


def main() -> None:
    """Run the command line; answer ``--version`` before anything heavy is imported."""
    if sys.argv[1:] == ["--version"]:
        sys.stdout.write(f"ctxscan {__version__}\n")
        return
    # A short life among millions of small tuples without cycles: nothing here to collect.
    gc.disable()
    from ctxscan.cli import main as run  # noqa: PLC0415 - typer alone takes four times the start

    try:
        run()
    finally:
        # When Python ends, it looks for garbage once more, whatever was disabled: in all that was
        # imported, which takes longer than many a context. What is frozen is left alone.
        gc.freeze()


def _leave_working_directory() -> None:
    """Import nothing from the directory that ``python -m`` puts first: it may be the context.

    What Python itself imports before this line it may still take from there: ``python -I -m
    ctxscan`` is safe from that, and so is ``ctxscan``.
    """
    home = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))  # noqa: PTH100, PTH120 - pathlib would be imported from the very directory
    if not sys.flags.safe_path and sys.path[0] != home:
        del sys.path[0]


if __name__ == "__main__":
    _leave_working_directory()
    main()
