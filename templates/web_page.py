"""The one-time page in three languages: plain HTML with one style and nothing that runs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from templates.environment import environment, error_markup, module, spoken
from templates.page_style import page_style
from templates.values import LANGUAGES


def hand_in_page(
    language: str,
    *,
    company: str,
    nip: str,
    until: str,
    wrong: tuple[str, Mapping[str, str]] | None = None,
    left: int = 0,
) -> str:
    """The two forms: certificate with its key, and token.

    Args:
        language: pl, en or uk.
        company: its name.
        nip: its NIP, ten digits.
        until: when the link ends, a moment in ISO 8601.
        wrong: reason and details of the attempt that failed, None before the first.
        left: how many attempts remain after it.
    """
    data = {"company": company, "nip": nip, "until": until, "left": left}
    return _page(language, "form", data, wrong)


def kept_page(language: str, *, what: str, until: str, foreign_nip: str | None) -> str:
    """What was kept: `what` is Authentication, Offline or token, `until` its last day (ISO 8601)."""
    return _page(language, "kept", {"what": what, "until": until, "foreign_nip": foreign_nip})


def sorry_page(language: str, reason: str) -> str:
    """One sentence about what is in the way."""
    return _page(language, "sorry", {}, (reason, {}))


def wished_language(accepted: str) -> str:
    """The first language of an Accept-Language header that we speak; Polish for all others.

    >>> wished_language("de, en-GB;q=0.8"), wished_language(""), wished_language("uk-UA")
    ('en', 'pl', 'uk')
    """
    codes = (part.split(";")[0].strip()[:2].lower() for part in accepted.split(","))
    return next((code for code in codes if code in LANGUAGES), "pl")


def _page(
    language: str, part: str, data: Mapping[str, Any], wrong: tuple[str, Mapping[str, str]] | None = None
) -> str:
    chosen = spoken(language)
    words = module(f"web/{chosen}.j2", chosen)
    problem = error_markup(*wrong, chosen) if wrong else None
    template = environment().get_template("web/page.html.j2")
    return template.render(
        {**data, "part": part, "w": words, "problem": problem, "language": chosen, "style": page_style()}
    )
