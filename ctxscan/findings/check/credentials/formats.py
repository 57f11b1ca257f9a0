"""Whether the text of a file holds a credential: a function for each format of the table."""

from __future__ import annotations

import json
import re
from types import MappingProxyType
from typing import TYPE_CHECKING

from ctxscan.findings.check.credentials.values import (
    SHAPES,
    addresses,
    is_credential,
    is_worth_hiding,
)
from ctxscan.regex import regex

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_SENSITIVE = (
    r"pass(?:word|wd|phrase)?|pwd|secret|token|api[._-]?key|access[._-]?key|private[._-]?key"
    r"|auth[._-]?key|auth[._-]?ident|auth[._-]?token|credentials?"
)
_ASSIGNED = regex(
    rf"""(?imx)(?:^|[{{,])[ \t]*(?:export[ \t]+|set[ \t]+|<?[ \t]*-[ \t]+)?["']?
    [\w.:/@-]*(?:{_SENSITIVE})\d*["']?
    [ \t]*[:=][ \t]*("[^"\n]*"|'[^'\n]*'|(?:\$?\{{[^}}\n]*\}}\}}?|[^\n,}}])+)"""
)
_VARIABLE = regex(r"(?m)^[ \t]*(?:export[ \t]+)?([A-Za-z_]\w*)[ \t]*=[ \t]*(.*)$")
_SENSITIVE_NAME = regex(
    r"(?i)pass(?:word|wd|phrase)?|(?:^|_)pwd|secret|token|(?:api|access|private|auth|encryption"
    r"|signing|app|jwt|master)_?key|credential|(?:^|_)dsn$|_auth$"
)
_OPEN_NAME = regex(
    r"(?i)(?:file|path|dir|url|uri|host|name|user|enabled?|ttl|expir\w*|lifetime|length|size|type"
    r"|algorithm|id|public\w*|max|min|limit|count|issuer|header|prefix|field|endpoint|policy|days"
    r"|minutes|seconds|hours|rounds?|cost)$|^(?:next_public|vite|react_app|public|expo_public)_"
)
_NPM = regex(
    r"""(?im)^[ \t]*["']?(?:[^\s#;=]*:)?_(?:authToken|auth|password)["']?(?:[ \t]*=|[ \t]+)(.*)$"""
)
_NETRC = regex(r"(?m)(?:^|\s)password\s+(\S+)")
_REGISTRY = regex(r'"(?:auth|identitytoken|registrytoken|password)"\s*:\s*"([^"]*)"')
_BUNDLE = regex(r"""(?m)^BUNDLE_\w+__[\w/:.]*:[ \t]*["']?([^"'\s]+)""")
_NUGET = regex(
    r"""(?is)<add\s[^>]*?key\s*=\s*["'](?:ClearTextPassword|Password)["'][^>]*?value\s*=\s*["']([^"']*)"""
)
_NUGET_KEYS = regex(r"(?is)<apikeys>(.*?)</apikeys>")
_VALUE = regex(r"""(?is)\bvalue\s*=\s*["']([^"']*)""")
_MAVEN = regex(r"(?is)<(?:password|passphrase)>\s*(.*?)\s*</")
_COMMENT_OF_XML = regex(r"(?s)<!--.*?-->")
_CURL = regex(r"""(?m)^[ \t]*-{0,2}(?:user|u|proxy-user|oauth2-bearer)[ \t:=]+["']?([^\s"']+)""")
_PHP = regex(
    r"""(?i)\bdefine\s*\(\s*["']\w*(?:PASSWORD|_KEY|_SALT|SECRET|TOKEN)["']\s*,\s*["']([^"']*)"""
)
_CONNECTION = regex(r"""(?i)\b(?:AccountKey|SharedAccessKey|Password|Pwd)\s*=([^;"'\n]+)""")
_COMMENT = regex(r"(?m)^[ \t]*(?:[#;!]|//|REM\b).*$")
_SCHEMA = regex(r'"\$schema"\s*:\s*"[^"]*(?:schema\.json|json-schema)|"properties"\s*:\s*\{')
_LINE = regex(r"(?m)^[ \t]*[\w.'\"/-]+[ \t]*[:=][ \t]*(\S.*)$")
_PLAIN_WORDS = regex(r"[^\W\d_]+(?:[ ,.':!?-]+[^\W\d_]+)*[.!?:…]*")
_TEMPLATE = ("{{", "<%", "{%")


def settings(text: str) -> bool:
    """Lines such as ``password = x`` of an ini, TOML, YAML or properties file."""
    found = _ASSIGNED.findall(_COMMENT.sub("", text))
    return any(map(is_credential, found)) or addresses(text)


def environment(text: str) -> bool:
    """Variables whose names speak of a secret, with a value that is worth hiding."""
    for name, value in _VARIABLE.findall(text):
        bare = value if value[:1] in "\"'" else value.partition(" #")[0]
        if _SENSITIVE_NAME.search(name) and not _OPEN_NAME.search(name) and is_worth_hiding(bare):
            return True
    return addresses(_COMMENT.sub("", text), weak=False)


def npm(text: str) -> bool:
    found = _NPM.findall(text)
    return any(map(is_credential, found)) or addresses(text)


def netrc(text: str) -> bool:
    return any(map(is_credential, _NETRC.findall(_COMMENT.sub("", text))))


def registries(text: str) -> bool:
    return any(map(is_credential, _REGISTRY.findall(text)))


def composer(text: str) -> bool:
    """The tokens of each host, and what docker or podman keep in a file of that name."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return registries(text)
    if not isinstance(document, dict):
        return False
    for key, value in document.items():
        if key in _COMPOSER_TOKENS and any(map(is_credential, _texts(value))):
            return True
    return registries(text) or settings(text)


_COMPOSER_TOKENS = ("github-oauth", "gitlab-oauth", "gitlab-token", "bearer", "forgejo-token")


def bundle(text: str) -> bool:
    """A setting named after a host holds ``user:password`` or a token, or is an address."""
    values = [value for value in _BUNDLE.findall(text) if "://" not in value]
    return any(len(value) > 3 and is_credential(value) for value in values) or addresses(text)


def nuget(text: str) -> bool:
    plain = _COMMENT_OF_XML.sub("", text)
    keys = [value for block in _NUGET_KEYS.findall(plain) for value in _VALUE.findall(block)]
    return any(map(is_credential, (*_NUGET.findall(plain), *keys))) or addresses(plain)


def maven(text: str) -> bool:
    """Maven encrypts passwords as ``{...}``: those are none without the master password."""
    found = _MAVEN.findall(_COMMENT_OF_XML.sub("", text))
    return any(is_credential(value) and not value.startswith("{") for value in found)


def curl(text: str) -> bool:
    found = [value.partition(":")[2] for value in _CURL.findall(_COMMENT.sub("", text))]
    return any(map(is_credential, found))


def php(text: str) -> bool:
    return any(map(is_worth_hiding, _PHP.findall(_COMMENT.sub("", text))))


def connections(text: str) -> bool:
    """Texts such as ``Server=db;Password=x`` in a document of settings."""
    return any(map(is_worth_hiding, _CONNECTION.findall(text))) or environment(text)


def bare(text: str) -> bool:
    """A value alone, as a secret of Compose is kept."""
    value = text.strip()
    return re.fullmatch(r"[!-~]{4,}", value) is not None and is_worth_hiding(value)


def key(text: str) -> bool:
    return SHAPES.search(text) is not None


def values(text: str) -> bool:
    """A JSON document with a text that may be secret, and no schema."""
    if _SCHEMA.search(text):
        return False
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return settings(text)
    return any(_may_be_secret(name, value) for name, value in _named_texts(document))


def _may_be_secret(name: str, value: str) -> bool:
    if not _PLAIN_WORDS.fullmatch(value):
        return is_credential(value)
    # What a page shows: "Sign in", or "Password" for a password.
    return bool(_SENSITIVE_NAME.search(name)) and is_worth_hiding(value)


def lines(text: str) -> bool:
    """Any value, unless a template fills it in."""
    if any(sign in text for sign in _TEMPLATE):
        return settings(text)
    return any(map(is_credential, _LINE.findall(_COMMENT.sub("", text))))


def _texts(document: object) -> Iterator[str]:
    return (text for _, text in _named_texts(document))


def _named_texts(document: object) -> Iterator[tuple[str, str]]:
    """Each text of a document, with the name that it, or the list that it is in, has."""
    pending = [("", document)]
    while pending:
        name, node = pending.pop()
        if isinstance(node, dict):
            pending += node.items()
        elif isinstance(node, list):
            pending += [(name, each) for each in node]
        elif isinstance(node, str):
            yield name, node


FORMATS: MappingProxyType[str, Callable[[str], bool]] = MappingProxyType(
    {
        each.__name__: each
        for each in (
            *(settings, environment, npm, netrc, registries, composer, bundle, nuget, maven, curl),
            *(php, connections, bare, key, addresses, values, lines),
        )
    }
)


def holds(name: str, data: bytes) -> bool:
    """Whether a file of the format *name* with this content holds a credential."""
    text = _decoded(data)
    return bool(SHAPES.search(text)) or FORMATS[name](text)


def says_nothing(name: str, data: bytes) -> bool:
    """Whether the content shows that a file named like a secret is none."""
    text = _decoded(data)
    said = _COMMENT.sub("", text)
    if not said.strip():
        # An empty file is one that is still to be filled in.
        return bool(text.strip())
    if name == "key":
        return "-----BEGIN " in text and not key(text)
    if name == "values":
        return _is_document(text) and not values(text)
    if name == "lines":
        shows = any(sign in text for sign in _TEMPLATE) or bool(_LINE.search(said))
        return shows and not holds(name, data)
    # Of environment variables, any will do: the file is this machine's own.
    return False


def _is_document(text: str) -> bool:
    try:
        return isinstance(json.loads(text), (dict, list)) or bool(_SCHEMA.search(text))
    except (ValueError, RecursionError):
        return False


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    return data.decode("utf-8-sig", "replace")
