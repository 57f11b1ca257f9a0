"""What the image wears: the colours of the page, dark where that is preferred."""

from __future__ import annotations

_LIGHT = {
    "ground": "#f6f7f9",
    "ink": "#16202c",
    "soft": "#55616f",
    "map": "#e9edf2",
    "line": "#c3cad4",
    "sent": "#2f6fb5",
    "sent-ink": "#ffffff",
    "untracked": "#e08a2b",
    "untracked-ink": "#241300",
    "never": "#7c5eb3",
    "never-ink": "#ffffff",
    "left": "#b8507d",
    "left-ink": "#ffffff",
    "ignored": "#b4bcc7",
    "ignored-ink": "#1c2631",
}
_DARK = {
    "ground": "#11161d",
    "ink": "#e6ebf1",
    "soft": "#a3afbd",
    "map": "#232c38",
    "line": "#3a4554",
    "sent": "#3a72b0",
    "untracked": "#d68631",
    "untracked-ink": "#1d0f00",
    "never": "#7d62ae",
    "left": "#a8486f",
    "ignored": "#4a5563",
    "ignored-ink": "#f1f4f8",
}

_FONT = 'system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif'


def _rules(colors: dict[str, str]) -> str:
    """Text is filled with ink, the rest with its own colour."""
    text = {"ink": "text", "soft": ".soft", "line": ".open"}
    named = [
        f"{text.get(name, f'.{name}')}{{{'stroke' if name == 'line' else 'fill'}:{color}}}"
        for name, color in colors.items()
    ]
    return "".join([*named, f".open{{fill:{colors['map']}}}"])


STYLE = (
    f"text{{font:11px {_FONT}}}.title{{font-size:17px;font-weight:600}}.head{{font-weight:600}}"
    f".pale{{opacity:.8}}{_rules(_LIGHT)}@media(prefers-color-scheme:dark){{{_rules(_DARK)}}}"
)
