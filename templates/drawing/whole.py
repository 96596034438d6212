"""A whole paper as data: the sheet, made into the paper that is wanted, and its codes."""

from __future__ import annotations

from typing import Any

from invoicing.model.document import DocumentView, Mark, Marks
from invoicing.model.look import OURS, Look
from templates.drawing.page import content
from templates.drawing.scanning import modules_of, svg_code
from templates.papers import as_paper, codes_of, ksef_number
from templates.sheet import Sheet

_LINK_LINE = 80  # characters: a line beside the code holds them whatever they are, and copying adds none
_LONG = 150  # characters of a link: KOD I has 110, KOD II 220, and 470 with an RSA key
_PIXEL = 25.4 / 150  # millimetres, of a coarse scan: a module takes whole ones
_WIDE = 6  # pixels of a module of KOD I, four at 100 dpi; some readers lose it at five
_NARROW = 4.5  # of KOD II, which is long: three pixels at 100 dpi


def sheet_data(view: DocumentView, marks: Marks, language: str, look: Look = OURS) -> dict[str, Any]:
    """Everything on the paper, its codes among it: what the sheet of typst takes, and the page of a browser."""
    sheet = Sheet.of(language)
    body = content(view, sheet, ksef_number(marks))
    codes = [_code(mark, sheet, key) for mark, key in codes_of(marks)]
    own = {"accent": look.accent, "logo": list(look.logo) if look.logo else None}
    return as_paper(body, view, sheet, marks) | {"codes": codes, "look": own}


def _code(mark: Mark, sheet: Sheet, kind: str) -> dict[str, Any]:
    # a long link gets fewer modules rather than more repair
    level, pixels = ("L", _NARROW) if len(mark.link) > _LONG else ("M", _WIDE)
    svg = svg_code(mark.link, level)
    return {
        "svg": svg,
        "width": round(modules_of(svg) * pixels * _PIXEL, 3),
        "label": mark.label,
        "link": mark.link,
        "link-lines": [mark.link[at : at + _LINK_LINE] for at in range(0, len(mark.link), _LINK_LINE)],
        "heading": sheet.words(kind),
        "text": sheet.words(f"{kind}_text"),
        "alt": f"{sheet.words('code_alt')} {mark.link}",
    }
