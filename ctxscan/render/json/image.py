"""The document of ``ctxscan image``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.image.manifest import familiar
from ctxscan.render.json.documents import SCHEMA_VERSION

if TYPE_CHECKING:
    from ctxscan.api.image import Imaged
    from ctxscan.image.overlay import Wasted
    from ctxscan.image.picture import LayerRow, Picture
    from ctxscan.render.json.documents import Document


def image_document(found: Imaged) -> Document:
    picture = found.picture
    return {
        "schema_version": SCHEMA_VERSION,
        "command": "image",
        "context": None,
        "archive": found.archive,
        **_image(picture),
        "layers": [_layer(row) for row in picture.layers],
        "lines_from": picture.lines_from,
        "wasted_bytes": picture.wasted_bytes,
        "efficiency": picture.dive_efficiency,
        "honest_efficiency": picture.honest_efficiency,
        "waste": [_waste(each, picture) for each in picture.wasted],
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


def _layer(row: LayerRow) -> Document:
    origin = row.origin
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
