"""Text of compose and bake files -> the builds that they declare. Never touches a disk."""
