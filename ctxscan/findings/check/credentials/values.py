"""Whether a value that stands where a credential would is one."""

from __future__ import annotations

import re

from ctxscan.regex import regex

_DEFAULT = regex(r"\$\{\w+:?[-=](.*)\}", re.DOTALL)
"""A variable with the value that it has where it is not set."""

_REFERENCE = regex(
    r"\$\{\{?[^}]*\}?\}|\{\{.*?\}\}|<%.*?%>|\$\([^)]*\)|`[^`]*`|%\(\w+\)s"
    r"|\b(?:process\.env|os\.environ|ENV|secrets|vault)[.\[(]|\{env[:.][^}]*\}",
    re.IGNORECASE | re.DOTALL,
)
_WHOLE = regex(
    r"\$\w+|%\w+%|@\w+@|__\w+__|\#\{.*\}\#?|!\w+ .*"  # filled in by a shell or a template
    r"|<[^>]*>|\[[^\]]*\]|[x*.#?_-]+|\.{3}.*|…"
    r"|(?:your|my|some|any|the|a|an|insert|replace|enter|put|add|paste|set|change)[-_. ].*"
    r"|.*[-_. ](?:here|goes|placeholder)|change_?me\W?|replace_?me|todo|tbd|placeholder|redacted"
    r"|null|nil|none|undefined|true|false|yes|no|~",
    re.IGNORECASE | re.DOTALL,
)
_COMMON = regex(
    r"pass(?:word|wd|w)?\d*|secret|token|test(?:ing)?|dev(?:elopment)?|local(?:host)?|root|admin"
    r"|user(?:name)?|postgres(?:ql)?|mysql|mariadb|redis|mongo|rabbit|guest|default|example|demo"
    r"|dummy|fake|foo(?:bar)?|bar|abc|123\d*|\d+|sample|minio(?:admin)?",
    re.IGNORECASE,
)
SHAPES = regex(
    r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----"
    r"|\bnpm_[A-Za-z0-9]{30,}|\bgh[pousr]_[A-Za-z0-9]{30,}|\bgithub_pat_\w{40,}"
    r"|\bglpat-[\w-]{18,}|\bpypi-AgE[\w-]{40,}|\bxox[abprs]-\d[\w-]{16,}|\bsk_live_[0-9A-Za-z]{16,}"
    r"|\bdckr_pat_[\w-]{20,}|\brubygems_[0-9a-f]{40,}|\bhf_[A-Za-z]{30,}|\bsk-ant-[\w-]{40,}"
)
"""Credentials that show by themselves what they are, wherever they stand."""

_ADDRESS = regex(
    r"\b[a-z][a-z0-9+.-]*://([^\s:/@\"'<>]*):([^\s/@\"'<>]+)@[^\s\"'<>]", re.IGNORECASE
)
_TOKEN_IN_PATH = regex(r"://[^\s/]+/t/([\w-]{8,})/")


def unquoted(value: str) -> str:
    value = value.strip().rstrip(",;").strip()
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1].strip()
    return value


def is_credential(value: str) -> bool:
    """Whether *value* says something itself: no variable, no placeholder, not nothing."""
    value = unquoted(value)
    default = _DEFAULT.fullmatch(value)
    if default:
        return is_credential(default[1])
    return bool(value) and not _REFERENCE.search(value) and not _WHOLE.fullmatch(value)


def is_worth_hiding(value: str) -> bool:
    """The same without what everybody tries first."""
    return is_credential(value) and not _COMMON.fullmatch(unquoted(value))


def addresses(text: str, *, weak: bool = True) -> bool:
    """Whether an address has a password in it; *weak*: even one that everybody tries first."""
    judge = is_credential if weak else is_worth_hiding
    for user, password in _ADDRESS.findall(text):
        if judge(password) and (weak or password != user):
            return True
    return any(is_credential(token) for token in _TOKEN_IN_PATH.findall(text))
