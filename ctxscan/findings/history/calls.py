"""Texts in which git is asked, or what it keeps is read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ctxscan.findings.history.shell import is_default_of
from ctxscan.regex import regex

if TYPE_CHECKING:
    from collections.abc import Mapping

_VERBS = (
    r"(?:describe|rev-parse|rev-list|log|show|ls-files|ls-tree|name-rev|shortlog|status|diff"
    r"|for-each-ref|show-ref|symbolic-ref|archive|submodule|branch|tag|cat-file|blame|lfs"
    r"|checkout|checkout-index|restore|reset|worktree|bundle|fetch|pull)"
)
_ASKS_GIT = regex(
    rf"""\bgit(?:\.exe)?
    (?:[ \t]+(?:(?:-C|-c|--git-dir|--work-tree)[ \t]+\S+|--?[\w-]+(?:=\S+)?))*
    [ \t]+{_VERBS}\b(?![-=:/.\w])""",
    re.VERBOSE,
)
_STRING = r"""["'][^"'\n]*["']"""
_ASKS_GIT_IN_A_LIST = regex(
    rf"""["'](?:/usr/bin/)?git["']\s*[,)]\s*\)?\s*(?:\.args?\(\s*)?
    (?:&?\[|vec!\[|Arrays\.asList\(|listOf\()?\s*
    (?:(?:{_STRING}|[\w.]+)\s*,\s*){{0,3}}?["']{_VERBS}["']""",
    re.VERBOSE,
)
"""A program and its words, one by one, as most languages start programs."""

_RUST = regex(r"""Command::new\(\s*"git"\s*\)""")
_CMAKE = regex(r"\$\{GIT_EXECUTABLE\}|\bGit::Git\b|COMMAND\s+\"?git\b")
_KEPT = r"(?:HEAD|ORIG_HEAD|FETCH_HEAD|refs|logs|index|packed-refs|objects|config|modules|shallow)"
_READS_A_FILE = regex(
    rf"""(?:(?<![\w.$}}/-])|(?<=[\w.$}}"')]/)|(?<=\s/)|(?<=["']/))\.git
    (?:/|["']\s*,\s*["']){_KEPT}\b""",
    re.VERBOSE,
)
_TAKES_ALL = regex(
    r"""(?:^|[;&|\s(])(?:cp|mv|rsync|tar|ln|zip|7z)(?:[ \t]+\S+)*?[ \t]+
    (?<!--exclude[ \t])(?<!-x[ \t])["']?(?:[\w./${}-]*/)?\.git/?["']?(?=[\s;&|)]|$)""",
    re.VERBOSE,
)
_LIBRARIES = regex(
    r"\bgit2::|\bgix::(?:open|discover)|\bgit\.Repo\(|\bfrom git import\b|\bimport git$"
    r"|\bpygit2\b|\bdulwich\b"
    r"""|["'](?:simple-git|isomorphic-git|nodegit|git-rev-sync|git-repo-info|git-describe|git-rev"""
    r"|git-last-commit|git-revision-webpack-plugin|vite-plugin-git[\w-]*|unplugin-git[\w-]*"
    r"""|next-build-id|babel-plugin-git[\w-]*|rollup-plugin-git[\w-]*|gulp-git[\w-]*)["']"""
    r"|\bgit\.PlainOpen|\bFileRepositoryBuilder\b|\bGrgit\.open|\bRugged::Repository",
    re.MULTILINE,
)
_FETCHES = regex(r"\bgit\s+(?:-\S+\s+)*(?:clone|init)\b")
_PATTERNS = (_ASKS_GIT, _ASKS_GIT_IN_A_LIST, _RUST, _CMAKE, _READS_A_FILE, _TAKES_ALL, _LIBRARIES)
_TOUCHES_ONLY = regex(
    r"\s*@?-?(?:sudo\s+)?"
    r"(?:rm|rmdir|find|test|\[\[?|if|echo|printf|mkdir|touch|chmod|chown|grep|sed)\s"
)
"""Programs that read nothing of a ``.git`` that they are given."""

_PRINTS = regex(r"\s*@?-?(?:echo|printf|die|error|warn)\s")
"""What is printed is not run."""

_QUOTED = regex(r"""["']\s*,\s*["']""")
"""Between two parts of a path that are given one by one."""

_COMMENTS = ("#", "//", "*", "--", "<!--")
_GENERATES = "//go:generate"


def call_of_git(text: str, known: Mapping[str, str]) -> re.Match[str] | None:
    """Where a text asks git, in code and not only for the default of a variable that is *known*.

    What was cloned before has a history of its own.
    """
    if "git" not in text.lower():
        return None
    fetched = _FETCHES.search(text)
    found = (each for pattern in _PATTERNS for each in pattern.finditer(text))
    return next((each for each in found if _counts(text, each, fetched, known)), None)


def _counts(
    text: str, found: re.Match[str], fetched: re.Match[str] | None, known: Mapping[str, str]
) -> bool:
    start = found.start()
    line = text[text.rfind("\n", 0, start) + 1 : start].lstrip()
    if line.startswith(_COMMENTS) and not line.startswith(_GENERATES):
        return False
    if fetched is not None and fetched.start() < start:
        return False
    before = re.split(r"[;&|(`\n]", text[:start])[-1]
    if found.re == _READS_A_FILE:
        return _TOUCHES_ONLY.match(before) is None
    return _PRINTS.match(before) is None and not is_default_of(text, start, known)


def line_at(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1


def in_words(found: re.Match[str]) -> str:
    if found.re == _READS_A_FILE:
        return f"reads {'/'.join(_QUOTED.split(found[0]))}"
    if found.re in (_ASKS_GIT_IN_A_LIST, _RUST):
        return f"calls {' '.join(words[1:-1] for words in re.findall(_STRING, found[0]))}"
    return f"{'uses' if found.re == _LIBRARIES else 'calls'} {plain(found[0])}"


def plain(found: str) -> str:
    return " ".join(found.split()).strip(" =\"'.;&|(")
