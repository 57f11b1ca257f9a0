"""Saved images: what each layer holds, what of it is left at the end, and which line wrote it.

Nothing is unpacked, and nothing is kept of a file but its name, its size and, where that is asked
for, the digest of its content. Source of the forms: opencontainers/image-spec (image-layout.md,
layer.md); moby, image/tarexport; containers/image, docker/internal/tarfile.
"""
