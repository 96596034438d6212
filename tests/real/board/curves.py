"""Lines over time, as SVG."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from tests.real.board.colours import EDGE, FAINT, GROUNDS, TEXT, of_line
from tests.real.board.panels import Panel, Points
from tests.real.board.prometheus import EVERY
from tests.real.board.units import spoken, ticks

_BELOW, _ABOVE, _RIGHT, _LETTER = 22, 8, 14, 6.4  # pixels
_STEPS = (5, 10, 15, 30, 60, 120, 300)
_INSIDE = f'fill="{TEXT}" font-size="13"'
_WARSAW = ZoneInfo("Europe/Warsaw")


@dataclass(frozen=True)
class Plot:
    """Where moments and figures lie on a picture: `left` to `right`, `top` down to `bottom`, in pixels."""

    begin: float
    end: float
    most: float
    left: float
    right: float
    top: float
    bottom: float

    def x(self, at: float) -> float:
        """Of a moment."""
        return self.left + (at - self.begin) / (self.end - self.begin) * (self.right - self.left)

    def y(self, value: float) -> float:
        """Of a figure."""
        return self.bottom - value / self.most * (self.bottom - self.top)


def curves(panel: Panel, begin: float, end: float, width: float, height: float) -> str:
    """A panel of the type timeseries, without its legend."""
    custom = panel.defaults["custom"]
    stacked = custom["stacking"]["mode"] == "normal"
    heights = _stacked(panel) if stacked else [series.points for series in panel.series]
    most = max((value for points in heights for _, value in points), default=0)
    marks = ticks(max(most, panel.defaults.get("max", 0)), panel.unit, panel.decimals)
    words = [spoken(each, panel.unit, panel.decimals) for each in marks]
    left = 14 + _LETTER * max(map(len, words))
    plot = Plot(begin, end, marks[-1], left, width - _RIGHT, _ABOVE, height - _BELOW)
    drawn = [_grid(plot, marks, words), _times(plot)]
    for number in reversed(range(len(heights))):  # of a stack the highest lies behind
        colour, parts = (
            of_line(panel, panel.series[number].name),
            _parts(heights[number], step=custom["lineInterpolation"] == "stepAfter"),
        )
        if stacked and not any(value for _, value in panel.series[number].points):
            continue
        drawn += [_line(plot, part, colour, custom["lineWidth"], custom["fillOpacity"]) for part in parts]
    return _svg(width, height, drawn)


def timeline(panel: Panel, begin: float, end: float, width: float, height: float) -> str:
    """A panel of the type state-timeline: a bar for each time that a state lasted."""
    plot = Plot(begin, end, 1, 14, width - _RIGHT, 2, height - _BELOW)
    drawn = [_times(plot)]
    for at, until, value in _spans(panel.series[0].points):
        found = panel.mapped(value) or {"text": f"{value:g}", "color": "text"}
        x, wide = plot.x(at), plot.x(min(until, end)) - plot.x(at)
        drawn.append(
            f'<rect x="{x:.1f}" y="{plot.top}" width="{wide:.1f}" height="{plot.bottom - plot.top:.1f}"'
            f' fill="{GROUNDS[found["color"]]}"/>'
        )
        if wide > _LETTER * len(found["text"]) + 12:
            middle = (plot.top + plot.bottom) / 2 + 4.5
            drawn.append(_text(x + wide / 2, middle, found["text"], "middle", _INSIDE))
    return _svg(width, height, drawn)


def _stacked(panel: Panel) -> list[Points]:
    """Each line on top of those before it."""
    sums: dict[float, float] = {}
    heights: list[Points] = []
    for series in panel.series:
        for at, value in series.points:
            sums[at] = sums.get(at, 0) + value
        heights.append([(at, sums[at]) for at, _ in series.points])
    return heights


def _parts(points: Points, *, step: bool) -> list[Points]:
    """Cut where there is nothing for a while; with corners where a figure stays until the next."""
    parts: list[Points] = []
    for at, value in points:
        if parts and at - parts[-1][-1][0] <= 1.5 * EVERY:
            if step:
                parts[-1].append((at, parts[-1][-1][1]))
            parts[-1].append((at, value))
        else:
            parts.append([(at, value)])
    return parts


def _spans(points: Points) -> list[tuple[float, float, float]]:
    spans: list[tuple[float, float, float]] = []
    for at, value in points:
        if spans and spans[-1][2] == value:
            spans[-1] = (spans[-1][0], at + EVERY, value)
        else:
            spans.append((at, at + EVERY, value))
    return spans


def _line(plot: Plot, points: Points, colour: str, wide: int, fill: int) -> str:
    if len(points) == 1:
        at, value = points[0]
        return f'<circle cx="{plot.x(at):.1f}" cy="{plot.y(value):.1f}" r="2.5" fill="{colour}"/>'
    path = " ".join(f"{plot.x(at):.1f},{plot.y(value):.1f}" for at, value in points)
    foot = f"{plot.x(points[-1][0]):.1f},{plot.bottom} {plot.x(points[0][0]):.1f},{plot.bottom}"
    return (
        f'<polygon points="{path} {foot}" fill="{colour}" fill-opacity="{fill / 100}"/>'
        f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="{wide}" stroke-linejoin="round"/>'
    )


def _grid(plot: Plot, marks: list[float], words: list[str]) -> str:
    lines = ""
    for mark, word in zip(marks, words, strict=True):
        y = plot.y(mark)
        lines += (
            f'<line x1="{plot.left:.1f}" x2="{plot.right:.1f}" y1="{y:.1f}" y2="{y:.1f}" stroke="{EDGE}"/>'
        )
        lines += _text(plot.left - 6, y + 4, word, "end")
    return lines


def _times(plot: Plot) -> str:
    span = plot.end - plot.begin
    step = next((each for each in _STEPS if span / each * 58 < plot.right - plot.left), _STEPS[-1])
    first = int(plot.begin // step + 1) * step
    words = ""
    for at in range(first, int(plot.end) + 1, step):
        said = datetime.fromtimestamp(at, _WARSAW).strftime("%H:%M:%S")
        if plot.left + 20 < plot.x(at) < plot.right - 20:
            words += _text(plot.x(at), plot.bottom + 16, said, "middle")
    return words


def _text(x: float, y: float, text: str, anchor: str, style: str = f'fill="{FAINT}" font-size="11"') -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" {style}>{text}</text>'


def _svg(width: float, height: float, drawn: list[str]) -> str:
    return f'<svg width="{width:.0f}" height="{height:.0f}" xmlns="http://www.w3.org/2000/svg">{"".join(drawn)}</svg>'
