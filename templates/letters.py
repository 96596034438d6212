"""Letters: the one that hands an invoice over, and answers by e-mail; a hand-written text part beside the HTML."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import css_inline
from jinja2 import TemplateNotFound
from markupsafe import Markup

from invoicing.model.invoice import Invoice
from invoicing.model.ksef_number import KsefNumber
from invoicing.model.papers import Paper
from templates.environment import environment, spoken
from templates.telegram import tidy


class LetterWording:
    """Words the letters to buyers (port `Wording`)."""

    def invoice_letter(
        self,
        invoice: Invoice,
        ksef_number: KsefNumber | None,
        language: str,
        paper: Paper = Paper.VISUALISATION,
    ) -> tuple[str, str, str]:
        """Subject, text part and HTML part of the letter that hands a paper over.

        Without a number the letter says that it is still to come; whether such a letter may go out is the
        hand-over's decision (art. 106gb VATA), not a matter of words.
        """
        correction = invoice.correction
        original = correction.originals[0] if correction else None
        context = {
            "number": invoice.number,
            "ksef_number": str(ksef_number) if ksef_number else None,
            "seller": invoice.seller.name,
            "seller_nip": invoice.seller.nip.digits,
            "seller_email": invoice.seller.email,
            "buyer": invoice.buyer.name,
            "buyer_nip": invoice.buyer.nip.digits if invoice.buyer.nip else None,
            "gross": str(invoice.totals.gross),
            "currency": invoice.currency,
            "issue_date": invoice.issue_date.isoformat(),
            "due_date": invoice.due_date.isoformat() if invoice.due_date else None,
            "payment_method": invoice.payment_method.value,
            "paid": invoice.paid,
            "bank_account": invoice.bank_account,
            "split_payment": invoice.split_payment,
            "plain": paper is Paper.PLAIN_INVOICE,
            "corrects": original.number if original else None,
            "corrects_date": original.issue_date.isoformat() if original else None,
            "reason": correction.reason if correction else None,
            "owed": original is None or invoice.totals.gross > 0,
        }
        name = "confirmation" if paper is Paper.TRANSACTION_CONFIRMATION else "invoice"
        return _drawn(name, context, spoken(language))


def named_letter(code: str, context: Mapping[str, Any]) -> tuple[str, str, str] | None:
    """The letter written for a code; None when there is none of that name."""
    try:
        return _drawn(code, context, context["language"])
    except TemplateNotFound as missing:
        if code in str(missing):
            return None
        raise


def base_letter(subject: str, body: Markup, language: str) -> str:
    """Any HTML body in the frame of our letters."""
    frame = environment().get_template("mail/plain.html.j2")
    return _inliner().inline(frame.render(subject=subject, body=body, language=language))


def _drawn(name: str, context: Mapping[str, Any], language: str) -> tuple[str, str, str]:
    """A text template begins with its subject, on a line of its own."""
    written = environment().get_template(f"mail/{language}/{name}.txt.j2")
    subject, _, text = tidy(written.render(context, language=language)).partition("\n")
    page = environment().get_template(f"mail/{language}/{name}.html.j2")
    html = page.render(context, subject=subject, language=language)
    return subject, text.strip() + "\n", _inliner().inline(html)


@cache
def _inliner() -> css_inline.CSSInliner:
    """Styles go into the elements; rules for dark readers stay in their sheet, because no attribute can hold them."""
    return css_inline.CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)
