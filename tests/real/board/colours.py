"""The colours that a dashboard file calls by name, on a dark ground."""

from __future__ import annotations

from tests.real.board.panels import Panel

GROUND, PANEL, EDGE, TEXT, FAINT = "#0f1216", "#171b21", "#262c35", "#d5dae1", "#8b95a3"
LINES = {
    "green": "#6cc070", "yellow": "#e8c82f", "orange": "#f08c2e", "red": "#ef4d5f", "blue": "#5b93f2",
    "purple": "#b07ad9", "text": "#9aa4b2", "dark-red": "#b3202f",
}  # fmt: skip
GROUNDS = {
    "green": "#2f7d3b", "yellow": "#a98511", "orange": "#c8621a", "red": "#b92838", "blue": "#2a5fb8",
    "purple": "#7d46b3", "text": "#59636f", "dark-red": "#7d0f1c",
}  # fmt: skip
CLASSIC = ("green", "yellow", "blue", "orange", "purple", "red")
_EVERY = (*(LINES[name] for name in CLASSIC), "#4fc3c8", "#d97bb2", "#a3b85c", "#c49a6c")
_KNOWN: dict[str, int] = {}
"""Names as they come up, by number: the same kind has the same colour everywhere."""


def of_line(panel: Panel, name: str) -> str:
    """Of the line of that name: what the file gives to it, else its own on the whole board."""
    for override in panel.drawn["fieldConfig"]["overrides"]:
        if override["matcher"]["options"] == name:
            return LINES[override["properties"][0]["value"]["fixedColor"]]
    return _EVERY[_KNOWN.setdefault(name, len(_KNOWN)) % len(_EVERY)]
