"""The page on top of the evidence of an outage."""

from __future__ import annotations

from collections.abc import Mapping

from invoicing.services.messages import Json
from templates.environment import environment


def evidence_page(data: Mapping[str, Json]) -> str:
    """The page in Polish, for whoever has to prove a term (port `EvidencePage`); it needs nothing from outside.

    Args:
        data: what `EvidenceOf` collected; moments are ISO texts.
    """
    template = environment().get_template("evidence/page.html.j2")
    return template.render({**data, "language": "pl"}).lstrip() + "\n"
