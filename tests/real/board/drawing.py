"""The dashboard as a page: its own panels at their own places, drawn by us; not Grafana's pixels."""

from __future__ import annotations

from html import escape

from tests.real.board.colours import EDGE, FAINT, GROUND, GROUNDS, PANEL, TEXT, of_line
from tests.real.board.curves import curves, timeline
from tests.real.board.panels import BOARD, Panel
from tests.real.board.units import spoken

WIDTH, MARGIN, CELL, GAP, COLUMNS = 1440, 16, 30, 8, 24  # pixels, but for the columns; cells as in Grafana
_HEAD, _PAD, _LEGEND, _LETTER = 30, 8, 20, 6.6
_STYLE = f"""
* {{ box-sizing: border-box; margin: 0 }}
body {{ background: {GROUND}; color: {TEXT}; font: 13px/1.3 "Noto Sans", "DejaVu Sans", sans-serif; width: {WIDTH}px }}
header {{ padding: 12px {MARGIN}px 0; font-size: 17px; font-weight: 600 }}
header small {{ color: {FAINT}; font-size: 13px; font-weight: 400; float: right; padding-top: 3px }}
main {{ position: relative; margin: 10px {MARGIN}px }}
section, h2 {{ position: absolute; overflow: hidden }}
svg {{ display: block }}
section {{ background: {PANEL}; border: 1px solid {EDGE}; border-radius: 3px }}
h2 {{ font-size: 14px; font-weight: 600; line-height: {CELL}px }}
h2::before {{ content: "⌄"; color: {FAINT}; padding: 0 7px 0 3px }}
h3 {{ font-size: 13px; font-weight: 600; line-height: {_HEAD}px; height: {_HEAD}px; padding: 0 10px; white-space: nowrap }}
.stat {{ border: 0 }}
.stat p {{ text-align: center; font-weight: 600; white-space: nowrap }}
.legend {{ padding: 2px 10px 0; color: {TEXT}; font-size: 11.5px; line-height: {_LEGEND}px; white-space: nowrap }}
.legend span {{ display: inline-block; margin-right: 14px }}
.legend i {{ display: inline-block; width: 14px; height: 4px; border-radius: 2px; margin-right: 6px; vertical-align: 3px }}
.legend small {{ color: {FAINT}; font-size: 11px }}
.none {{ color: {FAINT}; text-align: center; padding-top: 40px }}
.bar {{ display: flex; align-items: center; padding: 0 12px; height: 27px }}
.bar b {{ width: 130px; font-weight: 400; text-align: right; padding-right: 10px }}
.bar div {{ flex: 1; background: {EDGE}; height: 17px }}
.bar div div {{ height: 17px }}
.bar em {{ width: 60px; font-style: normal; padding-left: 10px; font-weight: 600 }}
"""


def page(panels: list[Panel], begin: float, end: float) -> str:
    """The whole board, as HTML without scripts."""
    rows = max(place["y"] + place["h"] for place in (panel.drawn["gridPos"] for panel in panels))
    height = rows * (CELL + GAP)
    drawn = "".join(_placed(panel, begin, end) for panel in panels)
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><style>{_STYLE}</style>'
        f"<header><small>last {spoken(end - begin, 's')}</small>{escape(BOARD['title'])}</header>"
        f'<main style="height:{height}px">{drawn}</main></html>'
    )


def _placed(panel: Panel, begin: float, end: float) -> str:
    at = panel.drawn["gridPos"]
    column = (WIDTH - 2 * MARGIN - (COLUMNS - 1) * GAP) / COLUMNS
    left, top = at["x"] * (column + GAP), at["y"] * (CELL + GAP)
    width, height = at["w"] * (column + GAP) - GAP, at["h"] * (CELL + GAP) - GAP
    where = f"left:{left:.1f}px;top:{top}px;width:{width:.1f}px;height:{height}px"
    if panel.kind == "row":
        return f'<h2 style="{where}">{escape(panel.title)}</h2>'
    title = f"<h3>{escape(panel.title)}</h3>"
    if panel.kind == "stat":
        colour, body = _stat(panel, width - 2 * _PAD, height - _HEAD)
        return f'<section class="stat" style="{where};background:{colour}">{title}{body}</section>'
    body = _body(panel, begin, end, width - 2, height - _HEAD - 2)
    return f'<section style="{where}">{title}{body}</section>'


def _body(panel: Panel, begin: float, end: float, width: float, height: float) -> str:
    if panel.kind == "bargauge":
        return "".join(_bar(panel, number) for number in range(len(panel.series))) or _nothing()
    if panel.kind == "state-timeline":
        return timeline(panel, begin, end, width, height)
    legend, lines = _legend(panel, width)
    curve = curves(panel, begin, end, width, height - lines * _LEGEND - 6)
    return f"{curve}{legend}" if panel.series else _nothing()


def _stat(panel: Panel, width: float, height: float) -> tuple[str, str]:
    """The colour of its ground, and the newest figure as large as fits."""
    if panel.series:
        value = panel.series[0].last
        found = panel.mapped(value)
        text = found["text"] if found else spoken(value, panel.unit, panel.decimals)
        colour = GROUNDS[found["color"] if found else panel.threshold(value) or "text"]
    else:
        text, colour = str(panel.defaults.get("noValue", "No data")), PANEL
    size = min(46.0, width / (0.62 * len(text)))
    return colour, f'<p style="font-size:{size:.0f}px;line-height:{height - 14}px">{escape(text)}</p>'


def _legend(panel: Panel, width: float) -> tuple[str, int]:
    """Its HTML and how many lines it takes."""
    items, room, lines = "", 0.0, 1
    for series in panel.series:
        most = f"max: {spoken(series.most, panel.unit, panel.decimals)}"
        wide = _LETTER * (len(series.name) + len(most)) + 42
        if room + wide > width - 20:
            items, room, lines = f"{items}<br>", 0.0, lines + 1
        room += wide
        swatch = f'<i style="background:{of_line(panel, series.name)}"></i>'
        items += f"<span>{swatch}{escape(series.name)} &nbsp;<small>{most}</small></span>"
    return f'<div class="legend">{items}</div>', lines


def _bar(panel: Panel, number: int) -> str:
    series = panel.series[number]
    share = min(1.0, series.last / panel.defaults["max"])
    colour = GROUNDS[panel.threshold(series.last) or "green"]
    return (
        f'<div class="bar"><b>{escape(series.name)}</b><div><div style="width:{100 * share:.1f}%;background:{colour}">'
        f"</div></div><em>{spoken(series.last, panel.unit, panel.decimals)}</em></div>"
    )


def _nothing() -> str:
    return '<p class="none">No data</p>'
