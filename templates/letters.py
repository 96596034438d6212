"""Letters: those that go to buyers, and answers by e-mail; an HTML part and a text part drawn from one page."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import PurePath
from typing import Any

import css_inline
from jinja2 import TemplateNotFound
from jinja2.environment import TemplateModule
from markupsafe import Markup

from invoicing.model.look import OURS, Look
from invoicing.model.papers import Paper
from invoicing.services.delivery.letters import LOGO, InvoiceLetter, PaymentReminder, Words
from templates import colours
from templates.environment import environment, module, sentence, spoken
from templates.letter_draft import draft_facts, draft_sum, is_plain
from templates.letter_facts import details_of, labels, reminded_of, spoken_of, sum_of, summary_of
from templates.letter_page import Block, Button, Choices, Logo, Page, blocks
from templates.papers import names_an_invoice
from templates.telegram import plain, tidy
from templates.values import long_date

_OURS = "Latarnik"
_CARDS = frozenset({"mail-agree"})
"""Letters that are decided on by their answer, so that all of the draft must be in them."""
_LONGEST_TITLE = 120
_LOGO_WIDTH, _LOGO_HEIGHT = 200, 56  # pixels
_PNG, _PNG_HEAD = b"\x89PNG\r\n\x1a\n", 24  # bytes, up to the end of the size


class LetterWording:
    """Words of letters to buyers (port `BuyerLetters`).

    Args:
        trial: the environment of KSeF where it is not the real one; then every letter says so.
    """

    def __init__(self, trial: str | None = None) -> None:
        self._trial = trial

    def invoice(self, letter: InvoiceLetter, language: str) -> Words:
        """The letter that hands a paper over.

        Without a number it says that one is still to come; whether such a letter may go out is the hand-over's
        decision (art. 106gb VATA), not a matter of words.
        """
        chosen = spoken(language)
        confirms = letter.paper is Paper.TRANSACTION_CONFIRMATION
        said = module(f"mail/{chosen}/{'confirmation' if confirms else 'invoice'}.j2", chosen)
        about = spoken_of(letter, chosen)
        about["shown_number"] = None if names_an_invoice(letter.invoice.number) else letter.invoice.number
        top = sum_of(letter, chosen)
        page = _about_invoice(said, about, letter, chosen)
        return self._drawn(replace(page, sum=top, summary=summary_of(letter, chosen)), letter.look)

    def link(self, letter: InvoiceLetter, address: str, language: str) -> Words:
        """The letter that leads to the page of a paper (port `LinkLetters`); nothing is attached to it."""
        chosen = spoken(language)
        said = module(f"mail/{chosen}/link-letter.j2", chosen)
        about = spoken_of(letter, chosen) | {"confirms": letter.paper is Paper.TRANSACTION_CONFIRMATION}
        page = _about_invoice(said, about, letter, chosen)
        button = Button(_line(said, "button", about), address, _line(said, "hint", about), quiet=False)
        top, summary = sum_of(letter, chosen), summary_of(letter, chosen)
        return self._drawn(replace(page, sum=top, summary=summary, button=button), letter.look)

    def pro_forma(self, letter: InvoiceLetter, language: str) -> Words:
        """The letter with a pro forma, which says first that it is no invoice."""
        chosen = spoken(language)
        said = module(f"mail/{chosen}/pro-forma-letter.j2", chosen)
        page = _about_invoice(said, spoken_of(letter, chosen), letter, chosen)
        what: str = vars(module(f"mail/{chosen}/labels.j2", chosen))["file"]["pro_forma"]
        files = tuple((name, what) for name in letter.files)
        top, summary = sum_of(letter, chosen), summary_of(letter, chosen)
        return self._drawn(replace(page, sum=top, summary=summary, files=files), letter.look)

    def reminder(self, reminder: PaymentReminder, language: str) -> Words:
        """The letter that asks, calmly, for what is still to be paid."""
        chosen, letter = spoken(language), reminder.about
        said = module(f"mail/{chosen}/reminder.j2", chosen)
        due = letter.invoice.due_date
        top, summary = reminded_of(reminder, chosen)
        about = spoken_of(letter, chosen) | {
            "left": top.amount,
            "due_date": long_date(due.isoformat(), chosen) if due else None,
            "days": (reminder.on - due).days if due else None,
        }
        page = _about_invoice(said, about, letter, chosen)
        return self._drawn(replace(page, sum=top, summary=summary), letter.look)

    def _drawn(self, page: Page, look: Look) -> Words:
        return _drawn(_marked(page, self._trial) if self._trial else page, look)


def named_letter(code: str, context: Mapping[str, Any], choices: Choices | None = None) -> Words | None:
    """The letter written for a code; None when there is none of that name, or a card says more than it could."""
    language = context["language"]
    name = f"mail/{language}/{code}.j2"
    try:
        said = module(name, language)
    except TemplateNotFound as missing:
        if name in str(missing):
            return None
        raise
    of_draft = "lines" in context
    top = draft_sum(context, language) if code in _CARDS else None
    if code in _CARDS and not is_plain(context):
        return None
    seller = context.get("seller")
    page = Page(
        language=language,
        subject=_line(said, "title", context),
        preheader=_line(said, "preheader", context),
        title=_line(said, "title", context),
        sender=str(seller["name"] if isinstance(seller, Mapping) else seller or _OURS),
        body=(*_alert(context), *_blocks(said, "body", context)),
        foot=_line(said, "foot", context),
        sum=top,
        details=draft_facts(context, language) if of_draft else (),
        details_title=labels(language)["draft"],
        ending=_blocks(said, "ending", context),
        choices=choices,
    )
    return _drawn(page)


def base_letter(subject: str, body: Markup, language: str, choices: Choices | None = None) -> Words:
    """Any HTML body in the frame of our letters; its first line becomes the heading when it can stand alone."""
    first, _, rest = tidy(body).partition("\n")
    alone = first.count("<") == 2 * first.count("</") and len(plain(first)) <= _LONGEST_TITLE
    page = Page(
        language=language,
        subject=subject,
        preheader=plain(rest)[:_LONGEST_TITLE],
        title=plain(first) if alone else "",
        sender=_OURS,
        body=_loose(rest if alone else body),
        foot=_OURS,
        choices=choices,
    )
    asked = environment().get_template("mail/choices.txt.j2").render(page=page, language=language)
    return subject, tidy(f"{plain(str(body))}\n\n{asked}") + "\n", _html(page, OURS)


def _marked(page: Page, trial: str) -> Page:
    said = labels(page.language)["trial"].format(trial)
    return replace(page, subject=f"[{trial}] {page.subject}", body=(Block(said), *page.body))


def _alert(context: Mapping[str, Any]) -> tuple[Block, ...]:
    """That a document has no legal force, and what a tap would have been answered with in a pop-up."""
    code, language = context.get("alert"), context["language"]
    said = sentence("alerts", code, language) if isinstance(code, str) else None
    trial = context.get("trial")
    marked = (Block(labels(language)["trial"].format(trial)),) if trial else ()
    return (*marked, Block(said)) if said else marked


def _about_invoice(
    said: TemplateModule, about: Mapping[str, Any], letter: InvoiceLetter, language: str
) -> Page:
    words = labels(language)
    return Page(
        language=language,
        subject=_line(said, "subject", about),
        preheader=_line(said, "preheader", about),
        title=_line(said, "title", about),
        sender=letter.invoice.seller.name,
        body=_blocks(said, "body", about),
        foot=_line(said, "foot", about),
        details=details_of(letter.invoice, language),
        details_title=words["details"],
        button=_button(said, about, letter),
        files=tuple((name, _what(name, letter.paper, language)) for name in letter.files),
        files_title=words["files"],
        ending=_blocks(said, "ending", about),
    )


def _button(said: TemplateModule, about: Mapping[str, Any], letter: InvoiceLetter) -> Button | None:
    if letter.verification_link is None or letter.paper is Paper.PLAIN_INVOICE:
        return None
    quiet = letter.ksef_number is None
    return Button(_line(said, "button", about), letter.verification_link, _line(said, "hint", about), quiet)


def _what(name: str, paper: Paper, language: str) -> str:
    """What an attachment is."""
    known: dict[str, str] = vars(module(f"mail/{language}/labels.j2", language))["file"]
    form = PurePath(name).suffix.lstrip(".").lower()
    return known.get(paper.value if form == "pdf" else form, "")


def _line(said: TemplateModule, name: str, about: Mapping[str, Any]) -> Markup:
    return Markup(" ".join(str(getattr(said, name)(about)).split("\n")).strip())  # noqa: S704 - a macro escapes what it is given


def _blocks(said: TemplateModule, name: str, about: Mapping[str, Any]) -> tuple[Block, ...]:
    return blocks(Markup(getattr(said, name)(about)))  # noqa: S704 - a macro escapes what it is given


def _loose(said: str) -> tuple[Block, ...]:
    """What a chat shows, line by line."""
    return (Block(Markup(said.strip().replace("\n", "<br>\n")), loose=True),)  # noqa: S704 - rendered, so escaped


def _drawn(page: Page, look: Look = OURS) -> Words:
    written = environment().get_template("mail/letter.txt.j2")
    text = tidy(written.render(page=page.plain, language=page.language))
    return plain(page.subject), text + "\n", _html(page, look)


def _html(page: Page, look: Look) -> str:
    shown = replace(page, logo=_logo(look.logo)) if look.logo else page
    frame = environment().get_template("mail/letter.html.j2")
    tones = colours.palette(look.accent)
    html = frame.render(page=shown, language=page.language, c=vars(colours), p=tones)
    return _inliner().inline(html)


def _logo(png: bytes) -> Logo | None:
    """Word wants to be told the size; the picture says its own in its first chunk. What is no PNG is left out."""
    if not png.startswith(_PNG) or len(png) < _PNG_HEAD:
        return None
    width, height = struct.unpack(">II", png[16:_PNG_HEAD])
    share = min(1.0, _LOGO_WIDTH / max(1, width), _LOGO_HEIGHT / max(1, height))
    return Logo(LOGO, max(1, round(width * share)), max(1, round(height * share)))


@cache
def _inliner() -> css_inline.CSSInliner:
    """Styles go into the elements; the sheet for dark readers and phones stays, because no attribute can hold it."""
    return css_inline.CSSInliner(load_remote_stylesheets=False)
