"""The page for people in the copy of their data: the same as the JSON beside it, with headings in their language."""

from __future__ import annotations

from collections.abc import Mapping

from invoicing.services.messages import Json
from templates.environment import environment, module, spoken


def personal_page(data: Mapping[str, Json], language: str) -> str:
    """Plain text of what `data.json` says, section by section; empty ones are only named.

    Args:
        data: see `invoicing.services.people.copying`.
        language: pl, en or uk; Polish for all others.
    """
    of = spoken(language)
    said = vars(module(f"personal/{of}.j2", of))["said"]
    page = environment().get_template("personal/page.txt.j2")
    return page.render(data=data, said=said, language=of).strip() + "\n"
