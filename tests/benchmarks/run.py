"""``python -m tests.benchmarks.run``: ctxscan beside its neighbours, on large trees, in turns."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
from argparse import ArgumentDefaultsHelpFormatter, ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from tests.benchmarks import contenders, trees
from tests.benchmarks.contenders import (
    CHECK,
    COMMANDS,
    DOCKER_PY,
    DU,
    FIND,
    LINT,
    LIST,
    PASS,
    PEERS,
    REPORT,
    SUGGEST,
    VERSION,
)
from tests.benchmarks.goals import outcomes
from tests.benchmarks.measure import Match, Result, in_turns
from tests.benchmarks.rules import FOUR, REAL
from tests.benchmarks.tables import document, markdown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.benchmarks.contenders import Contender
    from tests.benchmarks.trees import Tree

ON_ANY_TREE = (DU, FIND, REPORT, LIST)
"""In this order: a walk that nothing is divided by comes first, and warms what the last program
of the round before has left cold."""

BOUTS: dict[str, tuple[Tree, ...]] = {
    "105k": (trees.SMALL, trees.APPLICATION, trees.HARD_LINKED),
    "commands": (trees.IN_GIT,),
    "1000k": (trees.HUNDRED_THOUSAND, trees.MILLION),
    "memory": (trees.MILLION, trees.MILLION_IN_GIT),
    "wide": (trees.WIDE,),
    "deep": (trees.DEEP,),
    "directories": (trees.DIRECTORIES,),
    "cold": (trees.APPLICATION,),
}
"""What is compared, and so has to run in turns."""

USUAL = [name for name in BOUTS if name != "cold"]
"""What runs unless trees are named: for a cold run, root drops what the whole machine has read."""


def _all_of(bout: str, docker: Contender) -> list[Match]:
    (*_, tree) = BOUTS[bout]
    if bout == "commands":
        return [Match(each, tree) for each in COMMANDS]
    if bout == "memory":
        gates = [Match(each, trees.MILLION) for each in (CHECK, LINT)]
        in_git = (REPORT, LIST, CHECK, LINT, SUGGEST)
        return [*gates, *(Match(each, tree) for each in in_git)]
    if bout == "cold":
        return [Match(each, tree, is_cold=True) for each in (FIND, REPORT)]
    if bout != "105k":
        return [Match(each, tree) for tree in BOUTS[bout] for each in ON_ANY_TREE]
    return [
        Match(PASS),
        Match(VERSION),
        *(Match(each, trees.SMALL) for each in COMMANDS),
        *(Match(each, trees.APPLICATION) for each in (*PEERS, DU, FIND)),
        *(
            Match(each, trees.APPLICATION, rules)
            for rules in FOUR
            for each in (REPORT, LIST, DOCKER_PY, docker)
        ),
        *(Match(REPORT, trees.APPLICATION, rules) for rules in REAL),
        Match(REPORT, trees.HARD_LINKED),
    ]


def matches(bout: str, docker: Contender, without: Sequence[str] = ()) -> list[Match]:
    """Who runs in this bout, in order; leaving out those that cannot run here."""
    return [
        match
        for match in _all_of(bout, docker)
        if match.contender.why_not is None and match.contender.name not in without
    ]


def machine(where: Path) -> str:
    """The environment in one line."""
    kind = subprocess.run(
        ["df", "--output=fstype", str(where)], capture_output=True, check=True, text=True
    ).stdout.split()[-1]
    system = f"{platform.system()} {platform.release()} {platform.machine()}"
    return f"{os.cpu_count()} cores, Python {platform.python_version()}, {system}, {kind}"


def tell(what: str) -> None:
    sys.stderr.write(f"{what}\n")


def run(bouts: Sequence[str], where: Path, runs: int, without: Sequence[str] = ()) -> list[Result]:
    """Every bout, one after the other, and the tree of each when its turn comes."""
    results: list[Result] = []
    with contenders.docker_client() as docker:
        for absent in (each for each in (DOCKER_PY, docker) if each.why_not):
            tell(f"without {absent.name}: {absent.why_not}")
        for bout in bouts:
            tell(f"== {bout}")
            results += in_turns(matches(bout, docker, without), where, runs, tell)
    return results


def arguments(given: Sequence[str] | None = None) -> Namespace:
    parser = ArgumentParser(
        "python -m tests.benchmarks.run",
        description=__doc__,
        formatter_class=ArgumentDefaultsHelpFormatter,
    )
    home = Path(tempfile.gettempdir(), "ctxscan-benchmark")
    parser.add_argument("--runs", type=int, default=5, help="beside the one that warms up")
    parser.add_argument("--trees", nargs="+", choices=BOUTS, default=USUAL, metavar="TREE")
    parser.add_argument(
        "--without", nargs="+", default=[], metavar="PROGRAM", help="as the table names it"
    )
    parser.add_argument("--where", type=Path, default=home, help="keeps the trees between runs")
    parser.add_argument(
        "--json", type=Path, metavar="FILE", help="every single figure, for tests.benchmarks.page"
    )
    return parser.parse_args(given)


def main() -> None:
    asked = arguments()
    asked.where.mkdir(parents=True, exist_ok=True)
    results = run(asked.trees, asked.where.resolve(), asked.runs, asked.without)
    reached = list(outcomes({each.key: each for each in results}))
    where = machine(asked.where)
    if asked.json:
        asked.json.write_text(json.dumps(document(reached, results, where), indent=1) + "\n")
    sys.stdout.write(markdown(reached, results, where))


if __name__ == "__main__":
    main()
