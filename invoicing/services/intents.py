"""A sentence becomes data: what is wanted, and every field that was said, guessed or in doubt."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from invoicing.model.kinds import DEMANDS, InvoiceKind
from invoicing.model.vat import PriceKind
from invoicing.services.parsing.addresses import read_address
from invoicing.services.parsing.asking import read_asking
from invoicing.services.parsing.buyer_kinds import read_buyer_kind, read_foreign_place
from invoicing.services.parsing.courtesies import read_courtesies
from invoicing.services.parsing.due import read_due
from invoicing.services.parsing.eu_numbers import read_eu_vat_numbers
from invoicing.services.parsing.free_of_charge import read_free
from invoicing.services.parsing.given_to import read_given_to
from invoicing.services.parsing.identifiers import read_document_numbers, read_emails
from invoicing.services.parsing.jargon import spelled_out
from invoicing.services.parsing.languages import in_polish
from invoicing.services.parsing.leading_names import read_leading_name
from invoicing.services.parsing.lines import read_lines
from invoicing.services.parsing.lone_terms import read_lone_span
from invoicing.services.parsing.notes import read_note
from invoicing.services.parsing.parties import read_buyer_name
from invoicing.services.parsing.phrases import read_phrases
from invoicing.services.parsing.received import read_received
from invoicing.services.parsing.references import read_references
from invoicing.services.parsing.replaced import read_replaced
from invoicing.services.parsing.rhythms import read_recurrence
from invoicing.services.parsing.sheet import Facts, Sheet
from invoicing.services.parsing.slips import mended
from invoicing.services.parsing.street_of_person import read_street_of_person
from invoicing.services.parsing.supply import read_issue_date, read_period, read_supply
from invoicing.services.parsing.tax_numbers import read_nips
from invoicing.services.parsing.terms import read_discount, read_payment
from invoicing.services.parsing.tokens import Kind, Token, clean, tokenize
from invoicing.services.parsing.understood import (
    Intent,
    Problem,
    SaidBuyer,
    SaidLine,
    Understood,
)
from invoicing.services.parsing.wish_words import REMOVES
from invoicing.services.parsing.wishes import intent_of
from invoicing.services.parsing.wrong_buyer import says_wrong_buyer

__all__ = ["Intent", "Problem", "SaidBuyer", "SaidLine", "Understood", "understand"]

MOST_WORDS = 400  # and numbers: forty lines with everything said of each
_MOST_TOKENS = 600  # words, numbers, signs and ends of lines
_LEFT_OF_A_WALL = 150  # what is more than that is to be written anew, however well its beginning is read
PLN = "PLN"
LONGEST = 4096  # characters; Telegram sends no more in one message
_READERS = (  # each takes the words it understands, so that none takes another's
    read_emails,
    read_courtesies,
    read_asking,
    read_replaced,
    read_buyer_kind,
    read_note,
    read_document_numbers,
    read_references,
    read_eu_vat_numbers,
    read_nips,
    read_foreign_place,
    read_street_of_person,
    read_address,
    read_phrases,
    read_received,
    read_discount,
    read_issue_date,
    read_period,
    read_due,
    read_payment,
    read_supply,
    read_lone_span,
    read_given_to,
    read_leading_name,
    read_buyer_name,
    read_free,
)
_LITTLE = ".%"
_SAYING = frozenset({Intent.ISSUE, Intent.EDIT, Intent.CORRECT, Intent.REPEAT})
_VAGUE = frozenset({Intent.ISSUE, Intent.EDIT, Intent.OTHER})
_GUESSABLE = ("vat", "price_kind", "price")


def understand(text: str, today: date) -> Understood:
    """Read a sentence.

    Pure, deterministic, offline; time grows with the length of the text and no faster. Nothing in doubt is
    passed off as said: it stands in `problems`, `missing` or `guessed`.

    Args:
        text: as typed; what is longer than 4096 characters or 400 words is cut, with the problem text_too_long.
        today: the Warsaw date that relative days count from.
    """
    cleaned = clean(text[:LONGEST])
    tokens = tokenize(cleaned, _MOST_TOKENS + 1)
    wall = len(text) > LONGEST or _is_wall(tokens)
    sheet = Sheet(cleaned, _keywords(tokens[:_LEFT_OF_A_WALL] if wall else tokens), today)
    if wall:
        sheet.facts.doubt("text_too_long", str(len(text)))
    read_recurrence(sheet)  # "co miesiąc" asks nothing, as other sentences that begin with "co" do
    said = [token for token in sheet.tokens if token.kind is not Kind.GAP]
    for read in _READERS:
        read(sheet)
    lines = read_lines(sheet)
    buyer = _buyer(sheet.facts)
    intent = intent_of(said, buyer, lines, sheet.facts.invoice_number, terms=_says_terms(sheet.facts))
    intent = _meant(intent, sheet, lines)
    if sheet.facts.receipt and _above_receipts(lines):
        sheet.facts.kind = InvoiceKind.VAT
    if sheet.facts.share:  # of an advance in percent: whether the price is of the whole, nobody said
        lines = tuple(replace(line, guessed=line.guessed | {"price"}) for line in lines)
    return _understood(intent, buyer, _lines_for(intent, lines, said), sheet.facts)


def _is_wall(tokens: list[Token]) -> bool:
    words = sum(token.kind is not Kind.BREAK and token.text not in _LITTLE for token in tokens)
    return words > MOST_WORDS or len(tokens) > _MOST_TOKENS


def _meant(intent: Intent, sheet: Sheet, lines: tuple[SaidLine, ...]) -> Intent:
    """The intent, where more than single words tells it: "rozlicz zaliczkę", "zły NIP, powinien być ..."."""
    priced = any(line.price is not None for line in lines)
    if intent in _VAGUE and not priced and says_wrong_buyer(sheet.text):
        return Intent.CORRECT
    settles = sheet.facts.kind is InvoiceKind.SETTLEMENT
    return Intent.ISSUE if settles and intent is Intent.OTHER else intent


def _above_receipts(lines: tuple[SaidLine, ...]) -> bool:
    """Whether a receipt with a NIP is no invoice any more, and an invoice is needed."""
    limit = DEMANDS[InvoiceKind.SIMPLIFIED].limit_in(PLN)
    return limit is not None and sum((_gross(line) for line in lines), Decimal(0)) > limit


def _gross(line: SaidLine) -> Decimal:
    rate = Decimal(line.vat) if line.price_kind is PriceKind.NET and line.vat.isdecimal() else Decimal(0)
    return line.quantity * (line.price or Decimal(0)) * (1 + rate / 100)


def _keywords(tokens: list[Token]) -> list[Token]:
    """The tokens with keywords of other languages, short ones and mistyped ones as the readers know them."""
    return mended(spelled_out(in_polish(tokens)))


def _says_terms(facts: Facts) -> bool:
    """Whether something was said that belongs to an invoice, be it a new one or an open draft."""
    said = (
        facts.due_date,
        facts.payment_method,
        facts.discount_percent,
        facts.paid,
        facts.split_payment,
        facts.note,
    )
    return any(said) or bool(facts.supply_date) or facts.tax_said or facts.currency != "PLN"


def _lines_for(intent: Intent, lines: tuple[SaidLine, ...], said: list[Token]) -> tuple[SaidLine, ...]:
    """An invoice has all lines, a change has those that say a number, and everything else has none."""
    if intent is Intent.EDIT:
        removes = any(token.kind is Kind.WORD and token.folded in REMOVES for token in said)
        changed = (line for line in lines if line.price is not None or line.unit or line.quantity != 1)
        return () if removes else tuple(changed)
    return lines if intent is Intent.ISSUE else ()


def _buyer(facts: Facts) -> SaidBuyer:
    return SaidBuyer(
        facts.nip,
        facts.buyer_name,
        facts.email,
        facts.eu_vat_number,
        facts.address,
        facts.buyer_kind,
        facts.country,
        facts.more_emails,
    )


def _facts_for(intent: Intent, facts: Facts) -> Facts:
    """A question says nothing of an invoice that is to be: czy Budex zapłacił, co to jest zaliczkowa."""
    if intent in _SAYING:
        return facts
    day = facts.supply_date if intent in {Intent.LIST, Intent.STATUS} else None
    return Facts(invoice_number=facts.invoice_number, supply_date=day, problems=facts.problems)


def _understood(intent: Intent, buyer: SaidBuyer, lines: tuple[SaidLine, ...], facts: Facts) -> Understood:
    facts = _facts_for(intent, facts)
    guessed = frozenset[str]().union(*(line.guessed for line in lines))
    return Understood(
        intent=intent,
        kind=facts.kind,
        buyer=buyer,
        lines=lines,
        currency=facts.currency,
        supply_date=facts.supply_date,
        due_date=facts.due_date,
        payment_method=facts.payment_method,
        paid=facts.paid,
        split_payment=facts.split_payment,
        discount_percent=facts.discount_percent,
        note=facts.note,
        invoice_number=facts.invoice_number,
        recurs=facts.recurs,
        missing=_missing(buyer, lines) if intent is Intent.ISSUE else (),
        problems=tuple(facts.problems),
        guessed=tuple(code for code in _GUESSABLE if code in guessed),
    )


def _missing(buyer: SaidBuyer, lines: tuple[SaidLine, ...]) -> tuple[str, ...]:
    lacking = {
        "buyer": not (buyer.nip or buyer.name or buyer.eu_vat_number),
        "lines": not lines or any(line.name is None for line in lines),
        "price": bool(lines) and any(line.price is None for line in lines),
    }
    return tuple(code for code, lacks in lacking.items() if lacks)
