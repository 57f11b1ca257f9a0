"""The program: ``ctxscan``, and ``python -m ctxscan``."""

from __future__ import annotations

import gc
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


if __name__ == "__main__":
    main()
