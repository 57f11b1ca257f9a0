"""One image in all its forms, as three builders wrote it: the same answer for each."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING, Any

import pytest

from ctxscan.inspection.archives import READS_ZSTD
from tests.images.images import Layout, docker_archive, file, gone, link, oci_archive, tar_of
from tests.support.program import ROOT, ctxscan
from tests.support.schemas import mismatches

if TYPE_CHECKING:
    from pathlib import Path

IMAGES = ROOT / "tests/data/images"
needs_zstd = pytest.mark.skipif(not READS_ZSTD, reason="no zstd here: ctxscan[zstd] has it")

FORMS: dict[str, list[Any]] = {
    "docker": ["docker-save.tar.gz"],
    "buildkit": [
        "buildkit-oci.tar",
        "buildkit-docker.tar",
        "buildkit-oci-provenance.tar",
        pytest.param("buildkit-oci-zstd.tar", marks=needs_zstd),
    ],
    "buildah": ["buildah-oci.tar", "buildah-docker.tar.gz", "buildah-layout", "buildah-dir"],
}
ALL = [
    pytest.param(
        builder, *(getattr(form, "values", None) or (form,)), marks=getattr(form, "marks", ())
    )
    for builder, forms in FORMS.items()
    for form in forms
]
LOST = [("/srv/guide.pdf", 1500, "deleted"), ("/srv/.env", 47, "deleted")]


def document(path: Path | str, *options: str, stdin: bytes = b"") -> Any:
    run = ctxscan("image", path, "--format", "json", *options, stdin=stdin)
    assert run.exit_code == 0, run.errors
    assert mismatches(run.document, "image") == []
    return run.document


def answer(found: Any) -> Any:
    """What is the same in all forms."""
    packed = ("stored_bytes", "compression", "line", "step")
    layers = [{k: v for k, v in row.items() if k not in packed} for row in found["layers"]]
    waste = [{k: v for k, v in row.items() if not k.endswith("line")} for row in found["waste"]]
    sums = [found[key] for key in ("size", "wasted_bytes", "efficiency", "honest_efficiency")]
    return layers, waste, sums, found["platform"]


@pytest.mark.parametrize(("builder", "form"), ALL)
def test_every_form_of_an_image_has_the_same_answer(builder: str, form: str) -> None:
    first = document(IMAGES / str(FORMS[builder][0]))
    assert answer(document(IMAGES / form)) == answer(first)


@pytest.mark.parametrize(("builder", "form"), ALL)
def test_the_three_builders_waste_the_same(builder: str, form: str) -> None:  # noqa: ARG001 - the form says it all
    found = document(IMAGES / form)
    lost = [(row["path"], row["size"], row["how"]) for row in found["waste"]]
    assert lost == [*LOST, ("/srv/app.ini", 11, "written again")]
    assert (found["size"], found["wasted_bytes"]) == (8315, 1558)
    assert [row["wasted_bytes"] for row in found["layers"] if row["wasted_bytes"]] == [1558]


def test_a_layer_is_stored_in_as_many_bytes_as_its_blob_has(tmp_path: Path) -> None:
    """The block that was looked at to tell what it is was left out of them."""
    layers = [tar_of([file("a", 70_000)]), tar_of([file("b", 5), gone("a")])]
    for packed in (False, True):
        path = tmp_path / f"{packed}.tar"
        path.write_bytes(oci_archive(layers, packed=packed))
        sizes = [len(gzip.compress(each) if packed else each) for each in layers]
        found = document(path)
        assert [row["stored_bytes"] for row in found["layers"]] == sizes
        assert found["stored_bytes"] == sum(sizes)


@pytest.mark.parametrize("form", ["docker-save.tar.gz", "buildkit-oci.tar"])
def test_a_pipe_gives_the_same_as_a_file(form: str) -> None:
    piped = document("-", stdin=(IMAGES / form).read_bytes())
    assert {**piped, "archive": None} == {**document(IMAGES / form), "archive": None}


def test_lines_come_from_the_provenance_in_the_archive() -> None:
    found = document(IMAGES / "buildkit-oci-provenance.tar")
    assert found["lines_from"] == "provenance"
    assert [row["line"] for row in found["layers"]] == [7, 8, 9, 10, 11, 13]
    assert found["layers"][2]["step"] == "COPY --from=build /build /srv/app"
    assert [(row["line"], row["by_line"]) for row in found["waste"]] == [
        (10, 13),
        (10, 13),
        (10, 11),
    ]


@needs_zstd
def test_lines_are_found_where_layers_were_compressed_anew() -> None:
    found = document(IMAGES / "buildkit-oci-zstd.tar")
    assert [row["line"] for row in found["layers"]] == [7, 8, 9, 10, 11, 13]


def test_one_layer_of_several_steps_is_laid_at_the_door_of_none() -> None:
    (layer,) = document(IMAGES / "buildah-one-layer.tar")["layers"]
    assert (layer["step"], layer["line"]) == ("5 steps together", None)


@pytest.mark.parametrize("manifest_first", [False, True])
def test_the_manifest_may_come_first_or_last(tmp_path: Path, *, manifest_first: bool) -> None:
    layers = [tar_of([file("a", 5)]), tar_of([gone("a"), file("b", 2)])]
    path = tmp_path / "app.tar"
    path.write_bytes(docker_archive(layers, manifest_first=manifest_first))
    found = document(path)
    assert (found["names"], found["size"], found["wasted_bytes"]) == (["app:latest"], 7, 5)


def test_kaniko_s_archive_has_compressed_layers_and_a_configuration_called_by_its_digest(
    tmp_path: Path,
) -> None:
    """As go-containerregistry's tarball writer names them (pkg/v1/tarball/write.go)."""
    layer = gzip.compress(tar_of([file("a", 5)]))
    config = json.dumps({"os": "linux", "architecture": "arm64", "history": []}).encode()
    rows = [{"Config": "sha256:c0", "RepoTags": ["app:1"], "Layers": ["1f.tar.gz"]}]
    parts = [
        file("sha256:c0", config),
        file("1f.tar.gz", layer),
        file("manifest.json", json.dumps(rows).encode()),
    ]
    (tmp_path / "app.tar").write_bytes(tar_of(parts))
    found = document(tmp_path / "app.tar")
    assert (found["size"], found["platform"]) == (5, "linux/arm64")
    assert found["layers"][0]["compression"] == "gzip"


def test_an_image_in_indexes_within_indexes_is_found_and_attestations_are_none(
    tmp_path: Path,
) -> None:
    layout = Layout()
    image = {**layout.add_image([tar_of([file("a", 5)])])}
    said = layout.add_document({"layers": [layout.add_document({"predicateType": "x"})]})
    attestation = {
        **said,
        "platform": {"os": "unknown", "architecture": "unknown"},
        "annotations": {
            "vnd.docker.reference.type": "attestation-manifest",
            "vnd.docker.reference.digest": image["digest"],
        },
    }
    row = layout.add_document({"manifests": [image, attestation]})
    for _ in range(4):
        row = layout.add_document({"manifests": [row]})
    root = layout.write(tmp_path / "layout", {"manifests": [row]})
    assert document(root)["size"] == 5


def test_the_platform_of_this_machine_is_meant_or_the_one_that_is_asked_for(tmp_path: Path) -> None:
    layout = Layout()
    rows = []
    for number, architecture in enumerate(("amd64", "arm64", "s390x"), 1):
        row = layout.add_image([tar_of([file("a", number)])])
        rows.append({**row, "platform": {"os": "linux", "architecture": architecture}})
    root = layout.write(tmp_path / "layout", {"manifests": rows})
    assert document(root, "--platform", "linux/s390x")["size"] == 3
    assert document(root, "--platform", "linux/arm64/v8")["platform"] == "linux/arm64"
    run = ctxscan("image", root, "--platform", "linux/riscv64")
    assert run.exit_code == 2
    assert "--platform takes one of: linux/amd64, linux/arm64, linux/s390x" in run.errors[0]


def test_one_of_several_images_is_chosen_by_its_name(tmp_path: Path) -> None:
    layout = Layout()
    rows = [
        {
            **layout.add_image([tar_of([file("a", size)])]),
            "annotations": {"io.containerd.image.name": f"docker.io/library/{name}"},
        }
        for name, size in (("web:latest", 3), ("db:1", 4))
    ]
    path = tmp_path / "both.tar"
    path.write_bytes(tar_of(layout.items({"manifests": rows})))
    run = ctxscan("image", path)
    assert (run.exit_code, len(run.errors)) == (2, 1)
    assert "it holds 2 images: web:latest, db:1 (choose one with --name)" in run.errors[0]
    assert document(path, "--name", "web")["size"] == 3
    assert document(path, "--name", "db:1")["size"] == 4
    assert "there are: db:1, web:latest" in ctxscan("image", path, "--name", "x").errors[0]


def test_a_layer_that_stands_there_as_a_link_is_the_other_one(tmp_path: Path) -> None:
    """As ``docker save`` writes a layer that an image has twice (tarexport/save.go)."""
    layer = tar_of([file("a", 5)])
    rows = [{"Config": "c.json", "RepoTags": None, "Layers": ["1/layer.tar", "2/layer.tar"]}]
    parts = [
        file("1/layer.tar", layer),
        link("2/layer.tar", "../1/layer.tar"),
        file("c.json", b"{}"),
        file("manifest.json", json.dumps(rows).encode()),
    ]
    (tmp_path / "app.tar").write_bytes(tar_of(parts))
    found = document(tmp_path / "app.tar")
    assert (found["size"], found["wasted_bytes"], found["names"]) == (10, 5, [])


@pytest.mark.parametrize("packed", [False, True])
def test_layers_are_read_with_and_without_compression(tmp_path: Path, *, packed: bool) -> None:
    path = tmp_path / "app.tar"
    path.write_bytes(oci_archive([tar_of([file("a", 70_000)])], packed=packed))
    found = document(path)
    assert found["size"] == 70_000
    assert found["layers"][0]["compression"] == ("gzip" if packed else None)


def test_an_image_that_wastes_a_little_is_not_said_to_waste_nothing(tmp_path: Path) -> None:
    layers = [tar_of([file("a", 5), file("b", 3_000_000)]), tar_of([gone("a")])]
    path = tmp_path / "app.tar"
    path.write_bytes(docker_archive(layers))
    text = " ".join(ctxscan("image", path).text.split())
    assert "Efficiency: more than 99.99% of the bytes can be read" in text
    assert "100%" not in text
