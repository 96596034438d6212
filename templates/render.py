"""Replies become sentences: a code and its data in, Telegram's HTML or a letter out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup, escape

from invoicing.services.messages import Json, Option
from templates.environment import environment, error_markup, module, sentence, spoken
from templates.letter_facts import labels
from templates.letter_page import Choices
from templates.letters import base_letter, named_letter
from templates.telegram import LIMIT, fitted, plain, tidy
from templates.values import harmless

_CODE = re.compile(r"[a-z][a-z0-9-]*")
ALERT_LIMIT = 200
LETTER_LIMIT = 60_000
"""Characters of a letter: a list that a chat cuts is whole there."""


def render_reply(code: str, data: Mapping[str, Json], language: str = "pl", limit: int = LIMIT) -> str:
    """A reply as Telegram's HTML, by default at most 4096 characters after parsing; long lists end with how many are left.

    Raises:
        LookupError: there is no such template.
        jinja2.UndefinedError: the data lacks what the template needs.
    """
    if not _CODE.fullmatch(code):
        raise LookupError(code)
    chosen = spoken(language)
    template = environment().get_template(f"chat/{chosen}/{code}.j2")

    def draw(shown: Mapping[str, Json], left: Mapping[str, int]) -> str:
        said = template.render({**shown, "data": shown, "left": left, "language": chosen})
        return tidy(_heading(shown, chosen) + said)

    return fitted(draw, data, limit)


def _heading(shown: Mapping[str, Json], language: str) -> str:
    """That a document has no legal force, where it has none; the company a reply is about, for those who have several."""
    company, trial = shown.get("for_company"), shown.get("trial")
    marked = f"⚠️ <i>{escape(label('trial', language, str(trial)))}</i>\n" if trial else ""
    return marked + (f"🏢 <i>{escape(harmless(str(company)))}</i>\n" if company else "")


def label(code: str, language: str = "pl", about: str = "") -> str:
    """The words on a button; `about` takes the place of {} in them.

    Raises:
        KeyError: nobody named that button.
    """
    chosen = spoken(language)
    labels: dict[str, str] = vars(module(f"chat/{chosen}/labels.j2", chosen))["labels"]
    return labels[code].replace("{}", about)


def alert(code: str, language: str = "pl") -> str:
    """The pop-up over a tapped button: plain text of at most 200 characters."""
    chosen = spoken(language)
    said = sentence("alerts", code, chosen) or sentence("alerts", "unknown", chosen) or Markup()
    return plain(said)[:ALERT_LIMIT]


def error_sentence(reason: str, details: Mapping[str, str] | None = None, language: str = "pl") -> str:
    """One plain sentence or two about what is wrong and what to do next, for any code of the error tree.

    >>> error_sentence("nip-checksum", {"nip": "5260250275"})
    'NIP 526-025-02-75 ma błędną cyfrę kontrolną. Sprawdź go i napisz jeszcze raz.'
    """
    return plain(error_markup(reason, details or {}, spoken(language)))


def problem_sentence(code: str, details: Mapping[str, str], language: str = "pl") -> str:
    """One plain sentence about a fault of a document, as one reads it in a report and not in a conversation.

    >>> problem_sentence("nip-checksum", {"nip": "5260250275"})
    'NIP 526-025-02-75 ma błędną cyfrę kontrolną.'
    """
    said = sentence("problems", code, spoken(language), details)
    return plain(said) if said is not None else error_sentence(code, details, language)


def render_mail_reply(
    code: str, data: Mapping[str, Json], language: str = "pl", options: Sequence[Sequence[Option]] = ()
) -> tuple[str, str, str]:
    """Subject, text part and HTML part of an answer by e-mail; every chat reply can be said by e-mail too.

    Buttons that open a page become links; what can be answered with a number is in the data, under "choices".
    """
    chosen = spoken(language)
    choices = _choices(data, options, chosen)
    context: dict[str, Any] = {**data, "data": data, "left": {}, "language": chosen}
    found = named_letter(code, context, choices)
    if found is not None:
        return found
    html = render_reply(code, data, chosen, LETTER_LIMIT)
    subject = plain(html).partition("\n")[0][:80]
    told = data.get("alert")
    before = sentence("alerts", told, chosen) if isinstance(told, str) else None
    body = f"{before}\n\n{html}" if before else html
    return base_letter(subject, Markup(body), chosen, choices)  # noqa: S704 - render_reply escaped it


def _choices(data: Mapping[str, Json], options: Sequence[Sequence[Option]], language: str) -> Choices | None:
    offered = data.get("choices")
    rows = [each for each in offered if isinstance(each, dict)] if isinstance(offered, list) else []
    words = labels(language)
    named = (label(str(each["label"]), language, harmless(str(each["about"]))) for each in rows)
    said = tuple(words["choices_row"].format(each) if each.isdecimal() else each for each in named)
    pages = [each for row in options for each in row if each.url is not None]
    links = tuple((label(each.label, language, harmless(each.about)), str(each.url)) for each in pages)
    if not said and not links:
        return None
    return Choices(words["choices"], said, words["choices_hint"], links)
