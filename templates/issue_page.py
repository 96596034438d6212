"""The page behind a one-time link that issues a draft: plain HTML with one style and nothing that runs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from invoicing.services.messages import Json
from templates.environment import environment, error_markup, module, spoken
from templates.page_style import page_style
from templates.render import label, render_reply


def card_page(
    language: str,
    code: str,
    data: Mapping[str, Json],
    *,
    button: str,
    until: str,
    wrong: tuple[str, Mapping[str, str]] | None = None,
) -> str:
    """The card with its one button.

    Args:
        language: pl, en or uk.
        code: of the reply that is the card, with its `data`.
        data: of that reply.
        button: code of the button's label.
        until: when the link ends (ISO 8601).
        wrong: reason and details of what the button was refused for a moment ago.
    """
    chosen = spoken(language)
    more = {
        "button": label(button, chosen),
        "until": until,
        "problem": error_markup(*wrong, chosen) if wrong else None,
    }
    return _page(chosen, "card", {"said": _said(code, data, chosen), **more})


def settled_page(language: str, code: str, data: Mapping[str, Json]) -> str:
    """What became of the draft."""
    return _page(spoken(language), "settled", {"said": _said(code, data, spoken(language))})


def no_issue_page(language: str, reason: str) -> str:
    """One sentence about a link that issues nothing; it names nobody."""
    chosen = spoken(language)
    return _page(chosen, "sorry", {"problem": error_markup(reason, {}, chosen)})


def _said(code: str, data: Mapping[str, Json], language: str) -> Markup:
    return Markup(render_reply(code, data, language))  # noqa: S704 - render_reply escaped it


def _page(language: str, part: str, data: Mapping[str, Any]) -> str:
    words = module(f"web/issue/{language}.j2", language)
    template = environment().get_template("web/issue/page.html.j2")
    return template.render(
        {**data, "part": part, "w": words, "language": language, "style": page_style("issue")}
    )
