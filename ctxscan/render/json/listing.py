"""What is sent as rows of a document, written as it comes: a list may have a million of them."""

from __future__ import annotations

from json.encoder import encode_basestring_ascii
from typing import TYPE_CHECKING

from ctxscan.builders.protocol import SentType
from ctxscan.context.entry import PlainFiles
from ctxscan.render.json.documents import Document, head
from ctxscan.render.json.writing import WrittenRows, margin, row_break

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ctxscan.builders.protocol import Sent
    from ctxscan.findings.sent_paths import Pieces

ONE, SEVERAL = 2, 4
"""How deep the rows stand in the document of one build, and in that of several."""


def sent_document(found: Pieces[str]) -> Document:
    """*found*: pieces that are ``entries``."""
    return {
        **head("list", found.inspection),
        "requested": found.inspection.requested,
        "transfer_bytes": found.transfer_bytes,
        "entries": WrittenRows(found.pieces),
    }


def entries(piece: PlainFiles | Sequence[Sent], *, directories: bool, depth: int) -> str:
    """The rows of what is sent together; empty where there are none."""
    if isinstance(piece, PlainFiles):
        rows = _rows_of_run(piece, directories=directories, depth=depth)
    else:
        shown = (each for each in piece if directories or each.type is not SentType.DIRECTORY)
        rows = [_row_of(each, depth) for each in shown]
    return row_break(depth).join(rows)


def _row_of(sent: Sent, depth: int) -> str:
    flags = {"arrives_empty": sent.arrives_empty, "injected": sent.injected}
    more = "".join(
        f'{row_break(depth + 1)}"{name}": true' for name, is_so in flags.items() if is_so
    )
    return _rows([sent.path], [sent.size], sent.type, depth, more)[0]


def _rows_of_run(run: PlainFiles, *, directories: bool, depth: int) -> list[str]:
    files = _rows(run.paths(), run.sizes, SentType.FILE, depth)
    if not directories or not run.directories:
        return files
    rows: list[str] = []
    taken = 0
    for before, path, _, _ in run.directories:
        rows += files[taken:before]
        rows += _rows([path], [0], SentType.DIRECTORY, depth)
        taken = before
    return rows + files[taken:]


def _rows(
    paths: Iterable[str], sizes: Sequence[int], sent_type: SentType, depth: int, more: str = ""
) -> list[str]:
    """*more*: further members, with what stands before them."""
    inside, end = margin(depth + 1), margin(depth)
    start, middle = f'{{{inside}"path": ', f',{inside}"type": "{sent_type}",{inside}"size": '
    end = f"{more}{end}}}"
    shown = map(encode_basestring_ascii, paths)
    return [f"{start}{path}{middle}{size}{end}" for path, size in zip(shown, sizes, strict=True)]
