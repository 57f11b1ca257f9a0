"""The document of ``ctxscan image``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.images.manifest import familiar
from ctxscan.render.json.documents import SCHEMA_VERSION, head

if TYPE_CHECKING:
    from ctxscan.api.image import Imaged
    from ctxscan.findings.image.secrets import LayerSecret
    from ctxscan.images.compare import Step
    from ctxscan.images.overlay import Wasted
    from ctxscan.images.picture import Picture
    from ctxscan.render.json.documents import Document


def image_document(found: Imaged) -> Document:
    picture = found.picture
    return {
        "schema_version": SCHEMA_VERSION,
        "command": "image",
        "context": _context(found),
        "archive": found.archive,
        **_image(picture),
        "base_layers": picture.base_layers,
        "layers": [_layer(found, number) for number in range(len(picture.layers))],
        "lines_from": picture.lines_from,
        "wasted_bytes": picture.wasted_bytes,
        "efficiency": picture.dive_efficiency,
        "honest_efficiency": picture.honest_efficiency,
        "waste": [_waste(each, picture) for each in picture.wasted],
        **_from_context(found),
        "secrets": [_secret(each, picture) for each in found.secrets],
        "against": _against(found),
    }


def _against(found: Imaged) -> Document | None:
    compared = found.compared
    if compared is None:
        return None
    before = compared.before
    return {
        "archive": found.against,
        **_image(before),
        "wasted_bytes": before.wasted_bytes,
        "layers": len(before.layers),
        "shared_layers": compared.shared,
        "steps": [_step(each) for each in compared.steps],
        "directories": [
            {"path": f"/{each.path}", "before": each.before, "after": each.after}
            for each in compared.directories
        ],
    }


def _step(each: Step) -> Document:
    before, after = each.before, each.after
    return {
        "step": each.words,
        "line_before": before.origin.line if before is not None else None,
        "line_after": after.origin.line if after is not None else None,
        "before": before.size if before is not None else None,
        "after": after.size if after is not None else None,
    }


def _context(found: Imaged) -> Document | None:
    if found.inspection is None:
        return None
    context: Document = head("image", found.inspection)["context"]
    return context


def _from_context(found: Imaged) -> Document:
    traced = found.traced
    if traced is None:
        absent = ("from_context", "sent", "unused_context_bytes", "unused", "traced")
        return dict.fromkeys(absent)
    lines = [row.origin.line for row in found.picture.layers]
    return {
        "from_context": {"files": len(traced.used), "content_bytes": traced.used_bytes},
        "sent": {"files": len(traced.sent), "content_bytes": traced.sent_bytes},
        "unused_context_bytes": traced.sent_bytes - traced.used_bytes,
        "unused": [{"path": path, "size": size} for path, size in traced.unused],
        "traced": [
            {
                "path": f"/{each.path}",
                "size": each.size,
                "layer": each.layer + 1,
                "line": lines[each.layer],
                "origin": each.origin,
            }
            for each in traced.files
        ],
    }


def _secret(each: LayerSecret, picture: Picture) -> Document:
    lost = each.lost
    return {
        "path": f"/{each.path}",
        "reason": each.reason,
        "origin": each.origin,
        "layer": each.layer + 1,
        "line": picture.layers[each.layer].origin.line,
        "how": lost.how if lost is not None else None,
        "by_layer": lost.by + 1 if lost is not None else None,
        "by_line": picture.layers[lost.by].origin.line if lost is not None else None,
    }


def _image(picture: Picture) -> Document:
    image = picture.image
    return {
        "names": [familiar(each) for each in image.names],
        "platform": image.platform or None,
        "form": image.form,
        "size": picture.size,
        "stored_bytes": sum(each.layer.stored for each in picture.layers),
    }


def _layer(found: Imaged, number: int) -> Document:
    row, traced = found.picture.layers[number], found.traced
    origin, (files, size) = row.origin, traced.of_layer(number) if traced else (0, 0)
    return {
        "digest": row.digest,
        "size": row.size,
        "stored_bytes": row.layer.stored,
        "compression": row.layer.compression or None,
        "created_by": origin.created_by,
        "line": origin.line,
        "step": origin.step,
        "files": row.files,
        "wasted_bytes": row.wasted_bytes,
        "from_context": {"files": files, "content_bytes": size} if traced else None,
        "outside": list(row.layer.outside),
    }


def _waste(each: Wasted, picture: Picture) -> Document:
    return {
        "path": f"/{each.path}",
        "size": each.size,
        "how": each.how,
        "layer": each.layer + 1,
        "line": picture.layers[each.layer].origin.line,
        "by_layer": each.by + 1,
        "by_line": picture.layers[each.by].origin.line,
    }
