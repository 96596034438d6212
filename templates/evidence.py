"""The pages on top of evidence: of an outage, for a browser and for paper; of a hand-over, for paper."""

from __future__ import annotations

from collections.abc import Mapping

from invoicing.services.messages import Json
from templates import colours
from templates.drawing.delivery import delivery
from templates.drawing.outage import outage
from templates.environment import environment
from templates.papers import on_trial
from templates.pdf import draw_sheet
from templates.sheet import Sheet


def evidence_page(data: Mapping[str, Json]) -> str:
    """The page in Polish, for whoever has to prove a term (port `EvidencePage`); it needs nothing from outside.

    Args:
        data: what `EvidenceOf` collected; moments are ISO texts.
    """
    template = environment().get_template("evidence/page.html.j2")
    return template.render({**data, "language": "pl", "c": vars(colours)}).lstrip() + "\n"


def evidence_paper(data: Mapping[str, Json]) -> bytes:
    """The same as a PDF that keeps (port `EvidencePaper`)."""
    return draw_sheet(outage(data))


def delivery_paper(data: Mapping[str, Json], trial: str | None = None) -> bytes:
    """What proves a hand-over, in Polish, as a PDF that keeps (port `ProofPaper`). `trial`: see `Marks`."""
    return draw_sheet(on_trial(delivery(data), Sheet.of("pl"), trial))
