"""The only rooms that touch a disk or a repository."""
