"""Paths as Go's ``path/filepath`` computes them on Unix, by their text alone."""

from __future__ import annotations


def clean(path: str) -> str:
    """``filepath.Clean``: unlike ``posixpath.normpath``, two leading slashes become one."""
    rooted = path.startswith("/")
    parts: list[str] = []
    for part in path.split("/"):
        if part in ("", "."):
            continue
        if part != "..":
            parts.append(part)
        elif parts and parts[-1] != "..":
            parts.pop()
        elif not rooted:
            parts.append(part)
    return "/" + "/".join(parts) if rooted else "/".join(parts) or "."


def join(*parts: str) -> str:
    """``filepath.Join``: an absolute later part does not start anew."""
    written = [part for part in parts if part]
    return clean("/".join(written)) if written else ""


def absolute(path: str, base: str) -> str:
    """``filepath.Abs`` with *base* (absolute) as the current directory."""
    return clean(path) if path.startswith("/") else join(base, path)


def directory(path: str) -> str:
    """``filepath.Dir``."""
    return clean(path.rpartition("/")[0] or ("/" if path.startswith("/") else "."))


def base_name(path: str) -> str:
    """``filepath.Base``."""
    stripped = path.rstrip("/")
    if not stripped:
        return "/" if path else "."
    return stripped.rpartition("/")[2]


def expand_home(path: str, home: str | None) -> str:
    """``~`` by plain joining: ``~user/x`` lies in the own home (compose-go, paths/home.go)."""
    return join(home, path[1:]) if path.startswith("~") and home is not None else path
