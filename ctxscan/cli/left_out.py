"""What is not sent, as the command line lists it, and the rules that decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from ctxscan.api.asked import Asked
    from ctxscan.cli.output import Output
    from ctxscan.findings.listing import Listing


class Shape(NamedTuple):
    """How the rows are written."""

    as_json: bool
    null: bool
    files: bool
    folds: bool

    def of(self, listing: Listing) -> Listing:
        found = listing.without_directories() if self.files else listing
        return found.folded() if self.folds else found


def list_left_out(asked: Asked, out: Output, shape: Shape) -> None:
    from ctxscan.api.listing import listings
    from ctxscan.render.json import documents
    from ctxscan.render.json.several import document
    from ctxscan.render.text.list import paths_and_rules, under_names

    with out.progress() as progress:
        answers = listings(asked, ignored=True, progress=progress)
    for each in answers.found:
        out.warn(each.value.notices)
    found = [(each.build.name, shape.of(each.value)) for each in answers.found]
    if shape.as_json:
        written = [documents.left_out(listed) for _, listed in found]
        out.write_text(documents.dumps(document("list", answers, written)) + "\n")
    else:
        null = shape.null
        rows = ((name, [paths_and_rules(each.left_out or (), null=null)]) for name, each in found)
        out.write(*under_names(rows))
    out.end(answers)
