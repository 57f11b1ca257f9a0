"""A snapshot in a document, and back: what `ctxscan key` writes for a later `ctxscan diff`."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from ctxscan.builders.protocol import Sent, SentType
from ctxscan.builders.stages.archive import UnknownContent
from ctxscan.context.entry import Entry, EntryType, Judgement
from ctxscan.dockerfile.parser import parse
from ctxscan.errors import ContextError, UsageError
from ctxscan.ignore.verdict import Verdict
from ctxscan.inspection.keying import Recipe, Snapshot, conditions_of, origins_of
from ctxscan.inspection.model import BuildOptions
from ctxscan.inspection.planning import is_remote, plan_for
from ctxscan.inspection.shipment import Shipment, Shipped
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ctxscan.inspection.contents import Comparable

Document = dict[str, Any]

_SENT = Judgement(sent=True, verdict=Verdict(ignored=False, rule=None))


def dump(snapshot: Snapshot, contents: Comparable) -> Document:
    """Raises ContextError where a file cannot be read."""
    options = snapshot.recipe.options
    return {
        "dockerfile": snapshot.recipe.dockerfile,
        "target": options.target,
        "build_args": dict(options.build_args),
        "platforms": list(options.platforms),
        "run_options": list(options.run_options),
        "machine": options.machine,
        "build_contexts": {name: is_remote(value) for name, value in options.build_contexts},
        "transfer_bytes": snapshot.main.transfer_bytes,
        "again_bytes": snapshot.main.again_bytes,
        "files": [_file(each, contents, "") for each in snapshot.main.files.values()],
        "contexts": [
            {
                "name": name,
                "paths": None if paths is None else list(paths),
                "transfer_bytes": shipment.transfer_bytes,
                "again_bytes": shipment.again_bytes,
                "files": [_file(each, contents, f"{name}:") for each in shipment.files.values()],
            }
            for (name, paths), shipment in snapshot.named.items()
        ],
    }


def _file(shipped: Shipped, contents: Comparable, prefix: str) -> Document:
    entry, sent = shipped
    row: Document = {
        "path": entry.path,
        "type": sent.type.value,
        "mode": f"{entry.mode:04o}",
        "size": entry.size,
        "mtime_ns": entry.mtime_ns,
    }
    if entry.type is EntryType.FILE and entry.size and not sent.arrives_empty:
        row["blob"] = contents.name(prefix + entry.path)
    if entry.inode is not None:
        row["inode"] = entry.inode
    if entry.target:
        row["target"] = entry.target
    if any(entry.device):
        row["device"] = [entry.type is EntryType.BLOCK_DEVICE, *entry.device]
    if entry.xattrs:
        row["xattrs"] = {name: base64.b64encode(value).decode() for name, value in entry.xattrs}
    if sent.arrives_empty:
        row["arrives_empty"] = True
    return row


def load(document: Document, shown: str) -> Snapshot:
    """Raises UsageError for what is no such document, and what building from it raises."""
    try:
        return _load(document["snapshot"], shown)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError):
        raise not_a_document(shown) from None


def not_a_document(shown: str) -> UsageError:
    return UsageError(
        f"{shown} is no document of `ctxscan key --format json`",
        hint="write one with: ctxscan key --format json -o FILE",
    )


def _load(saved: Document, shown: str) -> Snapshot:
    options = BuildOptions(
        target=saved["target"],
        build_args=tuple(saved["build_args"].items()),
        build_contexts=tuple(
            (name, "docker-image://" if remote else name)
            for name, remote in saved["build_contexts"].items()
        ),
        platforms=tuple(saved["platforms"]),
        machine=saved["machine"],
        run_options=tuple(saved.get("run_options", ())),
    )
    platform = (*options.platforms, options.machine)[0]
    plan = plan_for(options, parse(saved["dockerfile"], shown), platform)
    main = _shipment(saved)
    named = {_key(each): _shipment(each) for each in saved["contexts"]}
    files = {each["name"]: SavedFiles(_blobs(each)) for each in saved["contexts"]}
    return Snapshot(
        Recipe(saved["dockerfile"], shown, options),
        plan,
        main,
        named,
        origins_of(plan, main, SavedFiles(_blobs(saved)), files),
        lambda _: UnknownContent("the document does not say what is in it"),
        conditions_of(options),
    )


def _key(saved: Document) -> tuple[str, tuple[str, ...] | None]:
    return saved["name"], None if saved["paths"] is None else tuple(saved["paths"])


def _shipment(saved: Document) -> Shipment:
    files = {row["path"]: _shipped(row) for row in saved["files"]}
    return Shipment(files, saved["transfer_bytes"], saved["again_bytes"])


def _shipped(row: Document) -> Shipped:
    kind = SentType(row["type"])
    is_block, major, minor = row.get("device", (False, 0, 0))
    entry = Entry(
        path=row["path"],
        type=_entry_type(kind, is_block=is_block),
        judgement=_SENT,
        size=row["size"],
        mode=int(row["mode"], 8),
        mtime_ns=row["mtime_ns"],
        inode=row.get("inode"),
        target=row.get("target", ""),
        device=(major, minor),
        xattrs=tuple(
            (name, base64.b64decode(value)) for name, value in row.get("xattrs", {}).items()
        ),
        readable=True,
    )
    size = entry.size if kind is SentType.FILE else 0
    empty = row.get("arrives_empty", False)
    return Shipped(
        entry,
        Sent(entry.path, kind, size, 0, arrives_empty=empty),
    )


def _entry_type(kind: SentType, *, is_block: bool) -> EntryType:
    match kind:
        case SentType.DEVICE:
            return EntryType.BLOCK_DEVICE if is_block else EntryType.CHARACTER_DEVICE
        case SentType.HARDLINK:
            return EntryType.FILE
        case _:
            return EntryType(kind.value)


def _blobs(saved: Document) -> dict[str, str]:
    return {row["path"]: row["blob"] for row in saved["files"] if "blob" in row}


class SavedFiles(NamedTuple):
    """Files of which only the names of their contents are kept."""

    blobs: Mapping[str, str]

    def chunks(self, path: str) -> Iterator[bytes]:
        raise ContextError(f"the document does not hold what is in {path}")

    def object_id(self, path: str) -> str | None:
        return self.blobs.get(path)
