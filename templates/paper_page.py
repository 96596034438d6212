"""The page of a paper, for whoever has its link: plain HTML with one style and nothing that runs."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from invoicing.model.document import DocumentView, Marks
from invoicing.model.look import OURS, Look
from templates.drawing.whole import sheet_data
from templates.environment import environment, error_markup, module, spoken
from templates.page_style import page_style
from templates.render import label

_PICTURES = ("label", "alt", "heading", "text", "link")


@dataclass(frozen=True, slots=True)
class PaperFacts:
    """What the page says around the paper.

    Attributes:
        paper: a code of `Paper`.
        opened: the paper itself is shown.
        confirmed_at: when the buyer said that they have it (ISO 8601).
        has_xml: the file of the invoice is offered.
        trial: KSeF's environment where the paper has no legal force, see `Marks`.
    """

    seller: str
    number: str
    paper: str
    opened: bool
    confirmed_at: str | None
    has_xml: bool
    trial: str | None = None


def paper_part(view: DocumentView, marks: Marks, language: str, look: Look = OURS) -> str:
    """The paper itself, in the words of its PDF, its codes as pictures.

    Args:
        view: what to show.
        marks: which paper, and its codes.
        language: pl, en, uk or pl-en.
        look: the logo of the issuer.
    """
    data = sheet_data(view, marks, language, look)
    codes = [{name: each[name] for name in _PICTURES} | {"src": _svg(each["svg"])} for each in data["codes"]]
    transfer = data["transfer"] and {**data["transfer"], "src": _svg(data["transfer"]["svg"])}
    logo = _uri("image/png", look.logo) if look.logo else None
    template = environment().get_template("web/paper/sheet.html.j2")
    return template.render(
        d=data, before=data["before-rows"], codes=codes, transfer=transfer, gross_label=data["gross-label"], logo=logo
    )  # fmt: skip


def paper_page(language: str, facts: PaperFacts, part: str | None) -> str:
    """The whole page; without `part` it is the cover with the button."""
    # the part is rendered by `paper_part`, so it is escaped
    said = label("trial", spoken(language), facts.trial) if facts.trial else None
    shown = {"f": facts, "trial": said, "sheet": Markup(part or "")}  # noqa: S704 - escaped above
    return _page(language, "paper" if part else "cover", shown)


def no_paper_page(language: str, reason: str) -> str:
    """One sentence about a link that shows nothing; it names nobody."""
    return _page(language, "sorry", {"problem": error_markup(reason, {}, spoken(language))})


def _page(language: str, part: str, data: Mapping[str, Any]) -> str:
    chosen = spoken(language)
    words = module(f"web/paper/{chosen}.j2", chosen)
    template = environment().get_template("web/paper/page.html.j2")
    return template.render(
        {**data, "part": part, "w": words, "language": chosen, "style": page_style("paper")}
    )


def _svg(svg: str) -> str:
    return _uri("image/svg+xml", svg.encode())


def _uri(media_type: str, content: bytes) -> str:
    return f"data:{media_type};base64,{base64.b64encode(content).decode()}"
