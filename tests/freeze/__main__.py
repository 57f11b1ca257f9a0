"""``python -m tests.freeze``: what a ctxscan answers, kept, and two such records compared."""

from __future__ import annotations

import sys
import tempfile
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from tests.freeze.compare import compare
from tests.freeze.differences import summary
from tests.freeze.pool import Pool, ProgramError
from tests.freeze.record import record
from tests.freeze.samples import plant_samples
from tests.freeze.targets import found_in_repositories
from tests.support.samples import PROJECTS

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code 0: recorded, or no difference; 1: differences; 2: cannot be done."""
    options = _parser().parse_args(arguments)
    try:
        code: int = options.run(options)
    except (ProgramError, OSError) as problem:
        sys.stderr.write(f"freeze: {problem}\n")
        return 2
    return code


def _parser() -> ArgumentParser:
    parser = ArgumentParser(prog="python -m tests.freeze", description=__doc__)
    verbs = parser.add_subparsers(required=True)
    recording = verbs.add_parser("record", help="keep what a program answers about trees")
    recording.add_argument("outdir", type=Path, metavar="OUTDIR", help="is made, or filled anew")
    recording.add_argument("--program", type=Path, required=True, help="a venv's bin/ctxscan")
    recording.add_argument("--repos", type=Path, metavar="DIR", help="also each directory in it")
    recording.add_argument("--only", action="append", metavar="NAME", help="repeatable: of these")
    recording.add_argument("--samples", type=Path, metavar="DIR", default=PROJECTS)
    recording.add_argument("--dockerfiles", type=int, default=3, help="of a repository, at most")
    recording.add_argument("--thorough", action="store_true", help="ask repositories all")
    recording.add_argument("--resume", action="store_true", help="only what is not there yet")
    recording.add_argument("--jobs", type=int, default=2, help="commands at the same time")
    recording.add_argument("--timeout", type=float, default=60, help="seconds for a command")
    recording.set_defaults(run=_record)
    comparing = verbs.add_parser("compare", help="tell how two records differ")
    comparing.add_argument("old", type=Path, metavar="OLD")
    comparing.add_argument("new", type=Path, metavar="NEW")
    comparing.add_argument("--common", action="store_true", help="only what both have")
    comparing.add_argument("--only", metavar="TEXT", default="", help="only commands with it")
    comparing.add_argument("--excerpts", type=int, default=3, help="of each kind of command")
    comparing.add_argument("--lines", type=int, default=40, help="of each excerpt")
    comparing.set_defaults(run=_compare)
    return parser


def _record(options: Namespace) -> int:
    with tempfile.TemporaryDirectory(prefix="freeze-") as scratch:
        targets = plant_samples(options.samples, Path(scratch, "samples"))
        if options.repos is not None:
            targets += found_in_repositories(options.repos.resolve(), options.dockerfiles)
        if options.only:
            targets = [target for target in targets if target.name in options.only]
        with Pool(options.program, Path(scratch), options.jobs, options.timeout) as pool:
            record(
                options.outdir,
                targets,
                pool,
                _tell,
                all_of_it=options.thorough,
                resume=options.resume,
            )
    return 0


def _compare(options: Namespace) -> int:
    found = compare(options.old, options.new, common=options.common, only=options.only)
    text = summary(found, options.excerpts, options.lines)
    sys.stdout.write(text.encode("utf-8", "backslashreplace").decode())
    return 1 if found.differs else 0


def _tell(line: str) -> None:
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
