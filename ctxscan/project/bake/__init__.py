"""Bake files, of HCL, JSON or compose -> builds, as ``docker buildx bake`` has them."""
