"""``python -m ctxscan``."""

from ctxscan.cli import main

main()
