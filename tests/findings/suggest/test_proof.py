"""What of a suggestion may stand."""

from __future__ import annotations

from ctxscan.context.tree import Tree
from ctxscan.findings.suggest.model import Candidate, SuggestOptions
from ctxscan.findings.suggest.proof import Proof
from ctxscan.findings.suggest.protected import Protected
from ctxscan.findings.suggest.reach import Reach
from ctxscan.findings.suggest.seen_by_git import KeptByRules
from ctxscan.findings.suggest.state import State


def test_the_file_stays_within_what_buildkit_carries() -> None:
    tree = Tree.of(())
    options = SuggestOptions()
    state = State(
        (),
        tree,
        None,
        options,
        lambda _: {},
        (),
        Protected((), tree),
        None,
        frozenset(),
        Reach(tree, (), (), narrows=True),
        KeptByRules(tree),
    )
    proof = Proof(state)
    many = [Candidate(f"{'n' * 952}{number:04}", "", "catalog", "node") for number in range(400)]
    # Each counts three times its length, and 48 bytes: 900,000 hold 308 of them.
    assert proof.proven(many) == many[:308]
    assert "92 rules left out" in str(proof.notes[0])
